"""The floor: the supervisor's figures, an agent's last calls, notes to the agents."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from sunwai.core import clock
from sunwai.grievances.actions.work import resolve
from sunwai.grievances.enums import Disposition, InteractionKind
from sunwai.grievances.models import FloorNote, Interaction

pytestmark = pytest.mark.django_db

MOBILE = "9876543210"


def call_of(agent, *, minutes_ago=0, **given):
    """A wrapped-up call of three and a half minutes."""
    begun = clock.now() - timedelta(minutes=minutes_ago)
    ended = begun + timedelta(seconds=210)
    fields = {"kind": InteractionKind.OTHER, "disposition": Disposition.INFORMED, "ended_at": ended} | given
    return Interaction.objects.create(agent=agent, mobile=MOBILE, started_at=begun, **fields)


def write(client, **changes):
    return client.post(reverse("floor:note"), {"text": "बिजली पूरे जिले में बंद", "hours": "1"} | changes)


# ── Figures ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_floor_is_the_supervisors(desk, world):
    note = FloorNote.objects.create(
        text="x", author=world.supervisor, written_at=clock.now(), until=clock.now() + timedelta(hours=1)
    )
    assert desk.client.get(reverse("floor:page")).status_code == 403
    assert desk.client.get(reverse("floor:agent", args=[world.agent.pk])).status_code == 403
    assert write(desk.client).status_code == 403
    assert desk.client.post(reverse("floor:note-withdraw", args=[note.pk])).status_code == 403
    assert list(FloorNote.objects.values_list("text", "until")) == [("x", note.until)]


def test_today_counts_from_midnight_in_india(floor, world):
    case, je = world.register(), world.officer("je")
    resolve(grievance=case, words="ठीक", proof=[world.photo(je)], actor=je, now=clock.now())
    call_of(world.agent)
    call_of(world.agent, ended_at=None, kind="", disposition="")
    call_of(world.agent, minutes_ago=11 * 60, disposition=Disposition.REGISTERED)
    call_of(world.agent, minutes_ago=11 * 60 + 1)  # yesterday, a minute to twelve
    page = floor.get(reverse("floor:day"))
    row = page.context["agents"][0]
    assert (row["all"], row["incoming"], row["outgoing"], row["unfinished"]) == (3, 3, 0, 1)
    assert page.context["kinds"] == [(str(InteractionKind.OTHER.label), 2)]
    assert page.context["dispositions"] == [
        (str(Disposition.INFORMED.label), 1),
        (str(Disposition.REGISTERED.label), 1),
    ]
    midnight = clock.now() - timedelta(hours=11)
    assert page.context["hours"] == [
        {"hour": midnight, "calls": 1, "registered": 1},
        {"hour": clock.now(), "calls": 2, "registered": 0},
    ]
    assert (page.context["to_make"], page.context["longest"]) == (1, case)
    assert MOBILE not in page.content.decode(), "numbers stay with the agent"


def test_the_figures_can_be_kept_still(floor):
    page = floor.get(reverse("floor:page")).content.decode()
    assert 'data-refresh-pause="floor"' in page
    assert 'id="floor" data-refresh="10"' in page
    page = floor.get(reverse("floor:day")).content.decode()
    assert 'data-refresh-pause="day"' in page
    assert 'id="day" data-refresh="10"' in page


# ── An agent's calls ─────────────────────────────────────────────────────────────────────────────────────


def test_an_agents_last_calls_with_their_reasons(floor, world):
    call_of(world.agent, minutes_ago=60, note="फ़ोन बीच में कट गया", disposition=Disposition.DROPPED)
    call_of(world.agent)
    call_of(world.agent, kind=InteractionKind.CORRUPTION, note="गोपनीय")
    call_of(world.supervisor, note="किसी और की")
    page = floor.get(reverse("floor:agent", args=[world.agent.pk]))
    assert [(call.disposition, call.minutes) for call in page.context["calls"]] == [
        (Disposition.INFORMED, 4),
        (Disposition.DROPPED, 4),
    ]
    text = page.content.decode()
    assert "फ़ोन बीच में कट गया" in text
    assert "गोपनीय" not in text
    assert "किसी और की" not in text
    assert MOBILE not in text


def test_officers_have_no_calls_to_show(floor, world):
    answer = floor.get(reverse("floor:agent", args=[world.officer("je").pk]))
    assert answer.url == reverse("floor:page")


# ── Notes to the agents ──────────────────────────────────────────────────────────────────────────────────


def test_a_note_stands_on_every_agents_screens_until_its_time_is_over(desk, client, world):
    call = desk.take(MOBILE)
    client.force_login(world.supervisor)
    assert write(client).url == reverse("floor:page")
    client.force_login(world.agent)
    for url in (reverse("desk:home"), desk.url(call)):
        assert "बिजली पूरे जिले में बंद" in client.get(url).content.decode()
    with clock.frozen(clock.now() + timedelta(hours=1)):
        assert "बिजली पूरे जिले में बंद" not in client.get(reverse("desk:home")).content.decode()


def test_a_note_to_one_agent_is_read_by_that_one(client, world):
    client.force_login(world.supervisor)
    write(client, agent=world.agent.pk)
    assert "बिजली पूरे" not in client.get(reverse("desk:home")).content.decode()
    client.force_login(world.agent)
    assert "बिजली पूरे" in client.get(reverse("desk:home")).content.decode()


def test_a_note_is_taken_away_and_stays_on_record(client, world):
    client.force_login(world.supervisor)
    write(client)
    note = FloorNote.objects.get()
    client.post(reverse("floor:note-withdraw", args=[note.pk]))
    assert "बिजली पूरे" not in client.get(reverse("floor:page")).content.decode()
    note.refresh_from_db()
    assert note.until == clock.now()


@pytest.mark.parametrize("wrong", [{"text": " "}, {"hours": "1000"}, {"agent": "je"}])
def test_a_wrong_note_is_refused_and_kept(floor, world, wrong):
    if "agent" in wrong:
        wrong = {"agent": world.officer("je").pk}
    answer = write(floor, **wrong)
    assert answer.status_code == 422
    assert wrong.get("text") or "बिजली पूरे जिले में बंद" in answer.content.decode()
    assert not FloorNote.objects.exists()
