"""Drafting, publishing, going back; what happens when two do it at once."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections

from sunwai.calls import shipped
from sunwai.calls.actions.flows import (
    bring_back_flow,
    draft_flow,
    drop_draft_flow,
    drop_step,
    publish_flow,
    put_step,
    set_ends,
    write_flow,
)
from sunwai.calls.bus import TO_THE_PROCESS, Word
from sunwai.calls.enums import VersionState
from sunwai.calls.errors import NoSuchStep, NotADraft, StepInUse, StepThere
from sunwai.calls.flow import shipped as flows
from sunwai.calls.flow import store
from sunwai.calls.flow.parsing import BadFlow, step_of
from sunwai.calls.models import Flow, FlowVersion
from sunwai.core.errors import NotAllowed

SIMPLE = {
    "start": "hello",
    "agent": "agent",
    "steps": {
        "hello": {"kind": "say", "prompts": ["press_1"], "next": "agent"},
        "agent": {"kind": "queue", "queue": "general", "call": "other"},
    },
}


@pytest.fixture
def flow(world, now):
    shipped.load_calls(now=now)
    return Flow.objects.get(code="helpline")


@pytest.fixture
def draft(flow, world, now):
    version = draft_flow(flow=flow, actor=world.administrator, now=now)
    return write_flow(version=version, data=SIMPLE, actor=world.administrator, now=now)


def states(flow):
    return list(flow.versions.order_by("number").values_list("state", flat=True))


@pytest.mark.django_db
class TestOneAtATime:
    def test_what_ships_is_in_force_and_loading_again_changes_nothing(self, flow, now):
        assert states(flow) == ["published"]
        assert shipped.load_calls(now=now) == 0
        assert store.published().named["helpline"].flow == flows.flow("helpline")
        assert store.published().flow(flow.pk).version == flow.versions.get().pk
        assert store.published().flow(None).flow.start == "welcome"

    def test_a_newer_shipped_flow_comes_into_force_only_where_nobody_wrote_an_own(
        self, flow, draft, world, now
    ):
        first = flow.versions.get(number=1)
        FlowVersion.objects.filter(pk=first.pk).update(data=SIMPLE)
        assert shipped.load_calls(now=now) == 0
        drop_draft_flow(version=draft, actor=world.administrator, now=now)
        assert shipped.load_calls(now=now) == 1
        assert states(flow) == ["retired", "published"]

    def test_there_is_one_draft_and_it_begins_with_what_is_in_force(self, flow, world, now):
        version = draft_flow(flow=flow, actor=world.administrator, now=now)
        assert (version.number, version.state) == (2, VersionState.DRAFT)
        assert version.data == flows.data("helpline")
        assert draft_flow(flow=flow, actor=world.administrator, now=now) == version

    def test_publishing_retires_the_former_and_tells_the_process(self, flow, draft, world, now, monkeypatch):
        told = []
        monkeypatch.setattr("sunwai.calls.actions.flows.tell_process", told.append)
        publish_flow(version=draft, actor=world.administrator, now=now)
        assert states(flow) == ["retired", "published"]
        assert told == [Word.SETUP]
        assert store.published().flow(flow.pk).flow.start == "hello"
        with pytest.raises(NotADraft):
            write_flow(version=draft, data=SIMPLE, actor=world.administrator, now=now)

    def test_a_flow_with_a_fault_is_not_published(self, flow, draft, world, now):
        bad = SIMPLE | {"start": "nowhere"}
        write_flow(version=draft, data=bad, actor=world.administrator, now=now)
        with pytest.raises(BadFlow) as refused:
            publish_flow(version=draft, actor=world.administrator, now=now)
        assert refused.value.problems
        assert states(flow) == ["published", "draft"]

    def test_going_back_makes_a_new_version_of_the_old_steps(self, flow, draft, world, now, monkeypatch):
        monkeypatch.setattr("sunwai.calls.actions.flows.problems", lambda *_: [])
        publish_flow(version=draft, actor=world.administrator, now=now)
        first = flow.versions.get(number=1)
        back = bring_back_flow(version=first, actor=world.administrator, now=now)
        assert (back.number, back.data) == (3, first.data)
        assert states(flow) == ["retired", "retired", "published"]
        with pytest.raises(NotAllowed):
            bring_back_flow(version=back, actor=world.administrator, now=now)

    def test_only_administrators(self, flow, draft, world, now):
        for actor in (world.agent, world.supervisor, world.officer("je")):
            for do in (publish_flow, bring_back_flow, drop_draft_flow):
                with pytest.raises(NotAllowed):
                    do(version=draft, actor=actor, now=now)
            with pytest.raises(NotAllowed):
                draft_flow(flow=flow, actor=actor, now=now)

    def test_steps_are_put_renamed_and_taken_out(self, draft, world, now):
        by = {"version": draft, "actor": world.administrator, "now": now}
        say = {"kind": "say", "prompts": ["press_2"], "next": "agent"}
        put_step(step=step_of("more", say), **by)
        with pytest.raises(StepThere):
            put_step(step=step_of("more", say), **by)
        with pytest.raises(StepThere):
            put_step(step=step_of("agent", say), instead_of="more", **by)
        with pytest.raises(NoSuchStep):
            put_step(step=step_of("x", say), instead_of="gone", **by)
        queue = step_of("people", SIMPLE["steps"]["agent"])
        version = put_step(step=queue, instead_of="agent", **by)
        assert version.data["agent"] == version.data["steps"]["hello"]["next"] == "people"
        assert version.data["steps"]["more"]["next"] == "people"
        with pytest.raises(StepInUse):
            drop_step(name="people", **by)
        assert list(drop_step(name="more", **by).data["steps"]) == ["hello", "people"]
        with pytest.raises(NoSuchStep):
            drop_step(name="more", **by)
        with pytest.raises(NoSuchStep):
            set_ends(start="gone", agent="people", **by)
        assert set_ends(start="people", agent="people", **by).data["start"] == "people"

    def test_a_version_that_cannot_be_read_any_more_leaves_the_helpline_with_what_ships(self, flow):
        flow.versions.update(data={"steps": {"x": {"kind": "gone"}}})
        assert store.published().named["helpline"].flow == flows.flow("helpline")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_one_does_and_there_is_always_one_in_force(world, now):
    shipped.load_calls(now=now)
    flow = Flow.objects.get(code="helpline")
    version = draft_flow(flow=flow, actor=world.administrator, now=now)
    write_flow(version=version, data=SIMPLE, actor=world.administrator, now=now)
    heard, outcomes = [], []
    begin = threading.Barrier(4)

    def publish():
        begin.wait()
        try:
            publish_flow(version=version, actor=world.administrator, now=now)
            outcomes.append("published")
        except NotADraft:
            outcomes.append("too late")
        finally:
            connections.close_all()

    def look():
        begin.wait()
        in_force = FlowVersion.objects.filter(flow=flow, state=VersionState.PUBLISHED)
        heard.extend(in_force.count() for _ in range(30))
        connections.close_all()

    threads = [threading.Thread(target=one) for one in (publish, publish, publish, look)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["published", "too late", "too late"]
    assert set(heard) == {1}
    assert states(flow) == ["retired", "published"]


@pytest.mark.django_db(transaction=True)
def test_the_process_hears_of_it_with_the_commit(world, now):
    shipped.load_calls(now=now)
    flow = Flow.objects.get(code="helpline")
    version = draft_flow(flow=flow, actor=world.administrator, now=now)
    write_flow(version=version, data=SIMPLE, actor=world.administrator, now=now)
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {TO_THE_PROCESS}")
        publish_flow(version=version, actor=world.administrator, now=now)
        notified = next(iter(connection.connection.notifies(timeout=5, stop_after=1)))
        cursor.execute(f"UNLISTEN {TO_THE_PROCESS}")
    assert notified.payload == "setup:"
