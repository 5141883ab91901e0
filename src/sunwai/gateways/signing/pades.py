"""What both kinds of key share: a PAdES signature, with time stamp and proof of revocation where they can be had."""

from __future__ import annotations

import io
import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from asn1crypto.crl import CertificateList
from django.conf import settings
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps import DummyTimeStamper, HTTPTimeStamper, TimeStamper, TimestampRequestError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError

from sunwai.documents.signing import SigningFailed

FIELD = "Sunwai"
SECONDS = 20  # to wait for the time stamping authority

log = logging.getLogger(__name__)


def sign_with(signer: signers.Signer, pdf: bytes, *, reason: str, location: str) -> bytes:
    """`pdf` signed by `signer`: PAdES B-LT where a time stamp and revocation lists are configured, else B-B or B-T.

    Raises:
        SigningFailed: no key, no time stamp, or the lists that are configured do not cover the certificate.
    """
    context = _context()
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        reason=reason,
        location=location,
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        embed_validation_info=context is not None,
        validation_context=context,
    )
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        # In a thread of its own: pyHanko runs an event loop, and the caller's thread may have one.
        with ThreadPoolExecutor(1) as apart:
            signing = apart.submit(signers.sign_pdf, writer, meta, signer=signer, timestamper=_timestamper())
            signed: io.BytesIO = signing.result()
    except (SigningError, PathError, PdfError, TimestampRequestError, OSError) as error:
        log.warning("signing failed: %s: %s", type(error).__name__, error)
        raise SigningFailed from error
    return signed.getvalue()


def _context() -> ValidationContext | None:
    """What proves that the certificate was good when it signed; None where nothing of it is configured."""
    given = settings.SIGNING
    lists = [CertificateList.load(Path(path).read_bytes()) for path in given["revocation_lists"]]
    if not lists and not given["fetch_revocation"]:
        return None
    roots = list(load_certs_from_pemder([str(path) for path in given["roots"]]))
    return ValidationContext(
        trust_roots=roots, crls=lists, allow_fetching=given["fetch_revocation"], revocation_mode="hard-fail"
    )


def _timestamper() -> TimeStamper | None:
    given = settings.SIGNING
    if given["timestamp_url"]:
        return HTTPTimeStamper(given["timestamp_url"], timeout=SECONDS)
    return _demo_timestamper(given["demo_timestamper"]) if given["demo_timestamper"] else None


def _demo_timestamper(path: str) -> TimeStamper:
    """A time stamping authority inside the demo: its own clock, its own certificate."""
    key = signers.SimpleSigner.load_pkcs12(path, passphrase=settings.SIGNING["password"].encode())
    assert key is not None
    assert key.signing_cert is not None
    return DummyTimeStamper(key.signing_cert, key.signing_key, certs_to_embed=key.cert_registry)
