"""Versions of flows: a draft is written, published, and one before it can be brought back.

What was published is never changed: calls name the version they walked. Going back therefore makes a new version with
the old steps.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sunwai.accounts.models import User
from sunwai.calls.bus import Word, tell_process
from sunwai.calls.enums import VersionState
from sunwai.calls.errors import NoSuchStep, NotADraft, StepInUse, StepThere
from sunwai.calls.flow.parsing import BadFlow, parse, step_as_json, step_of
from sunwai.calls.flow.steps import Flow as Steps
from sunwai.calls.flow.steps import Step
from sunwai.calls.flow.store import known
from sunwai.calls.flow.validate import problems
from sunwai.calls.models import Flow, FlowVersion
from sunwai.casework.action import action
from sunwai.core.errors import NotAllowed


@action
def draft_flow(*, flow: Flow, actor: User, now: datetime) -> FlowVersion:
    """The draft of a flow; where there is none, a new one with the steps that are in force.

    Raises:
        NotAllowed: not an administrator.
    """
    row = _hold(flow, actor)
    draft: FlowVersion | None = row.versions.filter(state=VersionState.DRAFT).first()
    if draft is not None:
        return draft
    in_force = row.versions.filter(state=VersionState.PUBLISHED).first()
    data = in_force.data if in_force else {"start": "", "agent": "", "steps": {}}
    return _new(row, data, actor, now)


@action
def write_flow(*, version: FlowVersion, data: object, actor: User, now: datetime) -> FlowVersion:
    """Other steps for a draft, all of them. They need not be right yet, but they must be steps.

    Raises:
        NotAllowed: not an administrator.
        NotADraft: it was published meanwhile.
        BadFlow: this is no flow.
    """
    row = _hold_draft(version, actor)
    parse(data)
    return _write(row, data, actor, now)


@action
def put_step(
    *, version: FlowVersion, step: Step, instead_of: str = "", actor: User, now: datetime
) -> FlowVersion:
    """A new step, or another one `instead_of` one that is there; where that had another name, all follow it.

    Raises:
        NotAllowed, NotADraft: as for `write_flow`.
        NoSuchStep: there is nothing to replace.
        StepThere: another step has this name.
    """
    row = _hold_draft(version, actor)
    steps = row.data["steps"]
    if instead_of and instead_of not in steps:
        raise NoSuchStep
    if step.name != instead_of and step.name in steps:
        raise StepThere
    if instead_of:
        steps = {step.name if name == instead_of else name: given for name, given in steps.items()}
    steps[step.name] = step_as_json(step)
    data = row.data | {"steps": steps}
    if instead_of and instead_of != step.name:
        data = _renamed(data, instead_of, step.name)
    data["start"] = data["start"] or step.name
    data["agent"] = data["agent"] or step.name
    return _write(row, data, actor, now)


@action
def drop_step(*, version: FlowVersion, name: str, actor: User, now: datetime) -> FlowVersion:
    """Take a step out to which nothing leads.

    Raises:
        NotAllowed, NotADraft: as for `write_flow`.
        NoSuchStep: it is gone already.
        StepInUse: another step leads to it, or it is where calls begin or 9 leads.
    """
    row = _hold_draft(version, actor)
    flow = parse(row.data)
    if name not in flow.steps:
        raise NoSuchStep
    if name in (flow.start, flow.agent) or leading_to(flow, name):
        raise StepInUse
    steps = {other: given for other, given in row.data["steps"].items() if other != name}
    return _write(row, row.data | {"steps": steps}, actor, now)


@action
def set_ends(*, version: FlowVersion, start: str, agent: str, actor: User, now: datetime) -> FlowVersion:
    """Where calls begin, and where 9 leads.

    Raises:
        NotAllowed, NotADraft: as for `write_flow`.
        NoSuchStep: one of them is no step of this version.
    """
    row = _hold_draft(version, actor)
    if not {start, agent} <= row.data["steps"].keys():
        raise NoSuchStep
    return _write(row, row.data | {"start": start, "agent": agent}, actor, now)


@action
def drop_draft_flow(*, version: FlowVersion, actor: User, now: datetime) -> None:
    """Throw a draft away.

    Raises:
        NotAllowed, NotADraft: as for `write_flow`.
    """
    _hold_draft(version, actor).delete()


@action
def publish_flow(*, version: FlowVersion, actor: User, now: datetime) -> FlowVersion:
    """From now on callers walk this version; the one before retires in the same moment.

    Raises:
        NotAllowed, NotADraft: as for `write_flow`.
        BadFlow: something is wrong with it; says what, step by step.
    """
    row = _hold_draft(version, actor)
    if wrong := problems(parse(row.data), known()):
        raise BadFlow(wrong)
    return _put_in_force(row, actor, now)


@action
def bring_back_flow(*, version: FlowVersion, actor: User, now: datetime) -> FlowVersion:
    """The steps of an earlier version are in force again, as a new version.

    Raises:
        NotAllowed: not an administrator, or it was never in force.
        BadFlow: what it names is not there any more.
    """
    flow = _hold(version.flow, actor)
    old: FlowVersion = flow.versions.get(pk=version.pk)
    if old.state != VersionState.RETIRED:
        raise NotAllowed
    if wrong := problems(parse(old.data), known()):
        raise BadFlow(wrong)
    return _put_in_force(_new(flow, old.data, actor, now), actor, now)


def leading_to(flow: Steps, name: str) -> list[str]:
    """The other steps that lead to `name`."""
    return [step.name for step in flow.steps.values() if step.name != name and name in step.targets()]


def _hold(flow: Flow, actor: User) -> Flow:
    """One administrator at a time; whoever comes second sees what the first one did."""
    if not actor.may("admin"):
        raise NotAllowed
    row: Flow = Flow.objects.select_for_update().get(pk=flow.pk)
    return row


def _hold_draft(version: FlowVersion, actor: User) -> FlowVersion:
    flow = _hold(version.flow, actor)
    row: FlowVersion | None = flow.versions.filter(pk=version.pk).first()
    if row is None or row.state != VersionState.DRAFT:
        raise NotADraft
    return row


def _new(flow: Flow, data: Any, actor: User, now: datetime) -> FlowVersion:
    latest = flow.versions.order_by("-number").first()
    return FlowVersion.objects.create(
        flow=flow,
        number=latest.number + 1 if latest else 1,
        data=data,
        written_by=actor,
        written_at=now,
    )


def _write(row: FlowVersion, data: Any, actor: User, now: datetime) -> FlowVersion:
    row.data, row.written_by, row.written_at = data, actor, now
    row.save(update_fields=["data", "written_by", "written_at"])
    return row


def _put_in_force(row: FlowVersion, actor: User, now: datetime) -> FlowVersion:
    row.flow.versions.filter(state=VersionState.PUBLISHED).update(state=VersionState.RETIRED)
    row.state, row.published_by, row.published_at = VersionState.PUBLISHED, actor, now
    row.save(update_fields=["state", "published_by", "published_at"])
    tell_process(Word.SETUP)
    return row


def _renamed(data: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """`data` with every way to the step `old` leading to `new`."""
    ends = {end: new if data[end] == old else data[end] for end in ("start", "agent")}
    steps = {
        name: step_as_json(step_of(name, given).leading(old, new)) for name, given in data["steps"].items()
    }
    return data | ends | {"steps": steps}
