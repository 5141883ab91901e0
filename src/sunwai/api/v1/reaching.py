"""How the helpline reaches a citizen who is signed in to an app: being called, and by which channel they are told."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import Http404, HttpRequest
from ninja import Router, Status
from pydantic import BaseModel, Field, StrictBool, StringConstraints

from sunwai.api.auth import CitizenToken
from sunwai.api.v1.citizen import language_asked, signed_in
from sunwai.api.v1.schemas import BODY_PROBLEMS, NOT_FOUND, PROBLEMS, InIndia, Words
from sunwai.calls.actions.callbacks import cancel_callback
from sunwai.calls.actions.disturbing import lift_do_not_disturb, set_do_not_disturb
from sunwai.calls.asked import ask_for_oneself, open_callback
from sunwai.calls.outgoing.hours import is_undisturbed
from sunwai.citizens.models import Citizen
from sunwai.core import clock
from sunwai.core.errors import InvalidInput
from sunwai.grievances.selectors import find_by_reference
from sunwai.messages.email_address import email_in, give_email_address, give_up_email_address
from sunwai.messages.enums import Channel
from sunwai.messages.reach import possible_channels, prefer_channel, reach_of

router = Router(tags=["citizen"], auth=CitizenToken())
AUTOMATICALLY = "auto"
Way = Literal["auto", "whatsapp", "sms", "email"]


class WayNotOffered(InvalidInput):
    """Nothing would lead to the citizen by this channel now; `possible` says by which it would."""

    code = "way-not-offered"
    field = "way"


class CallbackIn(BaseModel):
    """What the call is to be about."""

    reference: Annotated[Words, StringConstraints(max_length=20)] | None = Field(
        default=None, description="Number of one of the citizen's cases."
    )


class CallbackOut(BaseModel):
    """Whether the citizen is on the list of those to be called."""

    asked: bool
    not_before: InIndia | None = Field(description="From when on we call; nobody is called at night.")


class ReachOut(BaseModel):
    """How the citizen is told."""

    way: Way = Field(description="`auto`: as it fits best, at the latest by SMS.")
    possible: list[Way] = Field(description="What can be chosen now.")
    email: str = Field(description="The address that was given; empty: none.")
    email_is_theirs: bool = Field(
        description="Whether they pressed the button in the mail that we sent there."
    )
    undisturbed: bool = Field(description="We call only if they ask for it.")


class ReachIn(BaseModel):
    """What to change; what is left out stays."""

    way: Way | None = None
    email: Annotated[Words, StringConstraints(max_length=200)] | None = Field(
        default=None,
        description="We write there once and ask whether it is theirs; empty: no e-mail any more.",
    )
    undisturbed: StrictBool | None = None


@router.get("/citizen/callback", response={200: CallbackOut} | PROBLEMS, operation_id="readCallback",
            summary="Whether the citizen will be called")  # fmt: skip
def read_callback(request: HttpRequest) -> CallbackOut:
    """What stands on the list because the citizen asked for it, or could not be served."""
    waiting = open_callback(signed_in(request))
    return CallbackOut(asked=waiting is not None, not_before=waiting.not_before if waiting else None)


@router.put(
    "/citizen/callback",
    response={200: CallbackOut} | PROBLEMS | NOT_FOUND | BODY_PROBLEMS,
    operation_id="askCallback",
    summary="Ask to be called",
)
def put_callback(request: HttpRequest, body: CallbackIn) -> CallbackOut:
    """Be called by an agent, perhaps about a case; who asks again keeps the place. A few times a day."""
    citizen = signed_in(request)
    case = find_by_reference(body.reference, citizen) if body.reference else None
    if body.reference and case is None:
        raise Http404
    ask_for_oneself(citizen=citizen, case=case, language=language_asked(), now=clock.now())
    return read_callback(request)


@router.delete("/citizen/callback", response={204: None} | PROBLEMS, operation_id="cancelCallback",
               summary="Do not call")  # fmt: skip
def delete_callback(request: HttpRequest) -> Status[None]:
    """The call is not needed any more; again is harmless."""
    citizen = signed_in(request)
    if waiting := open_callback(citizen):
        cancel_callback(callback=waiting, actor=citizen, now=clock.now())
    return Status(204, None)


@router.get("/citizen/reach", response={200: ReachOut} | PROBLEMS, operation_id="readReach",
            summary="How the citizen is told")  # fmt: skip
def read_reach(request: HttpRequest) -> ReachOut:
    """By which channel, at which address, and whether we may call of our own accord."""
    citizen = signed_in(request)
    reach = reach_of(citizen)
    return ReachOut.model_validate(
        {
            "way": reach.preferred or AUTOMATICALLY,
            "possible": [AUTOMATICALLY, *sorted(possible_channels(reach))],
            "email": reach.email,
            "email_is_theirs": reach.email_verified_at is not None,
            "undisturbed": is_undisturbed(citizen.mobile or ""),
        }
    )


@router.patch(
    "/citizen/reach",
    response={200: ReachOut} | PROBLEMS | BODY_PROBLEMS,
    operation_id="changeReach",
    summary="Change how the citizen is told",
)
def change_reach(request: HttpRequest, body: ReachIn) -> ReachOut:
    """Change what is sent; what is left out stays as it is."""
    citizen = signed_in(request)
    if body.way is not None:
        _choose(citizen, body.way)
    if body.email is not None:
        _write_to(citizen, body.email)
    if body.undisturbed is not None:
        change = set_do_not_disturb if body.undisturbed else lift_do_not_disturb
        change(number=citizen.mobile or "", actor=citizen, now=clock.now())
    return read_reach(request)


def _choose(citizen: Citizen, way: Way) -> None:
    if way != AUTOMATICALLY and way not in possible_channels(reach_of(citizen)):
        raise WayNotOffered
    channel = None if way == AUTOMATICALLY else Channel(way)
    prefer_channel(mobile=citizen.mobile or "", channel=channel, now=clock.now())


def _write_to(citizen: Citizen, email: str) -> None:
    if not email:
        give_up_email_address(citizen=citizen)
        return
    give_email_address(citizen=citizen, email=email_in(email), language=language_asked(), now=clock.now())
