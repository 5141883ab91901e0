"""Where the line has no other vigilance officer, the second is found upward; never anybody with a stake in it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sunwai.accounts.roles import Role
from sunwai.core import clock
from sunwai.core.errors import NotAllowed
from sunwai.grievances.errors import SamePersonApproves
from sunwai.grievances.models import Grievance, Outcome
from sunwai.grievances.perms import relations
from sunwai.offices.ladder import Ladder
from sunwai.offices.models import Post
from sunwai.vigilance import selectors
from sunwai.vigilance.actions.reveal import approve_reveal, ask_reveal, open_seal, refuse_reveal
from sunwai.vigilance.errors import NobodyToAgree, NothingToDecide
from sunwai.vigilance.models import RevealRequest
from sunwai.vigilance.seconds import found_upward, in_line, seconds_of
from tests.vigilance.conftest import VIGILANCE, outsider

WHY = "बयान लेना है"
NODAL = "nodal-officer-cm-helpline"
STATE = "state-vigilance"


def alone(world, *, but=()):
    """Of the vigilance posts above the holder's, only these are held."""
    for designation in VIGILANCE[1:]:
        if designation not in but:
            world.vacate(designation)


def opens_seals(user):
    user.roles = [*user.roles, Role.VIGILANCE]
    user.save()
    return user


def added_later(world):
    """A post that came after the case: it stands in the ladder, not in the line."""
    return Post.objects.filter(designation__code=STATE)


@pytest.fixture
def nodal(world):
    return opens_seals(world.officer(NODAL))


@pytest.fixture
def lonely(world, case, holder):
    """A case in whose line nobody but its holder opens seals."""
    alone(world)
    return case


def asked(case, holder, now):
    return ask_reveal(grievance=case, words=WHY, actor=holder, now=now)


# ── Who it is ────────────────────────────────────────────────────────────────────────────────────────────


def test_others_of_the_line_come_first_and_the_request_lies_before_nobody_else(
    world, case, holder, nodal, now
):
    found = seconds_of(case, asker=holder, on=clock.today())
    assert [one.post.designation.code for one in found] == list(VIGILANCE[1:])
    assert asked(case, holder, now).approver is None
    with pytest.raises(NotAllowed):
        approve_reveal(grievance=case, actor=nodal, now=now)
    assert not RevealRequest.objects.visible_to(nodal).exists()


def test_the_next_higher_post_of_the_ladder_that_is_held(world, holder, nodal, now):
    added_later(world).update(is_active=False)
    case = world.register(code="vigilance.bribe", accused_post=world.post("ae"))
    added_later(world).update(is_active=True)
    Ladder.forget()
    alone(world, but=(STATE,))
    assert world.post(STATE).pk not in case.line

    request = asked(case, holder, now)
    assert request.approver == world.post(STATE)
    with pytest.raises(NotAllowed):
        approve_reveal(grievance=case, actor=nodal, now=now)
    approve_reveal(grievance=case, actor=world.officer(STATE), now=now)
    assert open_seal(grievance=case, actor=holder, now=now).mobile == world.citizen.mobile


def test_last_the_nodal_officer_who_agrees_and_it_is_shown_once(world, lonely, holder, nodal, now):
    assert in_line(lonely, asker=holder, on=clock.today()) == []
    assert asked(lonely, holder, now).approver == world.post(NODAL)

    request = approve_reveal(grievance=lonely, actor=nodal, now=now)

    assert (request.outcome, request.decided_by) == (Outcome.APPROVED, nodal)
    assert open_seal(grievance=lonely, actor=holder, now=now).mobile == world.citizen.mobile


def test_the_second_may_refuse_too(lonely, holder, nodal, now):
    asked(lonely, holder, now)
    assert refuse_reveal(grievance=lonely, actor=nodal, now=now, words="कारण अधूरा").outcome == Outcome.REFUSED


def test_one_posted_to_the_line_meanwhile_can_decide_as_well(world, case, holder, nodal, now):
    postings = list(world.officer("division-vigilance").postings.all())
    second = world.officer("division-vigilance")
    alone(world)
    asked(case, holder, now)
    for posting in postings:
        posting.pk = None
        posting.save()
    approve_reveal(grievance=case, actor=second, now=now)


# ── Who it never is ──────────────────────────────────────────────────────────────────────────────────────


def test_without_the_permission_to_open_seals_nobody_is_found(world, lonely, holder, now):
    with pytest.raises(NobodyToAgree):
        asked(lonely, holder, now)
    assert not RevealRequest.objects.exists()
    assert not lonely.events().filter(kind="reveal_asked").exists()


