"""What is asked: on calls with who was told what, elsewhere as words alone."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from sunwai.accounts.models import User
from sunwai.accounts.roles import Role
from sunwai.core.errors import NotAllowed
from sunwai.schemes.actions import answer_question, dismiss_question, note_unanswered, record_enquiry
from sunwai.schemes.actions.enquiries import without_numbers
from sunwai.schemes.enums import AskedBy
from sunwai.schemes.errors import Reviewed
from sunwai.schemes.models import Enquiry, OpenQuestion
from sunwai.schemes.selectors import search_schemes
from tests.world import MONDAY


@pytest.fixture
def agent(db):
    return User.objects.create(username="agent-x", name="x", roles=[Role.AGENT])


@pytest.fixture
def editor(db):
    return User.objects.create(username="editor-x", name="x", roles=[Role.EDITOR])


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("मेरा नंबर 98765 43210 है, पेंशन चाहिए", "मेरा नंबर है, पेंशन चाहिए"),
        ("aadhaar 1234-5678-9012 ka kya", "aadhaar ka kya"),
        ("मोबाइल ९८७६५४३२१० पर", "मोबाइल पर"),
        ("mail me at ram@example.invalid please", "mail me at please"),
        ("12 वीं के बाद 500 रुपये", "12 वीं के बाद 500 रुपये"),
        ("a\n\tb", "a b"),
    ],
)
def test_numbers_that_may_be_somebodys_are_taken_out(asked, kept):
    assert without_numbers(asked) == kept


def test_a_question_is_counted_once_in_either_script(db):
    for text in ("छत के लिए सोलर", "chhat ke liye solar"):
        note_unanswered(text=text, asked_by=AskedBy.WHATSAPP, now=MONDAY)
    row = OpenQuestion.objects.get()
    assert (row.text, row.times, row.state) == ("छत के लिए सोलर", 2, "open")


@pytest.mark.parametrize("text", ["", "?!", "9876543210", "aa"])
def test_what_has_no_words_is_not_kept(db, text):
    note_unanswered(text=text, asked_by=AskedBy.PORTAL, now=MONDAY)
    assert not OpenQuestion.objects.exists()


def test_an_enquiry_holds_what_was_asked_and_told(new_scheme, agent):
    told = new_scheme()
    row = record_enquiry(
        call=7, asked="पेंशन 9876543210", schemes=[told], answered=True, actor=agent, now=MONDAY
    )
    assert (row.call, row.asked, row.answered, list(row.schemes.all())) == (7, "पेंशन", True, [told])
    assert not OpenQuestion.objects.exists()


def test_an_unanswered_enquiry_comes_before_the_editors(agent):
    record_enquiry(call=7, asked="हेलीकॉप्टर की सवारी", schemes=[], answered=False, actor=agent, now=MONDAY)
    assert OpenQuestion.objects.get().asked_by == AskedBy.CALL


def test_only_the_desk_records_and_only_an_editor_answers(new_scheme, agent, editor):
    with pytest.raises(NotAllowed):
        record_enquiry(call=7, asked="पेंशन", schemes=[], answered=False, actor=editor, now=MONDAY)
    assert not Enquiry.objects.exists()
    note_unanswered(text="सोलर पंप", asked_by=AskedBy.PORTAL, now=MONDAY)
    question, told = OpenQuestion.objects.get(), new_scheme()
    with pytest.raises(NotAllowed):
        answer_question(question=question, scheme=told, actor=agent, now=MONDAY)
    with pytest.raises(NotAllowed):
        dismiss_question(question=question, actor=agent)
    question.refresh_from_db()
    assert question.state == "open"


def test_an_answered_question_is_found_from_then_on(new_scheme, editor):
    told = new_scheme()
    assert search_schemes("jhatpat bijuka") == []
    note_unanswered(text="झटपट बिजूका", asked_by=AskedBy.PORTAL, now=MONDAY)
    question = OpenQuestion.objects.get()
    answer_question(question=question, scheme=told, actor=editor, now=MONDAY)
    assert search_schemes("jhatpat bijuka") == [told]
    with pytest.raises(Reviewed):
        dismiss_question(question=question, actor=editor)


def test_a_dismissed_question_does_not_come_back(editor):
    note_unanswered(text="मंगल ग्रह", asked_by=AskedBy.PORTAL, now=MONDAY)
    dismiss_question(question=OpenQuestion.objects.get(), actor=editor)
    note_unanswered(text="mangal grah", asked_by=AskedBy.PORTAL, now=MONDAY)
    assert OpenQuestion.objects.get().state == "dismissed"


def test_the_same_words_stand_once_in_the_table(db):
    given = {"key": "a", "text": "a", "asked_by": "call", "first_at": MONDAY, "last_at": MONDAY}
    OpenQuestion.objects.create(**given)
    with pytest.raises(IntegrityError), transaction.atomic():
        OpenQuestion.objects.create(**given)
