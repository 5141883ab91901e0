"""The centre of demo and test: speaks the contract of docs/api/cpgrams.md, and a page on which a person plays it.

Grievances are added there, feedback and appeals given, and what the helpline tells the centre is seen. How it behaves
can be switched, to see what happens while it is down.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet, TextChoices
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from sunwai.core import clock
from sunwai.cpgrams.enums import CentralStatus, PushKind
from sunwai.cpgrams.sample import invented
from sunwai.cpgrams.status import RATINGS
from sunwai.gateways.models import (
    CentreBehaviour,
    SimulatedCentre,
    SimulatedGrievance,
    SimulatedUpdate,
    SimulatedWord,
)

SHOWN = 30
MOST_ADDED = 200
LARGEST_PAGE = 1_000
SLOW_SECONDS = 3
STATUSES = frozenset({"received", "under_process", "reopened"})

View = Callable[..., HttpResponse]


# ── The contract ─────────────────────────────────────────────────────────────────────────────────────────


def _of_the_contract(view: View) -> View:
    """With the token, and as the switch says."""

    @csrf_exempt
    @wraps(view)
    def asked(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {settings.CPGRAMS['token']}".encode()):
            return _refusal(401, "token missing or wrong")
        behaviour = _behaviour()
        if behaviour == CentreBehaviour.DOWN:
            return _refusal(503, "down")
        if behaviour == CentreBehaviour.LIMITS:
            return _refusal(429, "too many requests", {"Retry-After": "60"})
        time.sleep(SLOW_SECONDS if behaviour == CentreBehaviour.SLOW else 0)
        answer = view(request)
        return _refusal(500, "lost") if behaviour == CentreBehaviour.FORGETS else answer

    return asked


@require_safe
@_of_the_contract
def grievances(request: HttpRequest) -> HttpResponse:
    """`GET grievances?after=&limit=`"""
    return _page(request, "grievances", SimulatedGrievance.objects.all(), lambda row: row.record)


@require_safe
@_of_the_contract
def words(request: HttpRequest) -> HttpResponse:
    """`GET words?after=&limit=`"""
    return _page(request, "words", SimulatedWord.objects.all(), lambda row: row.record)


@require_safe
@_of_the_contract
def register(request: HttpRequest) -> HttpResponse:
    """`GET register?after=&limit=`"""
    return _page(
        request,
        "register",
        SimulatedGrievance.objects.all(),
        lambda row: {"registration_no": row.registration_no, "status": row.status},
    )


@require_safe
@_of_the_contract
def health(request: HttpRequest) -> HttpResponse:
    """`GET health`"""
    return JsonResponse({"status": "ok"})


@require_POST
@_of_the_contract
def updates(request: HttpRequest) -> HttpResponse:
    """`POST updates`: an answer for each, in their order."""
    try:
        said = json.loads(request.body)["updates"]
        assert isinstance(said, list)
    except (ValueError, KeyError, TypeError, AssertionError):
        return _refusal(400, "no updates")
    return JsonResponse({"answers": [_take(one) for one in said]})


def _take(said: Any) -> dict[str, str]:
    if not isinstance(said, dict) or not said.get("id"):
        return {"id": "", "outcome": "refused", "reason": "no id"}
    number, kind = str(said.get("registration_no", "")), str(said.get("kind", ""))
    with transaction.atomic():
        if SimulatedUpdate.objects.filter(update_id=said["id"]).exists():
            return {"id": said["id"], "outcome": "known"}
        row = SimulatedGrievance.objects.select_for_update().filter(registration_no=number).first()
        problem = _problem(row, kind, said)
        if row is None or problem:
            return {"id": said["id"], "outcome": "refused", "reason": problem}
        row.status = _status_after(row.status, kind, said)
        row.save(update_fields=["status"])
        SimulatedUpdate.objects.create(
            update_id=said["id"],
            registration_no=number,
            kind=kind,
            data={name: value for name, value in said.items() if name != "report"},
            report=_report(said),
            at=clock.now(),
        )
    return {"id": said["id"], "outcome": "taken"}


def _problem(row: SimulatedGrievance | None, kind: str, said: dict[str, Any]) -> str:
    """Why the centre refuses an update for good; empty where it does not."""
    checks = (
        (row is None, "no such grievance"),
        (kind not in KINDS, "no such kind"),
        (kind == "status" and said.get("status") not in STATUSES, "no such status"),
        (kind == "interim_reply" and not said.get("text"), "an interim reply without words"),
        (kind == "closed" and not said.get("action_taken"), "a closure without what was done"),
        (
            kind == "closed" and not (_report(said) or b"").startswith(b"%PDF-"),
            "a closure without its report",
        ),
        (kind == "closed" and said.get("reason") == "outside_state", "closed as not pertaining"),
    )
    return next((reason for holds, reason in checks if holds), "")


KINDS = frozenset({"acknowledged", "status", "interim_reply", "closed"})


def _status_after(status: str, kind: str, said: dict[str, Any]) -> str:
    return {"status": str(said.get("status")), "closed": "closed"}.get(kind, status)


def _report(said: dict[str, Any]) -> bytes | None:
    report = said.get("report")
    try:
        return base64.b64decode(report["content"], validate=True) if report else None
    except (KeyError, TypeError, binascii.Error):
        return None


def _page(
    request: HttpRequest, name: str, rows: QuerySet[Any], as_record: Callable[[Any], Any]
) -> JsonResponse:
    after, limit = request.GET.get("after", ""), request.GET.get("limit", "")
    mark = int(after) if after.isdecimal() else 0
    size = min(int(limit) if limit.isdecimal() else LARGEST_PAGE, LARGEST_PAGE)
    found = list(rows.filter(pk__gt=mark).order_by("pk")[: size + 1])
    shown = found[:size]
    return JsonResponse(
        {
            name: [as_record(row) for row in shown],
            "mark": str(shown[-1].pk if shown else mark),
            "more": len(found) > size,
        }
    )


def _refusal(status: int, error: str, headers: dict[str, str] | None = None) -> JsonResponse:
    return JsonResponse({"error": error}, status=status, headers=headers)


def _behaviour() -> str:
    return SimulatedCentre.objects.values_list("behaviour", flat=True).first() or CentreBehaviour.WORKS


# ── The page ─────────────────────────────────────────────────────────────────────────────────────────────


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The grievances, the newest first, each with what we told the centre about it; `?q=` finds one by its number."""
    wanted = request.GET.get("q", "").replace("\0", "").strip()[:30]
    rows = SimulatedGrievance.objects.filter(registration_no__icontains=wanted).order_by("-pk")[:SHOWN]
    context = {
        "grievances": [_shown(row) for row in rows],
        "count": SimulatedGrievance.objects.count(),
        "query": wanted,
        "ratings": [(name, _RATING_WORDS[name]()) for name in RATINGS],
        "behaviours": CentreBehaviour.choices,
        "behaviour": _behaviour(),
        "most": MOST_ADDED,
    }
    return render(request, "gateways/centre.html", context)


