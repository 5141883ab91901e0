"""Campaigns: written and run by supervisors; a missed call to the number of one is answered."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from sunwai.accounts.models import User
from sunwai.calls.actions.callbacks import enlist
from sunwai.calls.bus import Word, tell_process
from sunwai.calls.enums import CallbackReason, CampaignKind, Route
from sunwai.calls.models import Callback, Campaign, Number, Queue
from sunwai.calls.outgoing.errors import NoNumberToCall
from sunwai.casework.action import action
from sunwai.citizens.mobile import mobile_in
from sunwai.citizens.models import Citizen, Language
from sunwai.core.errors import InvalidInput, NotAllowed, TooMany
from sunwai.core.models import RateCounter
from sunwai.core.options import option
from sunwai.messages.actions import tell_by_template
from sunwai.messages.models import Message, Template

DAY = timedelta(days=1)


class NumberTaken(InvalidInput):
    """The number leads somewhere else."""

    code = "number-taken"
    sentence = _("This number already leads to something else.")
    field = "digits"


class NothingToAnswer(InvalidInput):
    """A missed call would lead to nothing."""

    code = "nothing-to-answer"
    sentence = _("Choose an SMS, or that we call back: a missed call must be answered somehow.")
    field = "calls_back"


class NoSuchDigits(InvalidInput):
    """Not a number that can be dialled."""

    code = "no-such-digits"
    sentence = _("Give the number as it is dialled: 3 to 15 digits.")
    field = "digits"


class EndsBeforeItBegins(InvalidInput):
    """The end is not after the beginning."""

    code = "ends-before-it-begins"
    sentence = _("The end must be after the beginning.")
    field = "until"


# ── Missed calls ─────────────────────────────────────────────────────────────────────────────────────────


@action
def note_missed_call(*, number: str, campaign: Campaign, now: datetime) -> Callback | None:
    """Somebody let the number of `campaign` ring and was hung up on, as intended: SMS, callback, as it says.

    The same number again within `calls.missed_again_minutes` counts as the same call; in a day it gets at most
    `calls.missed_sms_per_day` messages, of all campaigns together.

    Returns:
        The callback, where the campaign calls back and the number was not withheld.
    """
    if not _runs(campaign, now):
        return None
    _send_sms(number, campaign, now)
    if not campaign.calls_back:
        return None
    again = Callback.objects.filter(number=mobile_in(number) or number, campaign=campaign)
    recent: Callback | None = again.filter(waiting_since__gt=now - _same_call()).first()
    if recent:
        return recent
    try:
        return enlist(
            number=number, reason=CallbackReason.MISSED, now=now, queue=campaign.queue, campaign=campaign
        )
    except NoNumberToCall:
        return None


def _runs(campaign: Campaign, now: datetime) -> bool:
    return campaign.is_running and campaign.since <= now and (campaign.until is None or now < campaign.until)


def _same_call() -> timedelta:
    return timedelta(minutes=option("calls.missed_again_minutes"))


def _send_sms(number: str, campaign: Campaign, now: datetime) -> None:
    mobile = mobile_in(number)
    citizen = Citizen.objects.filter(mobile=mobile).first() if mobile else None
    template = template_for(campaign, citizen.language if citizen else Language.HINDI)
    if not mobile or template is None:
        return
    sent = Message.objects.filter(to=mobile, template__in=templates_of(campaign))
    if sent.filter(created_at__gt=now - _same_call()).exists():
        return
    try:
        RateCounter.hit(f"missed:{mobile}", limit=option("calls.missed_sms_per_day"), per=DAY, now=now)
    except TooMany:
        return
    tell_by_template(mobile=mobile, template=template, now=now, citizen_id=citizen.pk if citizen else None)


def template_for(campaign: Campaign, language: str) -> Template | None:
    """The SMS in this language, else in the other."""
    both = (campaign.sms_hi, campaign.sms_en)
    return next(filter(None, both if language == Language.HINDI else reversed(both)), None)


def templates_of(campaign: Campaign) -> list[int]:
    """Keys of the templates that the campaign sends."""
    return [key for key in (campaign.sms_hi_id, campaign.sms_en_id) if key]


# ── Writing and running them ─────────────────────────────────────────────────────────────────────────────


@action
def write_campaign(
    *,
    campaign: Campaign | None,
    name: str,
    digits: str,
    queue: Queue | None,
    greeting_hi: str,
    greeting_en: str,
    sms_hi: Template | None,
    sms_en: Template | None,
    calls_back: bool,
    since: datetime,
    until: datetime | None,
    actor: User,
    now: datetime,
) -> Campaign:
    """A missed-call campaign as it is to be; a new one does not run yet.

    Args:
        digits: the number people let ring; made where it is not known yet.

    Raises:
        NotAllowed: `actor` does not oversee the floor.
        NoSuchDigits, NumberTaken: the number is none, or leads elsewhere or to another campaign.
        NothingToAnswer: neither an SMS nor a callback.
        EndsBeforeItBegins: the period is none.
    """
    if not actor.may("floor"):
        raise NotAllowed
    if not (sms_hi or sms_en or calls_back):
        raise NothingToAnswer
    if until and until <= since:
        raise EndsBeforeItBegins
    row = campaign or Campaign(kind=CampaignKind.MISSED_CALL, is_running=False)
    row.name, row.queue, row.calls_back = name.strip(), queue, calls_back
    row.greeting_hi, row.greeting_en = greeting_hi.strip(), greeting_en.strip()
    row.sms_hi, row.sms_en, row.since, row.until = sms_hi, sms_en, since, until
    row.number, row.written_by = _number(digits), actor
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise NumberTaken from error
    tell_process(Word.SETUP)
    return row


@action
def run_campaign(*, campaign: Campaign, runs: bool, actor: User, now: datetime) -> Campaign:
    """Start or stop it. Again is harmless.

    Raises:
        NotAllowed: `actor` does not oversee the floor.
    """
    if not actor.may("floor"):
        raise NotAllowed
    row: Campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    row.is_running = runs
    row.save(update_fields=["is_running"])
    tell_process(Word.SETUP)
    return row


def load_campaigns(*, now: datetime) -> int:
    """The one campaign that every installation has: closure questions, running. A supervisor may stop it.

    Returns:
        How many were made.
    """
    if Campaign.objects.filter(kind=CampaignKind.CLOSURE).exists():
        return 0
    Campaign.objects.create(
        kind=CampaignKind.CLOSURE, name="क्या काम हो गया? · Is it done?", is_running=True, since=now
    )
    return 1


def _number(digits: str) -> Number:
    digits = digits.replace(" ", "")
    known: Number | None = Number.objects.filter(pk=digits).first()
    if known is None:
        known = Number(digits=digits, route=Route.MISSED)
        if not (digits.isascii() and digits.isdigit() and 3 <= len(digits) <= 15):
            raise NoSuchDigits
        known.save()
    if known.route != Route.MISSED:
        raise NumberTaken
    return known
