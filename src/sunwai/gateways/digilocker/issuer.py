"""The two interfaces of an issuer that DigiLocker asks (Issuer API Specification 1.12, "Pull URI Request", "Pull Doc
Request"): a citizen looks for a paper by the code printed on it, and opens it later from their locker.

Every request is signed: `x-digilocker-hmac` is the HMAC-SHA256 of the body under our key, `keyhash` the SHA-256 of key
and time. Whatever is wrong with a paper, the answer is the same: status 0.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from lxml import etree

from sunwai.core import clock
from sunwai.gateways.digilocker import wire
from sunwai.janseva.actions.pulling import NothingToPull, pull_certificate
from sunwai.janseva.models import Certificate
from sunwai.janseva.selectors import open_paper

MOST_BYTES = 512 * 1024  # a photograph may come with it
LIVES = timedelta(minutes=15)  # a request, for the clocks of both sides differ
PDF, XML, BOTH = "pdf", "xml", "both"

View = Callable[[HttpRequest, wire.Asked], HttpResponse]


def _signed(view: View) -> Callable[[HttpRequest], HttpResponse]:
    @csrf_exempt
    @require_POST
    @wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
        body = request.body
        if not settings.DIGILOCKER["key"] or len(body) > MOST_BYTES or not _is_signed(request, body):
            return HttpResponse(status=401)
        try:
            asked = wire.read(body)
        except (etree.XMLSyntaxError, ValueError):
            return HttpResponse(status=400)
        if asked.org_id != settings.DIGILOCKER["org_id"] or not _is_fresh(asked):
            return HttpResponse(status=401)
        return view(request, asked)

    return checked


@_signed
def pull_uri(_request: HttpRequest, asked: wire.Asked) -> HttpResponse:
    """`POST /hooks/digilocker/uri`: the paper with this code, if its name is that of who looks for it."""
    try:
        certificate = pull_certificate(
            code=asked.code, doc_type=asked.doc_type, name=asked.full_name, now=clock.now()
        )
    except NothingToPull:
        return _answer(wire.found_none("PullURIResponse", asked))
    return _answer(wire.found(asked, certificate, uri=uri_of(certificate), **_contents(asked, certificate)))


@_signed
def pull_doc(_request: HttpRequest, asked: wire.Asked) -> HttpResponse:
    """`POST /hooks/digilocker/document`: the paper behind an address that was given before."""
    issuer, _dash, rest = asked.uri.partition("-")
    doc_type, _dash, code = rest.partition("-")
    try:
        if issuer != settings.DIGILOCKER["issuer"]:
            raise NothingToPull
        certificate = pull_certificate(code=code, doc_type=doc_type, now=clock.now())
    except NothingToPull:
        return _answer(wire.found_none("PullDocResponse", asked))
    return _answer(wire.document(asked, **_contents(asked, certificate)))


def uri_of(certificate: Certificate) -> str:
    """The address of a paper in every locker: `issuer-DOCTP-code`."""
    doc_type = certificate.application.service.digilocker_type
    return f"{settings.DIGILOCKER['issuer']}-{doc_type}-{certificate.code}"


def signature_of(key: str, body: bytes) -> str:
    """`x-digilocker-hmac` of a body."""
    return base64.b64encode(hmac.digest(key.encode(), body, hashlib.sha256)).decode()


def key_hash(key: str, ts: str) -> str:
    """`keyhash` of a request made at `ts`."""
    return hashlib.sha256(f"{key}{ts}".encode()).hexdigest()


def _is_signed(request: HttpRequest, body: bytes) -> bool:
    given = request.headers.get("X-Digilocker-Hmac", "")
    return hmac.compare_digest(given.encode(), signature_of(settings.DIGILOCKER["key"], body).encode())


def _is_fresh(asked: wire.Asked) -> bool:
    made = key_hash(settings.DIGILOCKER["key"], asked.ts)
    try:
        at = datetime.fromisoformat(asked.ts)
    except ValueError:
        return False
    if at.tzinfo is None:
        at = at.replace(tzinfo=clock.IST)
    return (
        hmac.compare_digest(asked.key_hash.lower().encode(), made.encode()) and abs(clock.now() - at) <= LIVES
    )


def _contents(asked: wire.Asked, certificate: Certificate) -> dict[str, bytes]:
    """What the request wants: the signed PDF, what it says for machines, or both."""
    wanted = asked.format or PDF
    contents = {}
    if wanted in (PDF, BOTH):
        contents["pdf"] = open_paper(certificate)
    if wanted in (XML, BOTH):
        contents["data"] = wire.certificate_data(certificate, issuer=settings.DIGILOCKER["issuer"])
    return contents


def _answer(document: bytes) -> HttpResponse:
    return HttpResponse(document, content_type="application/xml; charset=utf-8")