@pytest.mark.parametrize("barred", ["accused", "suspect", "below", "closed", "asker"])
def test_who_has_a_stake_is_not_found(world, lonely, holder, nodal, now, barred):
    given = {
        "accused": {"accused": nodal},
        "suspect": {"barred_users": [nodal.pk]},
        "below": {"barred_posts": [world.post(NODAL).pk]},
    }.get(barred, {})
    Grievance.objects.filter(pk=lonely.pk).update(**given)
    lonely.refresh_from_db()
    if barred == "closed":
        nodal.is_active = False
        nodal.save()
    asker = nodal if barred == "asker" else holder
    assert found_upward(lonely, asker=asker, on=clock.today()) is None
    if barred != "asker":
        with pytest.raises(NobodyToAgree):
            asked(lonely, holder, now)


@pytest.mark.parametrize("given", ["accused", "barred_users", "barred_posts"])
def test_who_turns_out_to_be_accused_decides_no_more(world, lonely, holder, nodal, now, given):
    asked(lonely, holder, now)
    value = {"accused": nodal, "barred_users": [nodal.pk], "barred_posts": [world.post(NODAL).pk]}[given]
    Grievance.objects.filter(pk=lonely.pk).update(**{given: value})
    for decide in (approve_reveal, refuse_reveal):
        with pytest.raises(NotAllowed):
            decide(grievance=lonely, actor=nodal, now=now, words="x")
    assert not RevealRequest.objects.visible_to(nodal).exists()
    assert selectors.case_to_decide(nodal, lonely.reference) is None


@pytest.mark.parametrize(
    "who", ["ae", "je", "se", "md", "agent", "supervisor", "auditor", "administrator", *VIGILANCE[1:]]
)
def test_nobody_else_decides(world, lonely, nodal, holder, now, who):
    request = asked(lonely, holder, now)
    user = world.new_user("once", Role.OFFICER, Role.VIGILANCE) if who in VIGILANCE else outsider(world, who)
    for decide in (approve_reveal, refuse_reveal):
        with pytest.raises(NotAllowed):
            decide(grievance=lonely, actor=user, now=now, words="x")
    request.refresh_from_db()
    assert request.outcome == Outcome.PENDING


def test_who_asked_does_not_agree_by_a_second_post(world, lonely, holder, nodal, now):
    """The asker takes over the nodal officer's post meanwhile."""
    asked(lonely, holder, now)
    world.post(NODAL).postings.update(user=holder)
    with pytest.raises(SamePersonApproves):
        approve_reveal(grievance=lonely, actor=holder, now=now)
    with pytest.raises(NotAllowed):
        approve_reveal(grievance=lonely, actor=nodal, now=now)


def test_who_may_open_seals_no_more_decides_nothing(lonely, holder, nodal, now):
    asked(lonely, holder, now)
    nodal.roles = [Role.OFFICER]
    nodal.save()
    with pytest.raises(NotAllowed):
        approve_reveal(grievance=lonely, actor=nodal, now=now)


# ── What the second may ──────────────────────────────────────────────────────────────────────────────────


def test_the_second_sees_the_request_while_it_waits_and_never_the_case(lonely, holder, nodal, now):
    assert selectors.case_to_decide(nodal, lonely.reference) is None
    asked(lonely, holder, now)

    assert [one.grievance for one in selectors.requests_for(nodal)] == [lonely]
    assert selectors.case_to_decide(nodal, lonely.reference) == lonely
    assert relations(nodal, lonely) == {"second"}
    assert not Grievance.objects.visible_to(nodal).exists()
    assert selectors.case_for(nodal, lonely.reference) is None
    assert not selectors.cases_for(nodal).exists()
    with pytest.raises(NotAllowed):
        open_seal(grievance=lonely, actor=nodal, now=now)

    approve_reveal(grievance=lonely, actor=nodal, now=now)
    assert relations(nodal, lonely) == frozenset()
    assert not RevealRequest.objects.visible_to(nodal).exists()
    assert selectors.case_to_decide(nodal, lonely.reference) is None


def test_when_its_time_is_over_there_is_nothing_to_decide_or_see(lonely, holder, nodal, now):
    asked(lonely, holder, now)
    late = now + timedelta(hours=25)
    with clock.frozen(late):
        assert selectors.case_to_decide(nodal, lonely.reference) is None
        with pytest.raises(NothingToDecide):
            approve_reveal(grievance=lonely, actor=nodal, now=late)
