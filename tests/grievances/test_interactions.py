"""One citizen is called by one agent at a time, also when two agents ask at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from sunwai.accounts.roles import Role
from sunwai.core import clock
from sunwai.core.errors import NotAllowed
from sunwai.grievances.actions.interactions import start_callback
from sunwai.grievances.actions.work import resolve
from sunwai.grievances.errors import CallTaken
from sunwai.grievances.models import Interaction
from tests.world import MONDAY


def resolved(world):
    je = world.officer("je")
    proof = [world.photo(je)]
    return resolve(grievance=world.register(), words="ठीक", proof=proof, actor=je, now=MONDAY)


@pytest.mark.django_db(transaction=True)
def test_of_two_agents_at_the_same_moment_one_makes_the_call(world):
    case = resolved(world)
    agents = [world.agent, world.new_user("other", Role.AGENT)]
    together = Barrier(len(agents))

    def ask(agent):
        together.wait()
        try:
            with clock.frozen(MONDAY):
                return start_callback(grievance=case, agent=agent, now=MONDAY)
        except CallTaken as taken:
            return taken.details["name"]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(agents)) as askers:
        answers = list(askers.map(ask, agents))

    call = Interaction.objects.get()
    assert call.grievance == case
    assert call in answers
    assert call.agent in answers, "the second is told who has it"


@pytest.mark.django_db
def test_who_does_not_work_at_the_desk_calls_nobody(world):
    with pytest.raises(NotAllowed):
        start_callback(grievance=resolved(world), agent=world.officer("je"), now=MONDAY)
    assert not Interaction.objects.exists()
