"""Ready replies: data that ships, is edited, and fits the case."""

from __future__ import annotations

import tomllib

import pytest
from django.core.exceptions import ValidationError

from sunwai.core import data
from sunwai.offices.models import Department
from sunwai.web.office.forms import DOINGS
from sunwai.web.office.models import Reply, ReplyFor
from sunwai.web.office.replies import FILE, load_replies, replies_for


@pytest.fixture
def loaded(world):
    assert load_replies() == len(tomllib.loads(data.path(FILE).read_text(encoding="utf-8")))


def test_loading_twice_changes_nothing(loaded):
    assert load_replies() == 0


def test_what_an_administrator_has_edited_stays(loaded):
    Reply.objects.filter(code="work-done").update(text_hi="हो गया जी")

    assert load_replies() == 0
    assert Reply.objects.get(code="work-done").text_hi == "हो गया जी"


def test_those_of_the_department_come_before_the_general_ones(loaded, case):
    found = replies_for(case, "resolve")

    departments = [reply.department_id for reply in found]
    energy = Department.objects.get(code="energy").pk
    assert departments[:2] == [energy, energy]
    assert set(departments[2:]) == {None}
    assert {reply.action for reply in found} == {"resolve"}


def test_those_of_the_subject_come_first_and_those_out_of_use_not_at_all(loaded, case, world):
    mine = Reply.objects.create(
        code="mine", action="resolve", category=world.category(), text_hi="यही", text_en="This"
    )
    Reply.objects.create(
        code="other",
        action="resolve",
        category=world.category("energy.transformer"),
        text_hi="x",
        text_en="x",
    )
    Reply.objects.filter(code="work-done").update(is_active=False)

    found = [reply.code for reply in replies_for(case, "resolve")]

    assert found[0] == mine.code
    assert {"other", "work-done", "mutation-entered"}.isdisjoint(found)


def test_a_reply_goes_with_an_action_that_there_is():
    assert set(ReplyFor.values) <= set(DOINGS)
    assert [label.label for label in ReplyFor] == [DOINGS[label.value].title for label in ReplyFor]


def test_a_subject_of_another_department_is_refused(world):
    reply = Reply(
        code="x", action="note", department=world.category("revenue.mutation").department, category=world.category(),
        text_hi="क", text_en="a",
    )  # fmt: skip

    with pytest.raises(ValidationError, match="विभाग"):
        reply.full_clean()


@pytest.mark.parametrize(("language", "words"), [("", "बिजली चालू है"), ("/en", "the electricity is back")])
def test_the_page_offers_them_in_the_readers_language(loaded, office, case, language, words):
    page = office.of("je").get(f"{language}/office/c/{case.reference}/?act=resolve")

    assert words in page.content.decode()
