"""Do-not-disturb: for citizens themselves, and for agents who are told on the telephone."""

from __future__ import annotations

from datetime import datetime

from sunwai.accounts.models import User
from sunwai.calls.bus import Word, tell_process
from sunwai.calls.enums import CallbackState
from sunwai.calls.models import Callback, DoNotDisturb
from sunwai.calls.outgoing.hours import OF_OUR_OWN_ACCORD
from sunwai.calls.outgoing.numbers import number_to_call
from sunwai.casework.action import action
from sunwai.citizens.models import Citizen
from sunwai.core.actors import Actor
from sunwai.core.errors import NotAllowed


@action
def set_do_not_disturb(*, number: str, actor: Actor, now: datetime, reason: str = "") -> DoNotDisturb:
    """From now on `number` is not called of our own accord; such calls on the list go off it. Again is harmless.

    Raises:
        NotAllowed: a citizen for another's number, or staff who do not speak to citizens.
        NoNumberToCall: no number.
    """
    number = number_to_call(number)
    _require(number, actor)
    row, _is_new = DoNotDisturb.objects.get_or_create(
        number=number, defaults={"since": now, "reason": reason.strip()}
    )
    Callback.objects.filter(OF_OUR_OWN_ACCORD, number=number, state=CallbackState.DUE).update(
        state=CallbackState.CANCELLED, ended_at=now
    )
    tell_process(Word.CALLBACK)
    return row


@action
def lift_do_not_disturb(*, number: str, actor: Actor, now: datetime) -> None:
    """`number` may be called again. Again is harmless.

    Raises:
        NotAllowed: as for setting it.
        NoNumberToCall: no number.
    """
    number = number_to_call(number)
    _require(number, actor)
    DoNotDisturb.objects.filter(number=number).delete()


def _require(number: str, actor: Actor) -> None:
    """A citizen for their own number; who talks to citizens, or administers, for any."""
    own = isinstance(actor, Citizen) and actor.mobile == number
    told = isinstance(actor, User) and (actor.may("desk") or actor.may("admin"))
    if not (own or told):
        raise NotAllowed
