"""The draft behind a call: what the agent has typed, kept on every step.

The form carries a signed name of its draft, so that what was typed is kept even when the sign-in has run out between
opening the page and sending it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict

from sunwai.core import clock
from sunwai.grievances.actions.drafts import save_draft
from sunwai.grievances.enums import InteractionKind, Kind
from sunwai.grievances.models import Draft, Interaction
from sunwai.web.access import StaffRequest
from sunwai.web.desk.caller import Caller
from sunwai.web.desk.forms import ACCUSED, QUESTION, Registration

SALT = "desk.draft"
# What the caller's keys said → the kind with which the form begins.
KIND_BY_KEYS: dict[str, Kind] = {
    InteractionKind.DEMAND: Kind.DEMAND,
    InteractionKind.CORRUPTION: Kind.CORRUPTION,
}
KEPT_SECONDS = 2 * 86400
LONGEST = 6000  # characters of one field

View = Callable[..., HttpResponse]


def keeps_typing(view: View) -> View:
    """Save what a form brings before anything else is asked, even who sends it."""

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and (draft := _by_token(request)) and not draft.grievance_id:
            save_draft(draft=draft, citizen=None, agent=None, data=typed(request.POST), now=clock.now())
        return view(request, *args, **kwargs)

    return kept


def token(draft: Draft) -> str:
    """The name of a draft that only we can have given."""
    return signing.dumps(str(draft.pk), salt=SALT)


def of_request(request: StaffRequest, caller: Caller) -> Draft:
    """The draft that the form names, else the unsent one of this call, else a new one."""
    named = _by_token(request)
    if named and (_is_of(named, caller.call) or named.grievance_id):
        return named
    own = Draft.objects.visible_to(request.user)
    unsent = own.filter(grievance=None, data__interaction=caller.call.pk).first()
    if unsent:  # one that a voice began on the telephone knows little yet
        unsent.data = _beginning(caller) | unsent.data
    return unsent or save_draft(
        draft=None, citizen=None, agent=request.user, data=_beginning(caller), now=clock.now()
    )


def sent(draft_id: UUID, caller: Caller) -> Draft | None:
    """The draft of this call that became a case. That of a sealed case has forgotten whose it was."""
    own = Q(agent=caller.call.agent, data__interaction=caller.call.pk)
    return (
        Draft.objects.visible_to(caller.call.agent, named=draft_id)
        .select_related("grievance")
        .filter(own | Q(agent=None, citizen=None, data={}), pk=draft_id, grievance__isnull=False)
        .first()
    )


def typed(post: QueryDict) -> dict[str, str]:
    """What the form brought; a pressed suggestion fills the field it is for."""
    known = {*Registration.base_fields, ACCUSED}
    names = {name for name in post if name in known or name.startswith(QUESTION)}
    found = {name: str(post[name])[:LONGEST] for name in names}
    if category := post.get("pick_category"):
        found["category"] = category
    if place := post.get("pick_place"):
        found |= {"place": place, "place_text": ""}
    return found


def _beginning(caller: Caller) -> dict[str, Any]:
    """A new draft knows what is known of the caller."""
    return {
        "interaction": caller.call.pk,
        "kind": KIND_BY_KEYS.get(caller.said_by_keys, Kind.COMPLAINT).value,
        "name": caller.name,
        "language": caller.language,
        "district": str(caller.place.district_id or "") if caller.place else "",
    }


def _by_token(request: HttpRequest) -> Draft | None:
    try:
        draft_id = signing.loads(request.POST.get("draft", ""), salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return None
    return Draft.objects.visible_to(request.user, named=draft_id).filter(pk=draft_id).first()


def _is_of(draft: Draft, call: Interaction) -> bool:
    return draft.agent_id == call.agent_id and draft.data.get("interaction") == call.pk
