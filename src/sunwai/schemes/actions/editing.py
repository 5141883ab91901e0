"""Editing schemes: one person writes a change, another publishes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from sunwai.accounts.models import User
from sunwai.casework.action import action
from sunwai.core.errors import NotAllowed
from sunwai.schemes.enums import ChangeState, Translation
from sunwai.schemes.errors import BadScheme, NothingChanged, Overtaken, Reviewed, SecondPerson, WaitsAlready
from sunwai.schemes.models import LISTS, OTHER_PARTS, TEXTS, Scheme, SchemeChange
from sunwai.schemes.shipped import faults_of, problems_of_rules

LANGUAGES = ("hi", "en")
#: The columns that an editor may change, in the order of the form.
EDITED = (
    *(f"{name}_{language}" for name in (*TEXTS, *LISTS) for language in LANGUAGES),
    *("department_id", "level", "status", "kind", "benefit", "groups", "also", "needs"),
    *(name for name in OTHER_PARTS if name != "status"),
    *("source", "verify", "order", "checked_on", "review_by", "is_active"),
)


@action
def propose_change(
    *, scheme: Scheme | None, columns: Mapping[str, Any], why: str, actor: User, now: datetime
) -> SchemeChange:
    """Write down what a scheme shall say; a new one where `scheme` is None.

    Args:
        columns: column of `EDITED` (a new scheme: and `code`) → value; what is as it stands counts for nothing.
        why: the reason, and by which source it was verified.

    Raises:
        NotAllowed: `actor` is no editor.
        WaitsAlready: another change of the scheme is not reviewed yet.
        NothingChanged: nothing is different.
        BadScheme: readers could not read it, or the rules are wrong.
    """
    _must_edit(actor)
    held = Scheme.objects.select_for_update().get(pk=scheme.pk) if scheme else Scheme()
    if scheme and held.changes.filter(state=ChangeState.WAITING).exists():
        raise WaitsAlready
    allowed = EDITED if scheme else ("code", *EDITED)
    wanted = {name: _plain(columns[name]) for name in allowed if name in columns}
    changed = {name: value for name, value in wanted.items() if value != _plain(getattr(held, name))}
    if not changed:
        raise NothingChanged
    before = {name: _plain(getattr(held, name)) for name in changed}
    _check(_with(held, changed))
    return SchemeChange.objects.create(
        scheme=scheme, columns=changed, before=before, why=why, by=actor, at=now
    )


@action
def publish_change(*, change: SchemeChange, actor: User, now: datetime) -> Scheme:
    """Let a change stand, for all readers and callers, from now on.

    Raises:
        NotAllowed: `actor` is no editor.
        SecondPerson: `actor` wrote it.
        Reviewed: it was decided already.
        Overtaken: the scheme says something else now than what the change started from.
        BadScheme: another scheme took the code meanwhile, or a rule no longer has its question.
    """
    row = _waiting(change, actor)
    if row.by_id == actor.pk:
        raise SecondPerson
    scheme = Scheme.objects.select_for_update().get(pk=row.scheme_id) if row.scheme_id else Scheme()
    if any(_plain(getattr(scheme, name)) != value for name, value in row.before.items()):
        raise Overtaken
    _check(_with(scheme, row.columns))
    _date_languages(scheme, row.columns, now)
    scheme.save()
    row.scheme = scheme
    _decide(row, ChangeState.PUBLISHED, actor, now)
    return scheme


@action
def refuse_change(*, change: SchemeChange, answer: str, actor: User, now: datetime) -> None:
    """Refuse a change, or take back one's own.

    Raises:
        NotAllowed: `actor` is no editor.
        Reviewed: it was decided already.
    """
    row = _waiting(change, actor)
    row.answer = answer
    _decide(row, ChangeState.REFUSED, actor, now)


def _must_edit(actor: User) -> None:
    if not actor.may("edit_schemes"):
        raise NotAllowed


def _waiting(change: SchemeChange, actor: User) -> SchemeChange:
    _must_edit(actor)
    row: SchemeChange = SchemeChange.objects.select_for_update().get(pk=change.pk)
    if row.state != ChangeState.WAITING:
        raise Reviewed
    return row


def _decide(row: SchemeChange, state: ChangeState, actor: User, now: datetime) -> None:
    row.state, row.reviewer, row.reviewed_at = state, actor, now
    row.save()


def _with(scheme: Scheme, columns: Mapping[str, Any]) -> Scheme:
    for name, value in columns.items():
        setattr(scheme, name, value)
    return scheme


def _check(scheme: Scheme) -> None:
    """The rules of the table, and those of the files (`schemes.shipped`).

    Raises:
        BadScheme: with every fault.
    """
    faults: list[str] = []
    try:
        scheme.full_clean(exclude={"shipped"})
    except ValidationError as error:
        faults += [f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items()]
    row = {name: getattr(scheme, name) for name in ("code", *EDITED)}
    if not row["apply"]:
        del row["apply"]
    faults += faults_of(row) if not faults else []
    faults += problems_of_rules(scheme.rules)
    if faults:
        raise BadScheme(list=" ".join(faults))


def _date_languages(scheme: Scheme, columns: Mapping[str, Any], now: datetime) -> None:
    """Remember which language was changed; who catches up brings both to the same time."""
    changed = {name[-2:] for name in columns if name.rpartition("_")[0] in (*TEXTS, *LISTS)}
    behind = {Translation.HINDI_BEHIND: {"hi"}, Translation.ENGLISH_BEHIND: {"en"}}.get(scheme.translation)
    if changed == set(LANGUAGES) or (changed and changed == behind):
        scheme.hindi_at = scheme.english_at = now
    elif "hi" in changed:
        scheme.hindi_at = now
    elif "en" in changed:
        scheme.english_at = now


def _plain(value: Any) -> Any:
    """As JSON keeps it."""
    return value.isoformat() if isinstance(value, date) else value
