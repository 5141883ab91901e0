"""Two people open a seal: one asks with a reason, another agrees, then it is shown once. Everything else is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from sunwai.accounts.models import AccessLog, ApiKey, ApiScope
from sunwai.accounts.programs import Program
from sunwai.casework.errors import Missing
from sunwai.core import clock
from sunwai.core.errors import NotAllowed
from sunwai.grievances.errors import SamePersonApproves
from sunwai.grievances.models import Outcome
from sunwai.vigilance.actions.reveal import approve_reveal, ask_reveal, open_seal, refuse_reveal
from sunwai.vigilance.errors import AlreadyAsked, NotApproved, NothingToDecide
from sunwai.vigilance.models import RevealRequest
from tests.vigilance.conftest import outsider

WHY = "बयान लेना है"
# The accused, who serves below them, officers above them, other officers, and everybody else at the helpline.
OUTSIDERS = ["ae", "je", "se", "md", "patwari", "agent", "supervisor", "auditor", "administrator"]


def seal_rows(case):
    return [event.kind for event in case.events() if event.kind.startswith(("reveal", "seal"))]


def test_one_asks_another_agrees_and_it_is_shown_once(world, case, holder, second, now):
    ask_reveal(grievance=case, words=WHY, actor=holder, now=now)
    approve_reveal(grievance=case, actor=second, now=now)

    person = open_seal(grievance=case, actor=holder, now=now)

    assert (person.name, person.mobile) == (world.citizen.name, world.citizen.mobile)
    assert seal_rows(case) == ["reveal_asked", "reveal_approved", "seal_opened"]
    assert [(row.user, row.reason) for row in AccessLog.objects.filter(what="seal").order_by("pk")] == [
        (holder, WHY),
        (second, ""),
        (holder, WHY),
    ]
    with pytest.raises(NotApproved):
        open_seal(grievance=case, actor=holder, now=now)


def test_asking_needs_a_reason(case, holder, now):
    with pytest.raises(Missing):
        ask_reveal(grievance=case, words="  ", actor=holder, now=now)
    assert not RevealRequest.objects.exists()


def test_nobody_agrees_to_what_they_asked_themselves(case, holder, now):
    ask_reveal(grievance=case, words=WHY, actor=holder, now=now)
    for decide in (approve_reveal, refuse_reveal):
        with pytest.raises(SamePersonApproves):
            decide(grievance=case, actor=holder, now=now, words="x")
    with pytest.raises(NotApproved):
        open_seal(grievance=case, actor=holder, now=now)
    assert seal_rows(case) == ["reveal_asked"]


def test_the_database_holds_it_too(case, holder, now):
    request = ask_reveal(grievance=case, words=WHY, actor=holder, now=now)
    for wrong in ({"decided_by": holder, "outcome": "approved"}, {"opened_at": now}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RevealRequest.objects.filter(pk=request.pk).update(**wrong)


@pytest.mark.parametrize("who", [*OUTSIDERS, "division-vigilance", "state-vigilance"])
def test_only_the_vigilance_holder_asks(world, case, now, who):
    with pytest.raises(NotAllowed):
        ask_reveal(grievance=case, words=WHY, actor=outsider(world, who), now=now)
    assert not RevealRequest.objects.exists()
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize("who", OUTSIDERS)
def test_who_is_not_of_its_vigilance_decides_nothing(world, case, holder, now, who):
    request = ask_reveal(grievance=case, words=WHY, actor=holder, now=now)
    for decide in (approve_reveal, refuse_reveal):
        with pytest.raises(NotAllowed):
            decide(grievance=case, actor=outsider(world, who), now=now, words="x")
    request.refresh_from_db()
    assert request.outcome == Outcome.PENDING


@pytest.mark.parametrize("who", [*OUTSIDERS, "division-vigilance"])
def test_only_who_asked_reads_it(world, case, holder, second, now, who):
    ask_reveal(grievance=case, words=WHY, actor=holder, now=now)
    approve_reveal(grievance=case, actor=second, now=now)
    with pytest.raises(NotAllowed):
        open_seal(grievance=case, actor=outsider(world, who), now=now)
    assert "seal_opened" not in seal_rows(case)


def test_a_vigilance_officer_who_is_accused_neither_asks_nor_agrees(world, now):
    case = world.register(code="vigilance.bribe", accused_post=world.post("division-vigilance"))
    accused, below = world.officer("division-vigilance"), world.officer("district-vigilance")
    holder = world.officer("state-vigilance")
    assert case.post == world.post("state-vigilance")
    ask_reveal(grievance=case, words=WHY, actor=holder, now=now)

    for barred in (accused, below):
        with pytest.raises(NotAllowed):
            approve_reveal(grievance=case, actor=barred, now=now)
        with pytest.raises(NotAllowed):
            ask_reveal(grievance=case, words=WHY, actor=barred, now=now)
    approve_reveal(grievance=case, actor=world.officer("lokayukt"), now=now)
    assert open_seal(grievance=case, actor=holder, now=now).mobile == world.citizen.mobile


def test_a_refusal_says_why_and_ends_it(case, holder, second, now):
    ask_reveal(grievance=case, words=WHY, actor=holder, now=now)
    with pytest.raises(Missing):
        refuse_reveal(grievance=case, words="", actor=second, now=now)
    refuse_reveal(grievance=case, words="कारण अधूरा", actor=second, now=now)
    with pytest.raises(NotApproved):
        open_seal(grievance=case, actor=holder, now=now)
    with pytest.raises(NothingToDecide):
        approve_reveal(grievance=case, actor=second, now=now)
    ask_reveal(grievance=case, words="नया कारण", actor=holder, now=now)


def test_a_request_lapses_and_so_does_an_approval(case, holder, second, now):
    ask_reveal(grievance=case, words=WHY, actor=holder, now=now)
    with pytest.raises(AlreadyAsked):
        ask_reveal(grievance=case, words=WHY, actor=holder, now=now)
    late = now + timedelta(hours=25)
    with clock.frozen(late):
        with pytest.raises(NothingToDecide):
            approve_reveal(grievance=case, actor=second, now=late)
        ask_reveal(grievance=case, words=WHY, actor=holder, now=late)
        approve_reveal(grievance=case, actor=second, now=late)
    later = late + timedelta(hours=25)
    with clock.frozen(later), pytest.raises(NotApproved):
        open_seal(grievance=case, actor=holder, now=later)
    assert list(RevealRequest.objects.order_by("pk").values_list("outcome", flat=True)) == [
        "lapsed",
        "approved",
    ]


def test_who_no_longer_holds_the_case_reads_nothing(world, case, holder, second, now):
    ask_reveal(grievance=case, words=WHY, actor=holder, now=now)
    approve_reveal(grievance=case, actor=second, now=now)
    holder.postings.all().delete()
    with pytest.raises(NotAllowed):
        open_seal(grievance=case, actor=holder, now=now)


def test_an_ordinary_case_has_no_seal(world, holder, now):
    ordinary = world.register()
    with pytest.raises(NotAllowed):
        ask_reveal(grievance=ordinary, words=WHY, actor=world.officer("je"), now=now)
    assert not RevealRequest.objects.visible_to(world.officer("je")).exists()


def test_no_program_does_any_of_it(world, case, holder, now):
    key, _text = ApiKey.issue(name="app", scopes=list(ApiScope.values))
    ask_reveal(grievance=case, words=WHY, actor=holder, now=now)
    for program in (key, Program(key)):
        for verb, given in (
            (ask_reveal, {"words": WHY}),
            (approve_reveal, {}),
            (refuse_reveal, {"words": "x"}),
            (open_seal, {}),
        ):
            with pytest.raises(NotAllowed):
                verb(grievance=case, actor=program, now=now, **given)
    assert not RevealRequest.objects.visible_to(key).exists()
    assert seal_rows(case) == ["reveal_asked"]
