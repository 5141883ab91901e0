"""A citizen's e-mail address: given, proved by the mail that arrives there, and given up again.

give ─▶ a mail with a button ─▶ confirm ─▶ told by e-mail ─▶ stop, or it bounces ─▶ SMS
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sunwai.casework.action import action
from sunwai.citizens.models import Citizen
from sunwai.core import rows
from sunwai.core.errors import InvalidInput
from sunwai.core.models import RateCounter
from sunwai.messages.enums import Channel, Event
from sunwai.messages.jobs import deliver
from sunwai.messages.mail import PROOF, STOP, page_of
from sunwai.messages.models import Message, Reach
from sunwai.messages.tokens import message_of

GOOD_FOR = timedelta(hours=24)
MAILS_PER_DAY = 5  # to addresses that somebody names: nobody shall be flooded by us


class LinkIsSpent(InvalidInput):
    """The link is too old, or another address was given since."""

    code = "link-is-spent"
    sentence = gettext_lazy("This link is no longer good. Please give your e-mail address once more.")


class NotAnAddress(InvalidInput):
    """No address of e-mail in Latin letters."""

    code = "not-an-address"
    sentence = gettext_lazy("Please write it like name@example.com, in Latin letters.")
    field = "email"


def email_in(text: str) -> str:
    """The address of e-mail that `text` is.

    Raises:
        NotAnAddress: it is none, or not in Latin letters.
    """
    email = text.strip()
    try:
        validate_email(email)
    except ValidationError as error:
        raise NotAnAddress from error
    if not email.isascii():
        raise NotAnAddress
    return email


def give_email_address(*, citizen: Citizen, email: str, language: str, now: datetime) -> None:
    """Write to `email` and ask whether it is theirs; until they say so there, nobody is told by it.

    Raises:
        TooMany: too many mails of this kind today.
    """
    for who in (f"email-address:by:{citizen.pk}", f"email-address:to:{email.lower()}"[:160]):
        RateCounter.hit(who, limit=MAILS_PER_DAY, per=timedelta(days=1), now=now)
    _ask(citizen=citizen, email=email, language=language, now=now)


@action
def confirm_email_address(*, token: str, now: datetime) -> str:
    """Who opened the mail says that it is theirs: from now on they are told by e-mail.

    Returns:
        The address.

    Raises:
        LinkIsSpent: not a link of ours, older than a day, or not the latest.
    """
    asked = Message.objects.filter(pk=message_of(token, PROOF) or 0, event=Event.EMAIL_ADDRESS).first()
    reach = Reach.objects.select_for_update().filter(mobile=asked.to).first() if asked else None
    if asked is None or reach is None or not _is_good(asked, reach, now):
        raise LinkIsSpent
    reach.preferred, reach.email_verified_at, reach.email_bounced_at = Channel.EMAIL, now, None
    reach.save(update_fields=["preferred", "email_verified_at", "email_bounced_at"])
    return reach.email


@action
def stop_emails(*, token: str) -> None:
    """Who got a mail wants no more of them: their address is forgotten, and they are told by SMS. Safe to repeat.

    Raises:
        LinkIsSpent: not a link of ours.
    """
    message = Message.objects.filter(pk=message_of(token, STOP) or 0).first()
    if message is None:
        raise LinkIsSpent
    forget_address(message.to)


@action
def give_up_email_address(*, citizen: Citizen) -> None:
    """The citizen wants no e-mails any more."""
    forget_address(citizen.mobile or "")


def forget_address(mobile: str) -> None:
    """Remove the e-mail address behind `mobile`, in the caller's transaction."""
    Reach.objects.filter(mobile=mobile).update(email="", email_verified_at=None, email_bounced_at=None)
    Reach.objects.filter(mobile=mobile, preferred=Channel.EMAIL).update(preferred="")


def _is_good(asked: Message, reach: Reach, now: datetime) -> bool:
    newer = Message.objects.filter(to=asked.to, event=Event.EMAIL_ADDRESS, pk__gt=asked.pk)
    return bool(reach.email) and now - asked.created_at < GOOD_FOR and not newer.exists()


@action
def _ask(*, citizen: Citizen, email: str, language: str, now: datetime) -> None:
    Reach.objects.update_or_create(
        mobile=citizen.mobile, defaults={"email": email, "email_verified_at": None, "email_bounced_at": None}
    )
    (number,) = rows.next_values(rows.sequence(Message))
    with translation.override(language):
        text = _(
            "Somebody, we hope you, wants to be told at this address what happens to complaints made to 181. "
            "If that was you, press the button. If not, do nothing."
        )
    Message.objects.create(
        pk=number,
        citizen=citizen,
        to=citizen.mobile or "",
        channel=Channel.EMAIL,
        event=Event.EMAIL_ADDRESS,
        language=language,
        text=text,
        variables={"link": page_of(PROOF, number, language)},
        created_at=now,
        urgent=True,
        not_before=now,
        expires_at=now + GOOD_FOR,
    )
    deliver.defer(message_id=number)
