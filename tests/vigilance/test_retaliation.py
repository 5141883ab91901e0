"""Threats for a complaint have a queue and a deadline of their own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sunwai.casework.errors import Missing
from sunwai.core.errors import NotAllowed
from sunwai.grievances.models import Grievance
from sunwai.messages.enums import Channel
from sunwai.messages.models import Message
from sunwai.vigilance.actions.retaliation import answer_retaliation, report_retaliation
from sunwai.vigilance.errors import NothingToDecide
from sunwai.vigilance.models import Retaliation
from sunwai.vigilance.selectors import retaliations_for
from tests.vigilance.conftest import outsider


def report(case, actor, now, words="ठेकेदार ने धमकाया"):
    return report_retaliation(grievance=case, words=words, channel=Channel.PORTAL, actor=actor, now=now)


def test_it_waits_before_all_of_its_vigilance_and_nobody_else(world, case, holder, second, now):
    due, state = case.due_at, case.state
    report(case, world.citizen, now)

    found = Retaliation.objects.get()
    assert now + timedelta(days=1) < found.due_at <= now + timedelta(days=5)
    case.refresh_from_db()
    assert (case.due_at, case.state) == (due, state)
    for officer in (holder, second, world.officer("lokayukt")):
        assert list(retaliations_for(officer)) == [found]
    for who in ("ae", "je", "md", "agent", "supervisor", "auditor", "administrator"):
        assert not retaliations_for(outsider(world, who)).exists()


def test_only_who_complained_reports_it(world, case, holder, now):
    for actor in (world.new_citizen(), holder, world.agent, world.supervisor, world.administrator):
        with pytest.raises(NotAllowed):
            report(case, actor, now)
    with pytest.raises(Missing):
        report(case, world.citizen, now, words=" ")
    with pytest.raises(NotAllowed):
        report(world.register(), world.citizen, now)  # not about corruption
    assert not Retaliation.objects.exists()


def test_an_answer_ends_it_and_who_complained_is_told_without_a_word_of_it(world, case, second, now):
    report(case, world.citizen, now)
    Message.objects.all().delete()
    with pytest.raises(Missing):
        answer_retaliation(grievance=case, words="", actor=second, now=now)
    answer_retaliation(grievance=case, words="थाना वारासिवनी को लिखा", actor=second, now=now)

    assert Retaliation.objects.get().answered_by == second
    (told,) = Message.objects.all()
    for word in ("थाना", "सतर्कता", "रिश्वत", "भ्रष्ट"):
        assert word not in told.text
    with pytest.raises(NothingToDecide):
        answer_retaliation(grievance=case, words="x", actor=second, now=now)


@pytest.mark.parametrize("who", ["ae", "je", "se", "md", "agent", "supervisor", "auditor", "administrator"])
def test_nobody_else_answers_it(world, case, now, who):
    report(case, world.citizen, now)
    with pytest.raises(NotAllowed):
        answer_retaliation(grievance=case, words="x", actor=outsider(world, who), now=now)
    assert Retaliation.objects.get().answered_at is None
    assert Grievance.objects.get(pk=case.pk).events().last().kind == "retaliation_reported"
