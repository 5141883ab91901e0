"""Extreme danger: 112 first, at once; and the supervisor's list of who is in danger."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from sunwai.calls.enums import OrderKind
from sunwai.calls.models import Destination, Order
from sunwai.womenline import bus, selectors, wall
from sunwai.womenline.actions import cases, closing, follow_ups
from sunwai.womenline.enums import Level, Triage
from sunwai.womenline.families import families, family
from sunwai.womenline.models import Case, CaseReading
from tests.calls_world import at_the_phone, new_call, women_queue
from tests.womenline.conftest import counsels, open_case
from tests.world import MONDAY

SIGN = 'id="danger-now" role="alert"'
QUIET = {"age": "to_45", "gender": "woman"}


def answers(**given):
    unknown = {f"q_{question.code}": "unknown" for question in family("women").first_questions}
    return QUIET | unknown | {f"q_{code}": answer for code, answer in given.items()}


@pytest.fixture
def talking(world):
    Destination.objects.create(digits="112", name_hi="पुलिस", name_en="Police", is_emergency=True)
    call = new_call(women_queue(), state="talking", agent=world.counsellor)
    return at_the_phone(world.counsellor, "talking", call=call)


# ── The first minute ─────────────────────────────────────────────────────────────────────────────────────


def test_the_page_carries_the_rule_of_the_instrument_for_the_script(counsellor):
    page = counsellor.get("new").content.decode()
    women = family("women")
    assert f"{SIGN} hidden" in page
    assert f'data-danger="{dict(women.thresholds)[Level.EXTREME]}"' in page
    found = re.findall(r'data-weight="(\d+)" data-when="(\w+)" data-alone="(\w*)"', page)
    assert found == [
        (str(question.weight), question.dangerous.value, question.alone) for question in women.first_questions
    ]
    assert ("4", "yes", "extreme") in found
    assert ("2", "no", "high") in found


@pytest.mark.parametrize(
    ("given", "is_extreme"),
    [({"weapon": "yes"}, True), ({"abuser_near": "yes"}, True), ({"injured": "yes"}, False), ({}, False)],
)
def test_without_a_script_it_is_said_after_sending_with_112_first_and_focused(counsellor, given, is_extreme):
    page = counsellor.post("new", look="1", **answers(**given)).content.decode()
    assert (f"{SIGN}>" in page) == is_extreme
    assert ("autofocus" in page) == is_extreme
    if is_extreme:
        assert page.index('href="tel:112" autofocus') < page.index("q_safe_to_talk")


def test_at_the_telephone_112_is_brought_in_and_what_was_typed_stays(counsellor, talking):
    page = counsellor.get("new").content.decode()
    assert 'name="bring_in"' in page
    answer = counsellor.post("new", bring_in="112", where="रसोई", **answers(weapon="yes"))

    assert answer.status_code == 200
    assert "रसोई" in answer.content.decode()
    assert "लाइन पर बने रहिए" in answer.content.decode()
    order = Order.objects.get()
    assert (order.kind, order.data, order.session) == (OrderKind.CONFERENCE, {"to": "number:112"}, talking)
    with wall.opened(wall.KEEPER):
        assert not Case.objects.exists()


def test_without_a_call_in_hand_nothing_is_asked_of_the_telephone_and_the_page_says_so(counsellor):
    page = counsellor.post("new", bring_in="112", **answers(weapon="yes")).content.decode()
    assert not Order.objects.exists()
    assert "bring_in" not in page
    assert "लाइन पर बने रहिए" not in page
    assert "govuk-error" in page or "sw-notice" in page or "sw-message" in page


def test_on_a_case_of_extreme_danger_112_stands_first_as_long_as_it_is_open(world, counsellor, case, talking):
    assert SIGN not in counsellor.get("case", case.reference).content.decode()
    cases.assess_risk(case=case, answers={"weapon": "yes"}, actor=world.counsellor, now=MONDAY)
    where = reverse("women:emergency", args=["women", case.reference])
    page = counsellor.get("case", case.reference).content.decode()
    assert page.index(SIGN) < page.index('id="who"')
    assert where in page
    assert counsellor.client.post(where)["Location"] == reverse("women:case", args=["women", case.reference])
    assert Order.objects.get().data == {"to": "number:112"}
    closing.close_with_consent(case=case, consent=True, words="x", actor=world.counsellor, now=MONDAY)
    assert SIGN not in counsellor.get("case", case.reference).content.decode()


def test_another_helplines_case_brings_nobody_in(world, counsellor, talking):
    theirs = open_case(world, of="child1098")
    for code, status in (("women", 404), ("child1098", 403)):
        where = reverse("women:emergency", args=[code, theirs.reference])
        assert counsellor.client.post(where).status_code == status
    assert not Order.objects.exists()


# ── The supervisor's list ────────────────────────────────────────────────────────────────────────────────


def in_danger(world, of="women"):
    with wall.opened(world.women_supervisor):
        return selectors.in_danger(world.women_supervisor, family(of))


def test_who_is_in_danger_stands_on_the_supervisors_page_alone(world, counsellor, supervisor, case):
    assert in_danger(world) == []
    emergency = open_case(world, triage=Triage.EMERGENCY, answers={})
    extreme = open_case(world, answers={"weapon": "yes"})
    open_case(world, of="child1098", triage=Triage.EMERGENCY, answers={})
    assert in_danger(world) == [extreme, emergency]
    assert in_danger(world, "child1098") == []
    with wall.opened(wall.KEEPER):
        assert selectors.in_danger(world.counsellor, family("women")) == []
        for code in families():
            assert selectors.in_danger(counsels(world, code), family("women")) == []
    page = supervisor.get("review").content.decode()
    listed = page[page.index('id="in-danger"') :].split("</ul>")[0]
    assert extreme.spoken_reference in listed
    assert emergency.spoken_reference in listed
    assert case.spoken_reference not in listed
    assert "/live/danger/" in page
    assert counsellor.get("review").status_code == 403
    with wall.opened(wall.KEEPER):
        assert [one.what for one in CaseReading.objects.all()] == ["list"]


def test_the_mark_is_another_exactly_when_the_list_is(world, case):
    def mark():
        with wall.opened(world.women_supervisor):
            return selectors.danger_mark(world.women_supervisor)

    seen = [mark()]
    cases.add_note(case=case, words="x", actor=world.counsellor, now=MONDAY)
    assert mark() == seen[-1]
    for change in (
        lambda: cases.triage_case(case=case, triage=Triage.EMERGENCY, actor=world.counsellor, now=MONDAY),
        lambda: cases.assess_risk(case=case, answers={"weapon": "yes"}, actor=world.counsellor, now=MONDAY),
        lambda: cases.hand_over(
            case=case, to=world.new_user("other", "counsellor"), actor=world.women_supervisor, now=MONDAY
        ),
        lambda: follow_ups.begin_follow_up(case=case, actor=world.counsellor, now=MONDAY),
        lambda: closing.close_with_consent(
            case=case, consent=True, words="x", actor=world.counsellor, now=MONDAY
        ),
    ):
        change()
        assert mark() not in seen[-1:]
        seen.append(mark())
    assert seen[-1] == seen[0]
    assert case.reference not in "".join(seen)


def test_what_pages_hear_says_nothing(world, case, django_assert_num_queries, monkeypatch):
    said = []
    monkeypatch.setattr(bus, "tell_pages", lambda: said.append(True))
    cases.triage_case(case=case, triage=Triage.EMERGENCY, actor=world.counsellor, now=MONDAY)
    assert said == [True]
    monkeypatch.undo()
    with django_assert_num_queries(1) as asked:
        bus.tell_pages()
    assert asked.captured_queries[0]["sql"] == "SELECT pg_notify('sunwai_danger', '')"
