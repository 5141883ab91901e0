"""What citizens say through the centre: heard once, carried over to the case, in the order in which they said it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import F

from sunwai.casework.action import action, within
from sunwai.core import clock, rows
from sunwai.cpgrams import links
from sunwai.cpgrams.actions.aside import put_aside
from sunwai.cpgrams.enums import WordKind
from sunwai.cpgrams.models import CentralGrievance, CentralWord, CentreLink
from sunwai.cpgrams.ports import Centre, Page
from sunwai.cpgrams.reading import Bad
from sunwai.cpgrams.records import Broken, read_word
from sunwai.cpgrams.status import NO, YES, says_no
from sunwai.grievances import seal
from sunwai.grievances.actions import closure, special_closure, work
from sunwai.grievances.actions.base import lock
from sunwai.grievances.enums import CLOSED_STATES, DenialReason
from sunwai.grievances.models import Grievance
from sunwai.messages.enums import Channel

BATCH = 500


def hear(*, centre: Centre) -> int:
    """Everything that citizens have said at `centre` since the last time; how much of it is new.

    Raises:
        CentreFailed: it cannot be read; what was heard before stays.
    """
    link, _new = CentreLink.objects.get_or_create(name=centre.name)
    mark, heard = link.words_mark, 0
    while True:
        with links.noted(centre.name, "words"):
            page = centre.words(mark)
        heard += keep_words(source=centre.name, page=page, now=clock.now())
        centre.settle(mark := page.mark)
        if page.is_last:
            return heard


@action
def keep_words(*, source: str, page: Page, now: datetime) -> int:
    """One page of what was said, and how far that is; the same again changes nothing."""
    new, bad = [], []
    for place, raw in page.records:
        try:
            word = read_word(raw, now=now)
        except Broken as error:
            bad.append(Bad(place, raw, error.reason, error.detail, ""))
            continue
        new.append(
            {
                "source": source,
                "word_id": word.id,
                "kind": word.kind,
                "registration_no": word.registration_no,
                "rating": word.rating,
                "words": word.words,
                "at": word.at,
                "came_at": now,
                "did": "",
            }
        )
    put_aside(bad, source=source, now=now)
    CentreLink.objects.filter(name=source).update(words_mark=page.mark)
    return len(rows.claim(CentralWord, new, unique="id"))


def apply_all_words(*, now: datetime) -> int:
    """Carry over to its case what has not been; what is about a grievance that we do not have yet waits for it."""
    known = CentralGrievance.objects.filter(grievance__isnull=False).values("registration_no")
    waiting = CentralWord.objects.filter(applied_at=None, registration_no__in=known)
    done = 0
    for word in waiting.order_by("at", "pk")[:BATCH]:
        done += apply_word(word=word, now=now)
    return done


@action
def apply_word(*, word: CentralWord, now: datetime) -> bool:
    """One feedback or appeal does to its case what it has to; whether it had not been done before."""
    said = CentralWord.objects.select_for_update().get(pk=word.pk)
    if said.applied_at:
        return False
    central = CentralGrievance.objects.select_for_update(of=("self",)).select_related("grievance")
    row = central.get(registration_no=said.registration_no)
    assert row.grievance
    case = lock(row.grievance)
    moves = NO if says_no(said.kind, said.rating) else YES
    did = moves.get(case.state_enum) or _without_effect(case, said)
    DEEDS[did](case, said, now)
    said.applied_at, said.did = now, did
    said.save(update_fields=["applied_at", "did"])
    row.rating = said.rating or row.rating
    row.save(update_fields=["rating"])
    if said.kind == WordKind.APPEAL:
        CentralGrievance.objects.filter(pk=row.pk).update(appeals=F("appeals") + 1)
    return True


def _without_effect(case: Grievance, said: CentralWord) -> str:
    """Where it moves nothing: the holder of an open case reads the words, of a closed one the rating is kept."""
    return "note" if said.words and case.state not in CLOSED_STATES else "kept"


def _confirm(case: Grievance, said: CentralWord, now: datetime) -> None:
    within(closure.confirm)(
        grievance=case,
        rating=said.rating,
        channel=Channel.CPGRAMS,
        actor=_who(case),
        now=now,
        words=said.words,
    )


def _deny(case: Grievance, said: CentralWord, now: datetime) -> None:
    within(closure.deny)(
        grievance=case,
        reason=DenialReason.OTHER,
        channel=Channel.CPGRAMS,
        actor=_who(case),
        now=now,
        words=said.words,
    )


def _object(case: Grievance, said: CentralWord, now: datetime) -> None:
    """Through the centre it may come after our notice has ended: then it is an appeal."""
    if case.objection_until and now > case.objection_until:
        within(special_closure.close_unopposed)(grievance=case, now=now)
        _appeal(case, said, now)
        return
    within(special_closure.object_to_closure)(
        grievance=case, words=_words(said), channel=Channel.CPGRAMS, actor=_who(case), now=now
    )


def _appeal(case: Grievance, said: CentralWord, now: datetime) -> None:
    within(closure.appeal)(
        grievance=case, words=_words(said), channel=Channel.CPGRAMS, actor=_who(case), now=now
    )


def _note(case: Grievance, said: CentralWord, now: datetime) -> None:
    within(work.add_citizen_note)(
        grievance=case, words=said.words, channel=Channel.CPGRAMS, actor=_who(case), now=now
    )


DEEDS: dict[str, Callable[[Grievance, CentralWord, datetime], Any]] = {
    "confirm": _confirm,
    "deny": _deny,
    "object": _object,
    "appeal": _appeal,
    "note": _note,
    "kept": lambda case, said, now: None,
}


def _who(case: Grievance) -> Any:
    """The citizen, whose word it is; of a sealed case the timeline does not name them."""
    return seal.citizen_of(case)


def _words(said: CentralWord) -> str:
    return said.words or said.word_id
