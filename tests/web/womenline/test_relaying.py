"""The closure question of an ordinary complaint without a mobile: asked by the counsellor, answered by her."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.urls import reverse

from sunwai.accounts.models import AccessLog
from sunwai.casework import audit
from sunwai.casework.errors import TransitionNotAllowed
from sunwai.casework.models import Event
from sunwai.core import clock
from sunwai.core.actors import ActorKind
from sunwai.core.errors import NotAllowed
from sunwai.grievances import selectors as grievances
from sunwai.grievances.actions.work import resolve
from sunwai.grievances.enums import EventKind, State
from sunwai.grievances.models import Grievance, Interaction
from sunwai.womenline import selectors, wall
from sunwai.womenline.actions.complaints import answer_complaint
from sunwai.womenline.errors import AskHerFirst, NotOfThisCase
from sunwai.womenline.models import Case, CaseReading
from tests.web.womenline.conftest import Line
from tests.web.womenline.test_complaint import HER_MOBILE, typed
from tests.womenline.conftest import CODE_WORD, HERS, SECRET, counsels, open_case
from tests.world import MONDAY

DONE = "राशन कार्ड बना दिया"
ASK = "उनसे पूछिए: क्या काम हो गया?"
YES = {"answer": "yes", "rating": "4", "is_asked": "on"}
NO = {"answer": "no", "reason": "partly_done", "words": "नाम गलत लिखा है", "is_asked": "on"}


def registered(world, counsellor, case, **more):
    assert counsellor.post("complaint", case.reference, **typed(world, **more)).status_code == 302
    return Grievance.objects.latest("pk")


def resolved(world, made):
    je = world.officer("je")
    return resolve(grievance=made, words=DONE, proof=[world.photo(je)], actor=je, now=MONDAY)


@pytest.fixture
def waiting(world, counsellor, case):
    """An ordinary complaint of the case, without a mobile, whose closure question is open."""
    return resolved(world, registered(world, counsellor, case))


def note_of(case, which=0):
    with wall.opened(wall.KEEPER):
        return selectors.complaints(case)[which]


def passed_on(case):
    with wall.opened(wall.KEEPER):
        return [(note.content, note.by) for note in selectors.answers(case)]


def stays_open(made, case):
    made.refresh_from_db()
    assert made.state == State.AWAITING_CONFIRMATION
    assert passed_on(case) == []
    return True


def send(line, case, **given):
    return line.post("complaint-answer", case.reference, note_of(case).pk, **given)


# ── Where it stands ──────────────────────────────────────────────────────────────────────────────────────


def test_the_page_says_where_it_stands_and_that_it_was_read_is_written_down(world, counsellor, case):
    made = registered(world, counsellor, case)
    page = counsellor.get("case", case.reference).content.decode()

    assert made.spoken_reference in page
    assert f"आपकी शिकायत {made.post.label} के पास है" in page
    assert ASK not in page
    assert 'name="answer"' not in page
    with wall.opened(wall.KEEPER):
        read = [one.what for one in CaseReading.objects.filter(case=case).order_by("pk")]
    assert read.count("ordinary") == 1
    assert not AccessLog.objects.exists()  # what administrators see tells of no case


def test_without_an_ordinary_complaint_nothing_is_shown_or_logged(counsellor, case):
    assert 'id="ordinary"' not in counsellor.get("case", case.reference).content.decode()
    with wall.opened(wall.KEEPER):
        assert not CaseReading.objects.filter(what="ordinary").exists()


def test_when_it_waits_the_page_has_what_the_officer_says_and_both_answers(counsellor, case, waiting):
    page = counsellor.get("case", case.reference).content.decode()

    assert ASK in page
    assert DONE in page
    assert (
        page.count(reverse("women:complaint-answer", args=["women", case.reference, note_of(case).pk])) == 2
    )


def test_one_that_became_sealed_is_shown_no_more(world, counsellor, case, waiting):
    Grievance.objects.filter(pk=waiting.pk).update(kind="corruption", citizen=None)
    page = counsellor.get("case", case.reference).content.decode()
    assert "यहाँ नहीं दिखाई जा सकती" in page
    assert DONE not in page
    assert send(counsellor, case, **YES).status_code == 422
    assert stays_open(waiting, case)


# ── Her answer ───────────────────────────────────────────────────────────────────────────────────────────


def test_her_yes_closes_it_with_her_mark(world, counsellor, case, waiting):
    answer = send(counsellor, case, **YES)

    assert answer["Location"] == reverse("women:case", args=["women", case.reference])
    waiting.refresh_from_db()
    assert (waiting.state, waiting.rating) == (State.CLOSED_SATISFIED, 4)
    assert passed_on(case) == [(f"{waiting.spoken_reference}: हाँ, हो गया · 5 में से 4", world.counsellor)]
    page = counsellor.get("case", case.reference).content.decode()
    assert page.count("सामान्य शिकायत पर उनका जवाब आगे भेजा") == 2  # among what was said, and what happened
    assert ASK not in page


def test_her_no_opens_it_one_level_up_with_her_reason_and_words(world, counsellor, case, waiting):
    assert send(counsellor, case, **NO).status_code == 302

    waiting.refresh_from_db()
    assert (waiting.state, waiting.level, waiting.post) == (State.OPEN, 2, world.post("ae"))
    event = waiting.events().last()
    assert (event.kind, event.data["reason"], event.words.text) == ("denied", "partly_done", NO["words"])
    ((said, _who),) = passed_on(case)
    assert said.startswith(f"{waiting.spoken_reference}: नहीं हुआ")
    assert said.endswith(NO["words"])


def test_it_is_the_citizen_who_answers_and_nothing_leads_back(world, counsellor, case, waiting, caplog):
    before = Event.objects.filter(case_kind="womenline").count()
    with caplog.at_level(logging.DEBUG):
        send(counsellor, case, **NO)
    event = waiting.events().last()

    assert (event.actor_kind, event.actor_id, event.post_id) == (ActorKind.CITIZEN, waiting.citizen_id, None)
    assert set(event.data) == {"reason", "level", "post"}
    assert Event.objects.filter(case_kind="womenline").count() == before
    assert not Interaction.objects.exists()
    rows = [str(row) for row in Event.objects.filter(case_kind="grievance").values()]
    rows += [str(row) for row in Grievance.objects.values()]
    for text in (SECRET, HERS.name, HERS.number, HERS.safe_number, CODE_WORD, case.reference, "counsellor"):
        assert not [row for row in rows if text in row], text
        assert text not in caplog.text
    assert waiting.reference not in caplog.text
    shown = grievances.timeline_of(waiting, world.officer("ae"))[-1]
    assert world.counsellor.name not in shown.who
    assert audit.verify()[1] == []


def test_of_a_closed_case_too(counsellor, case, waiting):
    with wall.opened(wall.KEEPER):
        Case.objects.filter(pk=case.pk).update(state="closed", closed_at=MONDAY)
    assert send(counsellor, case, **YES).status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == State.CLOSED_SATISFIED


# ── Refused ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"reason": "no-such"}, {"words": "x" * 8001}])
def test_a_no_without_its_reason_changes_nothing_and_keeps_the_words(counsellor, case, waiting, wrong):
    given = NO | wrong
    answer = send(counsellor, case, **given)
    assert answer.status_code == 422
    assert given["words"] in answer.content.decode()
    assert stays_open(waiting, case)


def test_a_mark_that_there_is_not(counsellor, case, waiting):
    assert send(counsellor, case, **(YES | {"rating": "6"})).status_code == 422
    assert stays_open(waiting, case)


def test_nobody_answers_for_her(world, counsellor, case, waiting):
    given = dict(YES)
    del given["is_asked"]
    answer = send(counsellor, case, **given)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert page.count("उनकी जगह कोई जवाब नहीं देता") == 2  # above, and where it is to be mended
    assert f'href="#id_complaint-{note_of(case).pk}-yes_is_asked"' in page
    assert stays_open(waiting, case)
    with pytest.raises(AskHerFirst):
        call(world, case, is_asked=False)


def test_an_aadhaar_number_in_her_words_is_refused(counsellor, case, waiting):
    answer = send(counsellor, case, **(NO | {"words": "2341 2341 2346"}))
    assert answer.status_code == 422
    assert stays_open(waiting, case)


def test_one_that_does_not_wait(world, counsellor, case):
    made = registered(world, counsellor, case)
    assert send(counsellor, case, **YES).status_code == 422
    made.refresh_from_db()
    assert made.state == State.OPEN
    assert passed_on(case) == []


def test_answered_twice_it_counts_once(counsellor, case, waiting):
    assert send(counsellor, case, **YES).status_code == 302
    assert send(counsellor, case, **NO).status_code == 422
    waiting.refresh_from_db()
    assert waiting.state == State.CLOSED_SATISFIED
    assert len(passed_on(case)) == 1


def test_one_with_a_mobile_is_answered_there(world, counsellor, case):
    made = resolved(world, registered(world, counsellor, case, mobile=HER_MOBILE))
    page = counsellor.get("case", case.reference).content.decode()
    assert "यह उनसे वहीं पूछा जाता है" in page
    assert 'name="answer"' not in page
    answer = send(counsellor, case, **YES)
    assert answer.status_code == 422
    assert "जवाब वहीं दिया जाता है" in answer.content.decode()
    assert stays_open(made, case)


def test_a_case_without_that_number(world, counsellor, case, waiting):
    other = open_case(world)
    address = ("complaint-answer", other.reference, note_of(case).pk)
    assert counsellor.post(*address, **YES).status_code == 404
    with wall.opened(wall.KEEPER):
        ordinary_note = case.notes.filter(about="noted").first()
    assert counsellor.post("complaint-answer", case.reference, ordinary_note.pk, **YES).status_code == 404
    for of, note in ((other, note_of(case)), (case, ordinary_note)):
        with pytest.raises(NotOfThisCase):
            call(world, of, complaint=note)
    assert stays_open(waiting, case)


def test_there_are_two_answers(counsellor, case, waiting):
    assert send(counsellor, case, **(YES | {"answer": "perhaps"})).status_code == 404
    address = reverse("women:complaint-answer", args=["women", case.reference, note_of(case).pk])
    assert counsellor.client.get(address).status_code == 405
    assert stays_open(waiting, case)


def test_the_counsellor_of_another_helpline(world, case, waiting):
    stranger = counsels(world, "child1098")
    stranger.is_demo = True
    stranger.save()
    assert send(Line(stranger), case, **YES).status_code == 403
    by_her_own = reverse("women:complaint-answer", args=["child1098", case.reference, note_of(case).pk])
    assert Line(stranger).client.post(by_her_own, YES).status_code == 404
    assert stays_open(waiting, case)


def test_a_fault_of_the_complaint_leaves_no_note(world, case, waiting):
    def refused(_number):
        raise TransitionNotAllowed

    with pytest.raises(TransitionNotAllowed):
        call(world, case, answer=refused)
    assert stays_open(waiting, case)


def test_a_fault_after_the_answer_takes_it_back(world, counsellor, case, waiting, monkeypatch):
    def fails(*_args, **_kwargs):
        raise NotAllowed

    monkeypatch.setattr("sunwai.womenline.actions.complaints.write_note", fails)
    assert send(counsellor, case, **YES).status_code == 422
    assert stays_open(waiting, case)
    assert not waiting.events().filter(kind=EventKind.CONFIRMED).exists()


def test_it_waits_as_long_as_she_does(world, case, waiting):
    """Months later, at the next safe contact."""
    with clock.frozen(MONDAY + timedelta(days=90)):
        assert send(Line(world.counsellor), case, **YES).status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == State.CLOSED_SATISFIED


def call(world, case, **more):
    """The action, which never gets to the complaint unless `answer` is given."""
    given = {
        "case": case,
        "is_asked": True,
        "said": "हाँ",
        "answer": lambda _number: pytest.fail("answered"),
        "actor": world.counsellor,
        "now": MONDAY,
    }
    if "complaint" not in more:
        given["complaint"] = note_of(case)
    return answer_complaint(**(given | more))
