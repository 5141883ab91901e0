"""The accused are looked up in the directory; while it is not sure who it is, the case keeps away from all of them."""

from __future__ import annotations

import pytest

from sunwai.accounts.models import User
from sunwai.casework.errors import Missing
from sunwai.core.errors import NotAllowed
from sunwai.grievances import perms, table
from sunwai.grievances.models import Grievance
from sunwai.offices.models import Designation
from sunwai.vigilance.actions.accused import decide_accused
from sunwai.vigilance.errors import NothingToDecide, UnknownSuspect
from sunwai.vigilance.selectors import cases_for
from tests.vigilance.conftest import outsider


@pytest.fixture(autouse=True)
def names(world):
    User.objects.filter(username="je").update(name="राजेश बिसेन")
    User.objects.filter(username="ae").update(name="अनिल चौहान")
    User.objects.filter(username="patwari").update(name="प्रीति सोनी")
    User.objects.filter(username="district-vigilance").update(name="शबनम खान")


def accuse(world, named="", text="काम के लिए पैसे माँगते हैं"):
    return world.register(code="vigilance.bribe", accused_named=named, text=text)


@pytest.mark.parametrize(
    "named",
    [
        "कनिष्ठ अभियंता राजेश बिसेन",
        "Junior Engineer Rajesh Bisen",
        "rajesh bisen, kanishth abhiyanta",
    ],
)
def test_full_name_and_rank_are_sure_in_both_scripts(world, named):
    case = accuse(world, named)

    assert (case.accused_post, case.accused) == (world.post("je"), world.officer("je"))
    assert case.barred_posts == [world.post("je").pk]
    assert not case.suspects.exists()


def test_of_a_long_rank_what_people_call_it_is_enough(world):
    Designation.objects.filter(code="je").update(name_hi="कनिष्ठ अभियंता, वितरण केंद्र")
    assert accuse(world, "राजेश बिसेन कनिष्ठ अभियंता").accused_post == world.post("je")


def test_name_and_rank_are_found_in_the_words_of_the_complaint(world):
    case = accuse(world, text="वारासिवनी के कनिष्ठ अभियंता राजेश बिसेन ने मीटर के पाँच हज़ार माँगे")
    assert case.accused_post == world.post("je")


@pytest.mark.parametrize("named", ["सहायक अभियंता", "Anil Chouhan", "अनिल चौहान"])
def test_one_of_both_makes_a_suspect_and_keeps_the_case_away_meanwhile(world, named):
    case = accuse(world, named)

    assert case.accused_post is None
    assert [suspect.post for suspect in case.suspects.all()] == [world.post("ae")]
    for who in ("ae", "je"):  # the suspect, and who serves below
        officer = world.officer(who)
        assert not Grievance.objects.visible_to(officer).exists()
        assert not perms.relations(officer, case)


def test_a_suspect_of_vigilance_is_passed_over_and_sees_nothing_after_a_move(world):
    case = accuse(world, "शबनम खान")
    suspect = world.officer("district-vigilance")
    assert case.post == world.post("division-vigilance")

    suspect.postings.all().delete()
    world.post("division-vigilance").postings.update(user=suspect)

    assert not Grievance.objects.visible_to(suspect).exists()
    assert not perms.relations(suspect, case)
    assert not cases_for(suspect).exists()
    assert table.counts(suspect)["all"] == 0


@pytest.mark.parametrize("named", ["", "कोई बाबू", "राजेश", "साहब"])
def test_words_that_fit_nobody_accuse_nobody(world, named):
    case = accuse(world, named)
    assert (case.accused_post, case.barred_posts, case.barred_users) == (None, [], [])
    assert case.accused_named == named


def test_what_the_citizen_chose_stands(world):
    case = world.register(
        code="vigilance.bribe", accused_post=world.post("ae"), accused_named="राजेश बिसेन कनिष्ठ अभियंता"
    )
    assert case.accused_post == world.post("ae")
    assert not case.suspects.exists()


def test_nobody_is_looked_for_in_an_ordinary_complaint(world):
    case = world.register(text="कनिष्ठ अभियंता राजेश बिसेन नहीं आते", accused_named="राजेश बिसेन")
    assert (case.accused_post, case.barred_posts, case.accused_named) == (None, [], "")
    assert not case.suspects.exists()


def test_vigilance_says_who_it_is(world, holder, now):
    case = accuse(world, "सहायक अभियंता")
    suspect = case.suspects.get()
    with pytest.raises(Missing):
        decide_accused(grievance=case, suspect=suspect.pk, words=" ", actor=holder, now=now)
    with pytest.raises(UnknownSuspect):
        decide_accused(grievance=case, suspect=suspect.pk + 1, words="x", actor=holder, now=now)

    case = decide_accused(grievance=case, suspect=suspect.pk, words="आदेश देखा", actor=holder, now=now)

    assert (case.accused_post, case.accused) == (world.post("ae"), world.officer("ae"))
    assert set(case.barred_posts) == {world.post("ae").pk, world.post("je").pk}
    assert case.events().last().data["accused"] == world.post("ae").pk
    with pytest.raises(NothingToDecide):
        decide_accused(grievance=case, suspect=None, words="x", actor=holder, now=now)


def test_or_that_it_is_none_of_them(world, holder, now):
    case = accuse(world, "सहायक अभियंता")
    case = decide_accused(grievance=case, suspect=None, words="दूसरे विभाग का", actor=holder, now=now)
    assert (case.accused_post, case.barred_posts, case.barred_users) == (None, [], [])


@pytest.mark.parametrize(
    "who", ["ae", "je", "se", "md", "division-vigilance", "agent", "supervisor", "auditor", "administrator"]
)
def test_nobody_but_the_vigilance_holder_decides_it(world, now, who):
    case = accuse(world, "सहायक अभियंता")
    with pytest.raises(NotAllowed):
        decide_accused(grievance=case, suspect=None, words="मैं नहीं", actor=outsider(world, who), now=now)
    assert case.suspects.get().is_accused is None