_RATING_WORDS: dict[str, Callable[[], str]] = {
    "excellent": lambda: _("excellent"),
    "very good": lambda: _("very good"),
    "good": lambda: _("good"),
    "average": lambda: _("average"),
    "poor": lambda: _("poor"),
}


@require_POST
def play(request: HttpRequest) -> HttpResponse:
    """Do what a button says, then show the page."""
    deed = DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise Http404
    deed({name: str(value).replace("\0", "")[:4000] for name, value in request.POST.items()})
    return redirect("simulated-centre")


@require_safe
def report(request: HttpRequest, update_id: str) -> HttpResponse:
    """The action-taken report that we sent with a closure."""
    row = get_object_or_404(SimulatedUpdate, update_id=update_id, report__isnull=False)
    return HttpResponse(bytes(row.report or b""), content_type="application/pdf")


def add(count: int) -> list[str]:
    """Add so many invented grievances; their registration numbers."""
    first = SimulatedGrievance.objects.count() + 1
    records = list(invented(count, now=clock.now(), faults=False, start=first))
    _keep(records)
    return [record["registration_no"] for record in records]


def say(kind: str, registration_no: str, *, rating: str = "", text: str = "") -> None:
    """A citizen gives feedback, or appeals."""
    number = SimulatedWord.objects.count() + 1
    record = {
        "id": f"{kind[:2].upper()}{number:06}",
        "kind": kind,
        "registration_no": registration_no,
        "at": clock.now().isoformat(),
        "rating": rating,
        "text": text,
    }
    SimulatedWord.objects.create(registration_no=registration_no, record=record, at=clock.now())
    if kind == "appeal":
        SimulatedGrievance.objects.filter(registration_no=registration_no).update(status="appealed")


def behave(behaviour: CentreBehaviour) -> None:
    """From now on the centre behaves so."""
    SimulatedCentre.objects.update_or_create(pk=1, defaults={"behaviour": behaviour})


def _keep(records: list[dict[str, str]]) -> None:
    SimulatedGrievance.objects.bulk_create(
        SimulatedGrievance(registration_no=record["registration_no"], record=record, filed_at=clock.now())
        for record in records
    )


def _add_many(given: dict[str, str]) -> None:
    count = given.get("count", "")
    add(min(int(count) if count.isdecimal() else 1, MOST_ADDED))


def _add_one(given: dict[str, str]) -> None:
    """One as a person types it, on the pattern of an invented one."""
    first = SimulatedGrievance.objects.count() + 1
    (record,) = invented(1, now=clock.now(), faults=False, start=first)
    fields = ("subject_content_text", "CategoryV7", "dist_name", "name", "mobile")
    typed = {name: given[name].strip() for name in fields if given.get(name, "").strip()}
    _keep([record | {"name": "", "mobile": "", "recvd_date": clock.now().isoformat()} | typed])


def _say(given: dict[str, str]) -> None:
    number = given.get("registration_no", "")
    if SimulatedGrievance.objects.filter(registration_no=number).exists():
        say(given["do"], number, rating=given.get("rating", ""), text=given.get("text", ""))


def _behave(given: dict[str, str]) -> None:
    if given.get("behaviour") in CentreBehaviour.values:
        behave(CentreBehaviour(given["behaviour"]))


DEEDS: dict[str, Callable[[dict[str, str]], None]] = {
    "add": _add_many,
    "add-one": _add_one,
    "feedback": _say,
    "appeal": _say,
    "behave": _behave,
}


def _shown(row: SimulatedGrievance) -> dict[str, Any]:
    told = SimulatedUpdate.objects.filter(registration_no=row.registration_no).order_by("pk")
    return {
        "row": row,
        "status": _label(CentralStatus, row.status),
        "told": [
            {
                "update": one,
                "kind": _label(PushKind, one.kind),
                "said": _in_words(one.data),
                "has_report": one.report is not None,
            }
            for one in told
        ],
        "words": SimulatedWord.objects.filter(registration_no=row.registration_no).order_by("pk"),
    }


def _label(choices: type[TextChoices], value: str) -> str:
    return str(choices(value).label) if value in choices.values else value


def _in_words(data: dict[str, Any]) -> str:
    names = ("our_number", "office", "text", "expected_on", "action_taken")
    said = [str(data[name]) for name in names if data.get(name)]
    return " · ".join([_label(CentralStatus, data["status"]), *said] if data.get("status") else said)
