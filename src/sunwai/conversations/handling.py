"""Dealing with what came in, in the order in which each sender said it.

    claim (one transaction) ──▶ fetch the file ──▶ understand and act ──▶ settle: state, answer, done (one transaction)

Of one sender only the earliest that waits is in hand, and its hold is a lease: if the process dies, it is dealt with
anew. What was done by then is not done twice: a yes that is on record, a draft that was sent, a place on the list of
those to be called are the same the second time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from sunwai.casework.action import action
from sunwai.citizens.mobile import mobile_in
from sunwai.citizens.models import Citizen, Language
from sunwai.conversations.dialogue.engine import answer, time_out, wants_file
from sunwai.conversations.enums import NOT_SPOKEN, IncomingKind, IncomingState
from sunwai.conversations.heard import Heard, hear
from sunwai.conversations.models import Conversation, Incoming
from sunwai.conversations.ports import MediaFailed
from sunwai.conversations.sms import answer_sms
from sunwai.conversations.talk import Reply, Talk
from sunwai.core import clock
from sunwai.core.actors import SYSTEM
from sunwai.core.errors import SunwaiError, TooMany
from sunwai.core.models import RateCounter
from sunwai.core.options import option
from sunwai.core.providers import providers
from sunwai.files.actions import store_upload
from sunwai.files.models import Upload
from sunwai.messages.actions import answer_in_chat, note_taken, record_receipt
from sunwai.messages.enums import Approval, Channel, MessageState
from sunwai.messages.models import Template
from sunwai.messages.reach import open_window

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 6
FIRST_WAIT = timedelta(seconds=5)  # each further one is four times as long
BATCH = 32
MINUTE = timedelta(minutes=1)


def handle_due(*, most: int = BATCH) -> int:
    """Deal with up to `most` things that came in, one of each sender.

    Returns:
        How many were taken in hand.
    """
    claimed = _claim(now=clock.now(), most=most)
    for incoming in claimed:
        _handle(incoming)
    return len(claimed)


def end_waiting(*, now: datetime) -> int:
    """Take answers that were begun and not finished in time as they stand (a no without its reason).

    Returns:
        How many conversations moved on.
    """
    due = Conversation.objects.filter(due_at__lte=now).order_by("due_at")[:BATCH]
    for conversation in due:
        talk = _resumed(conversation, now)
        _settle(talk, time_out(talk))
    return len(due)


# ── Claim ────────────────────────────────────────────────────────────────────────────────────────────────
EARLIER = Exists(
    Incoming.objects.filter(sender=OuterRef("sender"), state=IncomingState.WAITING)
    .exclude(sender="")
    .filter(Q(sent_at__lt=OuterRef("sent_at")) | Q(sent_at=OuterRef("sent_at"), pk__lt=OuterRef("pk")))
)


def _claim(*, now: datetime, most: int) -> list[Incoming]:
    with transaction.atomic(durable=True):
        due = Incoming.objects.filter(state=IncomingState.WAITING, not_before__lte=now).exclude(EARLIER)
        claimed = list(due.select_for_update(skip_locked=True).order_by("not_before", "pk")[:most])
        numbers = [incoming.pk for incoming in claimed]
        Incoming.objects.filter(pk__in=numbers).update(not_before=now + LEASE, attempts=F("attempts") + 1)
    return claimed


# ── One of them ──────────────────────────────────────────────────────────────────────────────────────────
def _handle(incoming: Incoming) -> None:
    """Deal with it; what fails is tried again later, and at last given up, with the sender told so."""
    incoming.attempts += 1
    try:
        HANDLERS[incoming.kind, incoming.channel](incoming, clock.now())
    except Exception as error:  # one bad message must not stop the others
        log.exception("incoming %s could not be dealt with", incoming.pk)
        _put_off(incoming, type(error).__name__, now=clock.now())


@action
def _put_off(incoming: Incoming, problem: str, *, now: datetime) -> None:
    given_up = incoming.attempts >= MOST_ATTEMPTS
    incoming.state = IncomingState.FAILED if given_up else IncomingState.WAITING
    incoming.not_before = now + FIRST_WAIT * int(4 ** (incoming.attempts - 1))
    incoming.problem = problem[:200]
    incoming.save(update_fields=["state", "not_before", "problem"])


def _handle_status(incoming: Incoming, now: datetime) -> None:
    """What became of a message of ours."""
    said = incoming.said
    if said.get("our_id"):
        note_taken(
            message_id=int(said["our_id"]),
            provider=incoming.provider,
            provider_id=str(said["number"]),
            now=now,
        )
    state = {str(one): one for one in MessageState}.get(said.get("state", ""))
    if state:
        record_receipt(
            provider=incoming.provider,
            provider_id=str(said["number"]),
            state=state,
            details=said.get("details", {}),
            unreachable=mobile_in(str(said.get("to", ""))) if said.get("unreachable") else "",
            now=now,
        )
    _done(incoming, now)


@action
def _handle_template(incoming: Incoming, now: datetime) -> None:
    """WhatsApp has looked at a text of ours."""
    said = incoming.said
    if said.get("approval") in Approval.values:
        Template.objects.filter(
            channel=Channel.WHATSAPP, provider_name=said["name"], language=said["language"]
        ).update(approval=said["approval"])
    _write_done(incoming, now)


def _handle_sms(incoming: Incoming, now: datetime) -> None:
    """An SMS of a citizen; of a number abroad none is answered."""
    if mobile := mobile_in(incoming.sender):
        answer_sms(sender=mobile, text=str(incoming.said.get("text", "")), now=now)
    _done(incoming, now)


def _handle_chat(incoming: Incoming, now: datetime) -> None:
    """A message of a citizen in a chat."""
    if incoming.said.get("kind") in NOT_SPOKEN or _is_flooding(incoming, now):
        _done(incoming, now)
        return
    talk = _begun(incoming, now)
    conversation = talk.conversation
    is_late = conversation.heard_at is not None and incoming.sent_at < conversation.heard_at
    heard = hear(incoming.said, conversation.data.get("choices", ()), is_late=is_late)
    if wants_file(talk, heard):
        try:
            heard = _with_file(talk, incoming, heard)
        except (MediaFailed, SunwaiError) as refused:
            _refuse_file(talk, incoming, refused)
            return
    _settle(talk, answer(talk, heard), incoming)


HANDLERS: dict[tuple[str, str], Callable[[Incoming, datetime], None]] = {
    (IncomingKind.STATUS, Channel.WHATSAPP): _handle_status,
    (IncomingKind.TEMPLATE, Channel.WHATSAPP): _handle_template,
    (IncomingKind.MESSAGE, Channel.WHATSAPP): _handle_chat,
    (IncomingKind.MESSAGE, Channel.SMS): _handle_sms,
}


def _is_flooding(incoming: Incoming, now: datetime) -> bool:
    """Whether this sender has had as many answers this minute as anybody gets."""
    try:
        RateCounter.hit(f"chat:{incoming.sender}", limit=option("whatsapp.per_minute"), per=MINUTE, now=now)
    except TooMany:
        return True
    return False


def _begun(incoming: Incoming, now: datetime) -> Talk:
    """The conversation in which this was said, made where it is the first thing."""
    mobile = mobile_in(incoming.sender)
    citizen = _citizen(mobile)
    conversation, _is_new = Conversation.objects.get_or_create(
        channel=incoming.channel,
        sender=incoming.sender,
        defaults={"began_at": now, "language": citizen.language if citizen else Language.HINDI},
    )
    return Talk(conversation=conversation, mobile=mobile, citizen=citizen, now=now)


def _resumed(conversation: Conversation, now: datetime) -> Talk:
    mobile = mobile_in(conversation.sender)
    return Talk(conversation=conversation, mobile=mobile, citizen=_citizen(mobile), now=now)


def _citizen(mobile: str) -> Citizen | None:
    return Citizen.objects.select_related("place").filter(mobile=mobile).first() if mobile else None


# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────
def _with_file(talk: Talk, incoming: Incoming, heard: Heard) -> Heard:
    """What was heard with its file, fetched once however often it is tried.

    Raises:
        MediaFailed: the provider did not hand it over, and never will.
        TryAgain: a later try may succeed.
        SunwaiError: a file that is not taken.
    """
    upload = incoming.upload or _fetch(talk, incoming, heard.media)
    return Heard(kind=heard.kind, text=heard.text, upload=upload)


def _fetch(talk: Talk, incoming: Incoming, media: str) -> Upload:
    store = providers("whatsapp_media")[0]
    try:
        content = store.fetch(media)
    except MediaFailed as error:
        if not error.final and incoming.attempts < MOST_ATTEMPTS:
            raise TryAgain from error
        raise
    file = SimpleUploadedFile("chat", content)
    giver = SYSTEM if talk.is_sealed or talk.citizen is None else talk.citizen
    upload = store_upload(file=file, actor=giver, now=talk.now)
    Incoming.objects.filter(pk=incoming.pk).update(upload=upload)
    return upload


class TryAgain(Exception):
    """A later try may succeed."""


def _refuse_file(talk: Talk, incoming: Incoming, refused: Exception) -> None:
    with override(talk.language):
        text = _("The file did not reach us. Please send it again.")
        if isinstance(refused, SunwaiError):
            text = str(refused)
    _settle(talk, Reply(text), incoming)


# ── Settle ───────────────────────────────────────────────────────────────────────────────────────────────
@action
def _settle(talk: Talk, reply: Reply | None, incoming: Incoming | None = None) -> None:
    """Write where the conversation stands, the answer, and that what came in is dealt with: all of it or nothing."""
    conversation = talk.conversation
    if incoming:
        conversation.heard_at = max(conversation.heard_at or incoming.sent_at, incoming.sent_at)
        if talk.leaves_no_words:
            incoming.said, incoming.raw = {"kind": incoming.said["kind"]}, {}
            incoming.save(update_fields=["said", "raw"])
        _write_done(incoming, talk.now)
        if talk.mobile:
            open_window(mobile=talk.mobile, at=incoming.sent_at, agrees=conversation.stopped_at is None)
    conversation.save()
    if reply and reply.text:
        answer_in_chat(
            mobile=talk.mobile or conversation.sender,
            text=reply.text,
            content=reply.content,
            language=talk.language,
            now=talk.now,
            citizen_id=talk.citizen.pk if talk.citizen else None,
        )


@action
def _done(incoming: Incoming, now: datetime) -> None:
    _write_done(incoming, now)


def _write_done(incoming: Incoming, now: datetime) -> None:
    incoming.state, incoming.done_at = IncomingState.DONE, now
    incoming.save(update_fields=["state", "done_at"])
