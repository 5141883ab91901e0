"""Opening a case in its first minute, assessing the danger, writing down who it is and what was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.views.decorators.debug import sensitive_variables

from sunwai.accounts.models import User
from sunwai.casework.errors import Missing
from sunwai.citizens.mobile import parse
from sunwai.core import rows
from sunwai.core.errors import NotAllowed
from sunwai.core.models import NumberSeries
from sunwai.places.models import Place
from sunwai.womenline import keys, perms
from sunwai.womenline.actions.base import begin, confidential, record, write_note
from sunwai.womenline.enums import Age, Answer, EventKind, Gender, Level, Relationship, State, Triage, Verdict
from sunwai.womenline.errors import NotInFamily
from sunwai.womenline.families import Family
from sunwai.womenline.instrument import assess, highest
from sunwai.womenline.keys import Safe
from sunwai.womenline.models import Assessment, Case, Person, Review


@dataclass(frozen=True)
class Facts:
    """What the figures know of a case: codes."""

    gender: Gender = Gender.NOT_SAID
    age: Age = Age.NOT_SAID
    on_behalf: bool = False
    relationship: Relationship | str = ""
    categories: Sequence[str] = field(default=())
    district: Place | None = None


@confidential
@sensitive_variables()
def open_case(
    *,
    family: Family,
    triage: Triage,
    answers: Mapping[str, str],
    person: Person,
    facts: Facts,
    actor: User,
    now: datetime,
    call_id: int | None = None,
    words: str = "",
) -> Case:
    """Open a case with what the first minute showed.

    Args:
        answers: code of a question → `Answer`; what was not asked is left out.
        call_id: the contact at the desk with which it began.

    Raises:
        NotAllowed: `actor` does not counsel at this helpline.
        NotInFamily: a code that this helpline does not have.
        NotAMobile: the safe number is none.
    """
    if not actor.may(family.permission):
        raise NotAllowed
    _check(family, facts)
    safe = Safe.new()
    counter, number = rows.next_values(f"core_series_{family.series}", rows.sequence(Case))
    case = Case(
        pk=number,
        family=family.code,
        reference=NumberSeries.number(family.series, counter),
        opened_at=now,
        opened_by=actor,
        holder=actor,
        call_id=call_id,
        wrapped_key=safe.wrapped,
    )
    _put(case, person, facts)
    _triage(case, triage, now)
    case.save(force_insert=True)
    record(case, EventKind.OPENED, actor=actor, at=now)
    if any(answer != Answer.UNKNOWN for answer in answers.values()):
        _assess(case, answers, actor=actor, now=now)
        case.save()
    write_note(case, words, actor=actor, now=now)
    return case


@confidential
def triage_case(*, case: Case, triage: Triage, actor: User, now: datetime) -> Case:
    """Say anew how urgent it is."""
    case = begin(case, f"triage_{triage}", actor=actor)
    case.closed_at = now if triage == Triage.INFORMATION else None
    case.save()
    record(case, EventKind.TRIAGED, actor=actor, at=now)
    return case


@confidential
@sensitive_variables()
def assess_risk(
    *,
    case: Case,
    answers: Mapping[str, str],
    actor: User,
    now: datetime,
    judged: Level | str = "",
    words: str = "",
) -> Assessment:
    """Keep the answers, and the greater of what they come to and what the counsellor judges.

    Raises:
        Missing: `judged` is below what the answers come to and no words say why; then the judgement counts.
    """
    case = begin(case, "assess", actor=actor, answers=answers)
    made = _assess(case, answers, actor=actor, now=now, judged=judged, words=words)
    case.save()
    return made


@confidential
@sensitive_variables()
def describe(*, case: Case, person: Person, facts: Facts, actor: User, now: datetime) -> Case:
    """Write down who it is about, how to reach them safely, and what it is about."""
    case = begin(case, "describe", actor=actor)
    _check(case.of, facts)
    _put(case, replace(person, number=person.number or case.person.number), facts)
    case.save()
    record(case, EventKind.DESCRIBED, actor=actor, at=now)
    return case


@confidential
@sensitive_variables()
def add_note(*, case: Case, words: str, actor: User, now: datetime) -> Case:
    """Keep what was said."""
    case = begin(case, "note", actor=actor, words=words.strip())
    write_note(case, words, actor=actor, now=now)
    record(case, EventKind.NOTED, actor=actor, at=now)
    return case


@confidential
@sensitive_variables()
def review_case(*, case: Case, verdict: Verdict, words: str, actor: User, now: datetime) -> Review:
    """A supervisor looks at the work on a case; what is to be done stands on its page.

    Raises:
        Missing: something is to be done and no words say what.
    """
    case = begin(case, "review", actor=actor, verdict=verdict)
    if verdict == Verdict.TO_IMPROVE and not words.strip():
        raise Missing("words")
    case.reviewed_at = now
    case.save()
    record(case, EventKind.REVIEWED, actor=actor, at=now)
    sealed = case.safe.seal(words.strip(), f"review {case.reference}") if words.strip() else b""
    made: Review = Review.objects.create(case=case, at=now, by=actor, verdict=verdict, sealed=sealed)
    return made


@confidential
def hand_over(*, case: Case, to: User, actor: User, now: datetime) -> Case:
    """Give a case to another counsellor.

    Raises:
        NotAllowed: `to` does not counsel at its helpline.
    """
    case = begin(case, "hand_over", actor=actor, to=to)
    if "counsellor" not in perms.relations(to, case):
        raise NotAllowed
    case.holder = to
    case.save()
    record(case, EventKind.HANDED_OVER, actor=actor, at=now, to=to.pk)
    return case


def _triage(case: Case, triage: Triage, now: datetime) -> None:
    case.state = {
        Triage.EMERGENCY: State.EMERGENCY,
        Triage.COUNSELLING: State.COUNSELLING,
        Triage.INFORMATION: State.INFORMED,
    }[Triage(triage)]
    case.closed_at = now if case.state == State.INFORMED else None


@sensitive_variables()
def _assess(
    case: Case,
    answers: Mapping[str, str],
    *,
    actor: User,
    now: datetime,
    judged: Level | str = "",
    words: str = "",
) -> Assessment:
    known = {question.code for question in case.of.questions}
    kept = {code: Answer(answer).value for code, answer in answers.items() if code in known}
    risk = assess(case.of, kept)
    level = Level(judged) if judged else risk.level
    if highest(level, risk.level) != level and not words.strip():
        raise Missing("words")
    case.risk = level
    write_note(case, words, actor=actor, now=now, about=EventKind.ASSESSED)
    record(case, EventKind.ASSESSED, actor=actor, at=now)
    made: Assessment = Assessment.objects.create(
        case=case,
        at=now,
        by=actor,
        version=case.of.version,
        level=risk.level,
        judged=level,
        score=risk.score,
        sealed=case.safe.seal(kept, f"assessment {case.reference}"),
    )
    return made


@sensitive_variables()
def _put(case: Case, person: Person, facts: Facts) -> None:
    """Person and facts on the case, not saved yet."""
    if person.safe_number:
        person = replace(person, safe_number=parse_safe(person.safe_number))
    case.sealed_person = case.safe.seal(person.as_dict(), f"person {case.reference}")
    case.number_index = keys.fingerprint(person.number) if person.number else None
    case.safe_index = keys.fingerprint(person.safe_number) if person.safe_number else None
    case.gender, case.age, case.on_behalf = facts.gender, facts.age, facts.on_behalf
    case.relationship, case.categories = facts.relationship, list(facts.categories)
    case.district = facts.district


def parse_safe(number: str) -> str:
    """The ten digits of a number at which somebody can be called safely.

    Raises:
        NotAMobile: it is none; `field` names the safe number.
    """
    try:
        return parse(number)
    except Exception as error:
        error.field = "safe_number"  # type: ignore[attr-defined]
        raise


def _check(family: Family, facts: Facts) -> None:
    if facts.relationship and facts.relationship not in family.relationships:
        raise NotInFamily(field="relationship")
    if not set(facts.categories) <= set(family.categories):
        raise NotInFamily(field="categories")
