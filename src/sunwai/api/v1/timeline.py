"""What happened to a case, in words."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest
from ninja import Router

from sunwai.accounts.models import ApiScope
from sunwai.api.auth import Key
from sunwai.api.v1.schemas import NOT_FOUND, PROBLEMS, EntryOut, Reference
from sunwai.grievances.enums import EventKind
from sunwai.grievances.selectors import Entry, find_by_reference, timeline_of

router = Router(tags=["grievances"])

# Said by citizens who joined the case: the program that filed it did not bring them.
OF_OTHERS = frozenset({EventKind.JOINED, EventKind.SUPPORTER_ANSWERED})


@router.get(
    "/grievances/{reference}/timeline",
    auth=Key(ApiScope.READ),
    response={200: list[EntryOut]} | PROBLEMS | NOT_FOUND,
    operation_id="readTimeline",
    summary="What happened to a case",
)
def read_timeline(request: HttpRequest, reference: Reference) -> list[EntryOut]:
    """What happened to a case of this key, oldest first, as its citizen sees it and in the language of
    `Accept-Language`. Officers are named by their post; what is internal to the offices is left out.
    """
    key = request.auth  # type: ignore[attr-defined]
    case = find_by_reference(reference, key)
    if case is None:
        raise Http404
    told = timeline_of(case, key)
    return [entry_out(replace(entry, words="") if entry.kind in OF_OTHERS else entry) for entry in told]


def entry_out(entry: Entry) -> EntryOut:
    """The entry as it goes over the wire."""
    return EntryOut(
        kind=entry.kind,
        title=entry.title,
        at=entry.at,
        who=entry.who,
        words=entry.words,
        details=entry.details,
    )
