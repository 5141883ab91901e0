"""A corruption complaint without a name, by hand: filed, followed by its code, answered; nobody else gets in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from sunwai.core import clock
from sunwai.files.models import CustodyEntry
from sunwai.grievances.actions.work import ask_citizen, resolve
from sunwai.grievances.models import Grievance
from sunwai.messages.models import Message
from sunwai.vigilance.models import FollowUp, Retaliation
from tests.world import photo_file


def fill(visitor, world):
    visitor.answer_words("काम के लिए पैसे माँगते हैं", kind="corruption")
    visitor.post("/file/subject/", category="vigilance.bribe")
    visitor.post("/file/place/", place=world.village.pk)
    visitor.post("/file/accused/?department=energy", accused=str(world.post("ae").pk))
    visitor.post("/file/details/")
    return visitor.post("/file/files/", uploads=photo_file(), go_on="1")


@pytest.fixture
def filed(visitor, world):
    """The case and its code, as the visitor sees them."""
    assert fill(visitor, world)["Location"] == "/file/you/"
    assert "गुप्त कोड" in visitor.get("/file/you/").text
    assert visitor.post("/file/you/", without="1")["Location"] == "/file/check/"
    answer = visitor.post("/file/check/")
    secret = re.search(r"\d{4} \d{4} \d{4} \d{4}", answer.text)[0]
    assert "no-store" in answer["Cache-Control"]
    return Grievance.objects.get(), secret


def enter(visitor, case, secret):
    return visitor.post("/corruption/follow/", number=case.spoken_reference, secret=secret)


def test_it_names_nobody_and_sends_nothing(filed, world):
    case, _secret = filed
    assert (case.citizen, case.draft.citizen, case.draft.data) == (None, None, {})
    assert not Message.objects.exists()
    assert case.accused_post == world.post("ae")
    assert CustodyEntry.objects.get().case_id == case.pk


def test_even_somebody_signed_in_stays_unknown(visitor, world):
    visitor.sign_in(world.citizen)
    fill(visitor, world)
    visitor.post("/file/you/", without="1")
    visitor.post("/file/check/")
    case = Grievance.objects.get()
    assert (case.draft.citizen, Message.objects.count()) == (None, 0)
    assert not Grievance.objects.visible_to(world.citizen).exists()


def test_an_ordinary_complaint_needs_a_mobile(visitor, world):
    visitor.fill(world)
    assert "/sign-in/" in visitor.post("/file/you/", without="1")["Location"]
    assert "/file/you/" in visitor.post("/file/check/")["Location"]
    assert not Grievance.objects.exists()


def test_a_change_to_an_ordinary_complaint_asks_for_the_mobile_after_all(visitor, world):
    fill(visitor, world)
    visitor.post("/file/you/", without="1")
    visitor.answer_words("पैसे नहीं, बिजली", kind="complaint")
    visitor.post("/file/subject/", category="energy.no-supply")
    visitor.post("/file/details/")
    assert "/file/you/" in visitor.post("/file/check/")["Location"]
    assert not Grievance.objects.exists()


def test_from_one_address_only_so_many_an_hour(visitor, another, world, settings):
    for number in range(11):
        browser = another if number % 2 else visitor
        fill(browser, world)
        browser.post("/file/you/", without="1")
        answer = browser.post("/file/check/")
    assert FollowUp.objects.count() == 10
    assert "form" in answer.context


def test_number_and_code_open_it_in_another_browser(filed, another):
    case, secret = filed
    assert another.get("/corruption/follow/case/")["Location"] == "/corruption/follow/"
    assert enter(another, case, secret)["Location"] == "/corruption/follow/case/"
    page = another.get("/corruption/follow/case/")
    assert case.spoken_reference in page.text
    assert another.get(f"/c/{case.reference}/").status_code == 302  # nobody is signed in by it
    another.post("/corruption/follow/leave/")
    assert another.get("/corruption/follow/case/").status_code == 302


def test_a_wrong_code_opens_nothing_and_five_close_it(filed, another):
    case, secret = filed
    for _ in range(5):
        assert "secret" in enter(another, case, "1111 1111 1111 1111").context["form"].errors
    assert "secret" in enter(another, case, secret).context["form"].errors
    assert another.get("/corruption/follow/case/").status_code == 302
    assert another.post("/corruption/follow/citizen-note/", words="x").status_code == 302
    assert case.events().count() == 1


def test_it_closes_by_itself(filed, another, now):
    case, secret = filed
    enter(another, case, secret)
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        assert another.get("/corruption/follow/case/").status_code == 302


def test_one_answers_adds_evidence_and_says_that_one_is_threatened(filed, another, world, now):
    case, secret = filed
    officer = world.officer("district-vigilance")
    ask_citizen(grievance=case, words="कितने पैसे माँगे?", actor=officer, now=clock.now())
    enter(another, case, secret)
    assert "कितने पैसे माँगे?" in another.get("/corruption/follow/case/").text

    sent = another.post("/corruption/follow/answer_question/", words="पाँच हज़ार", uploads=photo_file())

    assert sent["Location"] == "/corruption/follow/case/"
    case.refresh_from_db()
    assert case.state == "in_progress"
    assert CustodyEntry.objects.filter(case_id=case.pk, kind="received").count() == 2
    another.post("/corruption/follow/report_retaliation/", words="धमकी मिली")
    assert Retaliation.objects.get().grievance == case
    assert not case.events().exclude(actor_kind__in=("system", "staff")).exists()


@pytest.mark.parametrize(
    ("action", "said", "state"),
    [("confirm", {"rating": "4"}, "closed_satisfied"), ("deny", {"reason": "not_done"}, "open")],
)
def test_one_says_whether_it_was_done(filed, another, world, action, said, state):
    case, secret = filed
    officer = world.officer("district-vigilance")
    proof = [world.photo(officer)]
    resolve(grievance=case, words="जाँच हुई", proof=proof, actor=officer, now=clock.now())
    enter(another, case, secret)
    assert another.post(f"/corruption/follow/{action}/", **said).status_code == 302
    case.refresh_from_db()
    assert case.state == state


def test_what_is_not_possible_now_is_not_there(filed, another):
    case, secret = filed
    enter(another, case, secret)
    assert another.get("/corruption/follow/confirm/").status_code == 404


def test_the_officer_is_found_by_name_without_the_name_being_told(visitor, world):
    from sunwai.accounts.models import User

    User.objects.filter(username="ae").update(name="अनिल चौहान")
    visitor.answer_words("काम के लिए पैसे माँगते हैं", kind="corruption")
    visitor.post("/file/subject/", category="vigilance.bribe")
    visitor.post("/file/place/", place=world.village.pk)
    page = visitor.get("/file/accused/", q="Anil Chouhan")
    labels = [str(label) for _key, label in page.context["form"].fields["accused"].choices]
    assert labels[0] == "सहायक अभियंता, बालाघाट"
    visitor.post("/file/accused/?q=Anil+Chouhan", accused=str(world.post("ae").pk))
    assert visitor.get("/file/details/").status_code == 200


def test_who_is_not_in_the_list_is_named_in_words(visitor, world):
    visitor.sign_in(world.citizen)
    visitor.answer_words("काम के लिए पैसे माँगते हैं", kind="corruption")
    visitor.post("/file/subject/", category="vigilance.bribe")
    visitor.post("/file/place/", place=world.village.pk)
    visitor.post("/file/accused/", accused="none", named="सहायक अभियंता")
    visitor.post("/file/details/")
    visitor.post("/file/files/", go_on="1")
    assert "सहायक अभियंता" in visitor.get("/file/check/").text
    visitor.post("/file/check/")
    case = Grievance.objects.get()
    assert case.accused_named == "सहायक अभियंता"
    assert [suspect.post for suspect in case.suspects.all()] == [world.post("ae")]
