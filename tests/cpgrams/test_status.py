"""One table for each direction."""

import pytest

from sunwai.cpgrams.actions.telling import CITIZEN_SAID, HOW
from sunwai.cpgrams.actions.words import DEEDS
from sunwai.cpgrams.enums import CentralStatus, WordKind
from sunwai.cpgrams.status import NO, TO_CENTRE, YES, agree, says_no
from sunwai.grievances.enums import CLOSED_STATES, State


def test_every_state_of_a_case_has_a_status_at_the_centre():
    assert TO_CENTRE.keys() == set(State)
    assert {state for state, status in TO_CENTRE.items() if status == CentralStatus.CLOSED} == CLOSED_STATES


def test_every_closure_can_be_told():
    assert HOW.keys() == CITIZEN_SAID.keys() == CLOSED_STATES | {State.AWAITING_CONFIRMATION}


def test_what_a_word_does_is_known():
    assert {*YES.values(), *NO.values()} <= DEEDS.keys()
    assert NO.keys() >= CLOSED_STATES | {State.AWAITING_CONFIRMATION, State.CLOSURE_NOTICE}


@pytest.mark.parametrize(("rating", "no"), [(5, False), (2, False), (1, True), (None, False)])
def test_only_poor_feedback_is_a_no(rating, no):
    assert says_no(WordKind.FEEDBACK, rating) is no
    assert says_no(WordKind.APPEAL, rating)


def test_an_appeal_there_is_work_here():
    assert agree(CentralStatus.UNDER_PROCESS, CentralStatus.APPEALED)
    assert not agree(CentralStatus.CLOSED, CentralStatus.APPEALED)
