"""What becomes of a recording, and what is written beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction

from sunwai.accounts.models import User
from sunwai.calls import quality
from sunwai.calls.models import QualityMark, Recording, RecordingNote
from sunwai.casework.action import action
from sunwai.casework.errors import Missing
from sunwai.core import aadhaar
from sunwai.core.actors import SYSTEM
from sunwai.core.errors import InvalidInput, NotAllowed
from sunwai.files.models import Upload
from sunwai.grievances.actions.base import lock, record
from sunwai.grievances.enums import EventKind
from sunwai.messages.enums import Channel


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Where and how long a recording is kept, and how it looks."""

    file: str
    seconds: float
    peaks: bytes
    delete_after: datetime


@action
def keep_recording(*, recording: Recording, kept: Kept, now: datetime) -> bool:
    """It is stored. False when it was stored already: then `kept.file` is one too many."""
    waiting = Recording.objects.filter(pk=recording.pk, stored_at=None)
    return bool(
        waiting.update(
            file=kept.file,
            seconds=kept.seconds,
            peaks=kept.peaks,
            delete_after=kept.delete_after,
            stored_at=now,
            problem="",
        )
    )


@action
def give_up(*, recording: Recording, problem: str, now: datetime) -> None:
    """It could not be kept, and is not tried again."""
    Recording.objects.filter(pk=recording.pk, stored_at=None).update(problem=problem)


@action
def try_again(*, recording: Recording, actor: User, now: datetime) -> None:
    """Fetch once more what was given up.

    Raises:
        NotAllowed: `actor` does not look after the floor, or may not hear it.
    """
    if not actor.may("floor") or not Recording.objects.visible_to(actor).filter(pk=recording.pk).exists():
        raise NotAllowed
    Recording.objects.filter(pk=recording.pk, stored_at=None).update(problem="")


@action
def drop_audio(*, recording: Recording) -> None:
    """Its time is over: sound, picture and words are gone, that it was is kept."""
    Recording.objects.filter(pk=recording.pk).update(file="", peaks=b"", transcript="")


@action
def secure_voice(*, recording: Recording, upload: Upload, now: datetime) -> bool:
    """`upload`, the sound of a complaint left by voice, belongs to its corruption case: custody begins.

    Of the recording go sound, picture, words, remarks and marks, and the way from the call to the case.

    Returns:
        False where it was taken over already, or the complaint is none about corruption.
    """
    waiting = Recording.objects.evidence().exclude(file="").select_for_update(of=("self",))
    row = waiting.select_related("draft__grievance").filter(pk=recording.pk).first()
    if row is None or row.draft is None or row.draft.grievance is None:
        return False
    record(
        lock(row.draft.grievance),
        EventKind.VOICE_SECURED,
        actor=SYSTEM,
        at=now,
        channel=Channel.IVR,
        files=[upload],
    )
    row.notes.all().delete()
    row.marks.all().delete()
    transaction.on_commit(partial(default_storage.delete, row.file))
    row.file, row.peaks, row.transcript, row.draft = "", b"", "", None
    row.save(update_fields=["file", "peaks", "transcript", "draft"])
    return True


@action
def write_transcript(*, recording: Recording, words: str) -> None:
    """A machine's draft of what was said, without Aadhaar numbers. It never fills a form.

    Of what was dropped or became evidence meanwhile nothing is written.
    """
    heard = Recording.objects.filter(pk=recording.pk).exclude(file="")
    heard.exclude(pk__in=Recording.objects.evidence().values("pk")).update(transcript=aadhaar.masked(words))


@action
def note_moment(
    *, recording: Recording, at_seconds: float, text: str, actor: User, now: datetime
) -> RecordingNote:
    """Write a remark at a moment.

    Raises:
        NotAllowed: `actor` may not hear it.
        Missing: there is nothing in it.
        InvalidInput: no such moment.
        AadhaarNotHere: there is an Aadhaar number in it.
    """
    aadhaar.refuse(text)
    if not Recording.objects.visible_to(actor).filter(pk=recording.pk).exists():
        raise NotAllowed
    if not text.strip():
        raise Missing("text")
    if not 0 <= at_seconds <= recording.seconds:
        raise InvalidInput
    return RecordingNote.objects.create(
        recording=recording, at_seconds=at_seconds, text=text.strip(), author=actor, written_at=now
    )


@action
def mark_recording(
    *, recording: Recording, scores: dict[str, int], words: str, actor: User, now: datetime
) -> QualityMark:
    """Say how well a call was taken; once more replaces one's own earlier word.

    Raises:
        NotAllowed: `actor` does not look after the floor, may not hear it, or took the call; or no agent did.
        Missing: a question has no mark.
        InvalidInput: a mark outside 0 to 4, or a question that is not asked.
        AadhaarNotHere: there is an Aadhaar number in the words.
    """
    aadhaar.refuse(words)
    agent = recording.call.agent
    heard = actor.may("floor") and Recording.objects.visible_to(actor).filter(pk=recording.pk).exists()
    if not heard or agent is None or agent.pk == actor.pk:
        raise NotAllowed
    if missing := quality.unanswered(scores):
        raise Missing(missing[0])
    if not quality.is_valid(scores):
        raise InvalidInput
    mark, _made = QualityMark.objects.update_or_create(
        recording=recording,
        author=actor,
        defaults={
            "agent": agent,
            "scores": scores,
            "share": quality.share(scores),
            "words": words.strip(),
            "written_at": now,
        },
    )
    return mark
