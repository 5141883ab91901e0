"""The counsellors' pages: quick for a distressed caller, and nothing of them kept anywhere."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils.html import escape
from django.views.debug import ExceptionReporter, get_exception_reporter_filter

from sunwai.accounts.models import AccessLog
from sunwai.casework.models import Event
from sunwai.core import clock
from sunwai.grievances.models import Interaction
from sunwai.womenline import wall
from sunwai.womenline.actions import closing, follow_ups, referrals, requests
from sunwai.womenline.actions.erasure import erase_expired
from sunwai.womenline.contacts import load_contacts
from sunwai.womenline.enums import Age, Closing, Consent, Level, ReferralKind, State
from sunwai.womenline.families import family
from sunwai.womenline.models import CallRequest, Case, CaseReading
from tests.web.womenline.conftest import Line
from tests.womenline.conftest import CODE_WORD, HERS, SECRET, counsels, open_case
from tests.world import MONDAY


def page_of(answer) -> str:
    assert answer.status_code in (200, 422), answer
    return answer.content.decode()


def seen(case) -> Case:
    with wall.opened(wall.KEEPER):
        return Case.objects.get(pk=case.pk)


def call_for(world, **more):
    return Interaction.objects.create(
        agent=world.counsellor, mobile=HERS.number, started_at=MONDAY, is_confidential=True, **more
    )


# ── The first minute ─────────────────────────────────────────────────────────────────────────────────────


def test_from_the_ringing_call_to_an_emergency_on_one_page(world, counsellor):
    call = call_for(world)
    desk = page_of(counsellor.client.get(reverse("desk:call", args=[call.pk])))
    where = reverse("women:new-from-call", args=["women", call.pk])
    assert where in desk
    assert HERS.number not in desk

    form = page_of(counsellor.client.get(where))
    assert HERS.number not in form
    assert form.index("सुरक्षित") < form.index("जिला")  # safety before all else
    answers = {f"q_{question.code}": "no" for question in family("women").first_questions}
    answers |= {"q_safe_to_talk": "yes", "q_weapon": "yes"}
    facts = {"age": "to_45", "gender": "woman", "where": "रसोई", "district": world.district.pk}
    answer = counsellor.client.post(where, {"triage": "emergency"} | answers | facts)

    with wall.opened(wall.KEEPER):
        case = Case.objects.get()
        assert (case.state, case.risk, case.call_id) == (State.EMERGENCY, Level.EXTREME, call.pk)
        assert (case.person.number, case.person.where) == (HERS.number, "रसोई")
    assert answer["Location"] == reverse("women:case", args=["women", case.reference])
    assert HERS.number not in page_of(counsellor.client.get(answer["Location"]))


def test_the_danger_is_shown_before_anything_is_written(world, counsellor):
    answers = {f"q_{question.code}": "unknown" for question in family("women").first_questions}
    page = counsellor.post("new", look="1", age="to_45", gender="woman", **(answers | {"q_weapon": "yes"}))

    assert page.status_code == 200
    assert "sw-risk--extreme" in page_of(page)
    with wall.opened(wall.KEEPER):
        assert not Case.objects.exists()


def test_nobody_opens_a_case_from_a_call_of_another(world, counsellor, supervisor):
    call = call_for(world)
    where = reverse("women:new-from-call", args=["women", call.pk])

    assert supervisor.client.get(where).status_code == 404
    assert counsellor.client.get(where).status_code == 200


# ── The case ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_case_shows_everything_but_a_number_and_is_kept_by_no_browser(world, counsellor, case):
    answer = counsellor.get("case", case.reference)
    page = page_of(answer)

    assert SECRET in page
    assert escape(HERS.name) in page
    assert HERS.number not in page
    assert HERS.safe_number not in page
    assert CODE_WORD not in page
    assert answer["Cache-Control"] == "no-store, private, max-age=0"
    assert case.reference not in page.split("</title>")[0]


def test_every_opening_is_written_down_for_the_supervisor_alone(world, counsellor, supervisor, case):
    counsellor.get("case", case.reference)
    with wall.opened(wall.KEEPER):
        assert [(one.user, one.what) for one in CaseReading.objects.all()] == [(world.counsellor, "case")]
    assert not AccessLog.objects.exists()
    assert world.counsellor.name in page_of(supervisor.get("readings"))
    assert counsellor.get("readings").status_code == 403


def test_the_number_comes_by_a_button_in_safe_hours_and_is_written_down(world, counsellor, case):
    page = page_of(counsellor.post("number", case.reference))
    assert HERS.safe_number in page
    assert CODE_WORD in page
    with wall.opened(wall.KEEPER):
        assert CaseReading.objects.filter(what="number", user=world.counsellor).count() == 1

    with clock.frozen(MONDAY.replace(hour=20)):
        answer = counsellor.post("number", case.reference)
        assert answer.status_code == 302
        assert HERS.safe_number not in page_of(counsellor.client.get(answer["Location"]))


def test_one_key_refers_with_consent_and_without_it_nobody_is_told(world, counsellor, case):
    load_contacts()
    page = page_of(counsellor.get("case", case.reference))
    for number in ("tel:112", "tel:108", "tel:15100", "tel:1098"):
        assert number in page

    assert counsellor.post("act", case.reference, "refer", kind="shelter").status_code == 422
    with wall.opened(wall.KEEPER):
        assert not case.referrals.exists()
    counsellor.post("act", case.reference, "refer", kind="shelter", consent="given", words="दो दिन")
    with wall.opened(wall.KEEPER):
        referral = case.referrals.get()
        assert (referral.consent, referral.content) == ("given", "दो दिन")
    counsellor.post("referral", case.reference, referral.pk, state="accepted")
    counsellor.post("referral", case.reference, referral.pk, state="no-such")
    with wall.opened(wall.KEEPER):
        assert case.referrals.get().state == "accepted"


@pytest.mark.parametrize(
    ("verb", "typed", "state"),
    [
        ("note", {"words": "सुना"}, State.COUNSELLING),
        ("triage_emergency", {}, State.EMERGENCY),
        ("begin_follow_up", {}, State.FOLLOW_UP),
        ("close", {"consent": "on", "words": "ठीक है"}, State.CLOSED),
        ("propose_closing", {"reason": "unreached", "words": "तीन बार"}, State.CLOSING),
    ],
)
def test_what_the_page_offers_can_be_done(world, counsellor, case, verb, typed, state):
    assert reverse("women:act", args=["women", case.reference, verb]) in page_of(
        counsellor.get("case", case.reference)
    )
    assert counsellor.post("act", case.reference, verb, **typed).status_code == 302
    assert seen(case).state == state


def test_details_are_changed_and_the_number_of_the_call_stays(world, counsellor, case):
    typed = {
        "name": "सरिता (काल्पनिक)", "safe_number": "98765 00011", "safe_from": 9, "safe_until": 12,
        "age": "under_18", "gender": "third", "relationship": "in_laws", "categories": ["dowry", "physical"],
        "district": world.district.pk, "on_behalf": "on", "caller_name": "बहन", "caller_relation": "बहन",
    }  # fmt: skip
    assert counsellor.post("act", case.reference, "describe", **typed).status_code == 302
    with wall.opened(wall.KEEPER):
        changed = Case.objects.get()
        assert (changed.person.number, changed.person.safe_number) == (HERS.number, "9876500011")
        assert (changed.age, changed.gender, changed.on_behalf) == (Age.UNDER_18, "third", True)
    assert "पॉक्सो" in page_of(counsellor.get("case", case.reference))
    answer = counsellor.post("act", case.reference, "describe", **(typed | {"safe_number": "123"}))
    assert answer.status_code == 422
    counsellor.post("act", case.reference, "describe", **(typed | {"safe_number": ""}))
    with wall.opened(wall.KEEPER):
        assert (Case.objects.get().person.safe_number, Case.objects.get().person.code_word) == (
            "9876500011",
            CODE_WORD,
        )
    counsellor.post("act", case.reference, "describe", **(typed | {"none_is_safe": "on"}))
    with wall.opened(wall.KEEPER):
        assert Case.objects.get().person.safe_number == ""


def test_a_follow_up_is_due_on_its_day_and_recorded(world, counsellor, case):
    follow_ups.begin_follow_up(case=case, actor=world.counsellor, now=MONDAY)
    with wall.opened(wall.KEEPER):
        first = case.follow_ups.order_by("due_on")[0]
    assert "आज किसी से नहीं" in page_of(counsellor.get("line"))
    with clock.frozen(MONDAY + timedelta(days=1)):
        counsellor = Line(world.counsellor)
        assert f"{case.reference}/#follow-ups" in page_of(counsellor.get("line"))
        counsellor.post("follow-up", case.reference, first.pk)
        with wall.opened(wall.KEEPER):
            assert case.follow_ups.filter(done_at=None).count() == 4
        counsellor.post("follow-up", case.reference, first.pk, reached="safe", words="ठीक हैं")
        assert f"{case.reference}/#follow-ups" not in page_of(counsellor.get("line"))


def test_a_number_is_looked_for_by_post_alone(world, counsellor, case):
    link = reverse("women:case", args=["women", case.reference])
    assert counsellor.post("line", sought=HERS.number).content.decode().count(link) == 2  # found, and open
    assert page_of(counsellor.get("line", sought=HERS.number)).count(link) == 1


# ── The supervisor ───────────────────────────────────────────────────────────────────────────────────────


def test_a_supervisor_reviews_and_decides_about_closing(world, counsellor, supervisor, case):
    closing.propose_closing(
        case=case, reason=Closing.UNREACHED, words="x", actor=world.counsellor, now=MONDAY
    )
    assert case.spoken_reference in page_of(supervisor.get("review"))
    assert counsellor.get("review").status_code == 403
    assert counsellor.post("act", case.reference, "approve_closing").status_code == 422
    assert supervisor.post("act", case.reference, "approve_closing").status_code == 302
    assert seen(case).state == State.CLOSED
    supervisor.post("act", case.reference, "review", verdict="to_improve", words="फिर फ़ोन करें")
    assert "फिर फ़ोन करें" in page_of(counsellor.get("case", case.reference))


def test_figures_and_return_are_the_supervisors_and_show_nothing_small(world, counsellor, supervisor, case):
    for name in ("figures", "return"):
        assert counsellor.get(name).status_code == 403
        page = page_of(supervisor.get(name, month="2026-11"))
        assert case.reference not in page
    assert "▒" in page_of(supervisor.get("figures"))
    answer = supervisor.get("return", month="2026-11")
    assert "2026-11,women,total,,,hidden" in page_of(answer)
    assert 'filename="women-2026-11.csv"' in answer["Content-Disposition"]


# ── Requests ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_request_from_the_page_is_called_back(world, counsellor, client):
    typed = {"safe_number": "98765 54321", "safe_from": 10, "safe_until": 14, "code_word": CODE_WORD}
    answer = client.post(reverse("portal:women"), typed)
    assert (answer.status_code, answer["Location"]) == (302, reverse("portal:women-asked"))
    with wall.opened(wall.KEEPER):
        asked = CallRequest.objects.get()
    waiting = page_of(counsellor.get("line"))
    assert reverse("women:request", args=["women", asked.pk]) in waiting
    assert HERS.safe_number not in waiting

    page = page_of(counsellor.post("request", asked.pk))
    assert HERS.safe_number in page
    assert CODE_WORD in page
    counsellor.post("request-done", asked.pk, reached="safe")
    assert "कोई इंतज़ार में नहीं" in page_of(counsellor.get("line"))


# ── Everybody else, and what is kept ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", ["administrator", "agent", "supervisor", "auditor"])
def test_for_others_it_is_not_their_work(world, client, case, who):
    user = getattr(world, who)
    user.is_demo = True
    user.save()
    client.force_login(user)
    for name, more in (("line", []), ("case", [case.reference]), ("readings", []), ("return", [])):
        assert client.get(reverse(f"women:{name}", args=["women", *more])).status_code == 403
    home = client.get(reverse("staff-home"), follow=True).content.decode()
    assert reverse("women:home") not in home


def test_nothing_of_a_case_is_in_the_search_of_officers_desk_or_record_of_readings(world, client, case):
    for user in (world.administrator, world.agent, world.auditor, world.officer("je")):
        user.is_demo = True
        user.save()
        client.force_login(user)
        for name in ("desk:home", "office:home", "admin:accounts_accesslog_changelist", "admin:index"):
            answer = client.get(reverse(name), {"q": case.reference})
            assert answer.status_code in (200, 302, 403)
            page = answer.content.decode().replace(f'value="{case.reference}"', "")
            assert case.spoken_reference not in page
            assert SECRET not in page


def test_a_report_of_a_fault_names_the_place_and_nothing_else(world, counsellor, case):
    """As it goes to the operator when a page breaks."""
    address = reverse("women:act", args=["women", case.reference, "note"])
    request = RequestFactory().post(address, {"words": SECRET})
    request.resolver_match = resolve(address)
    try:
        _break(SECRET)
    except ZeroDivisionError:
        report = ExceptionReporter(request, *sys.exc_info())
    assert type(get_exception_reporter_filter(request)).__name__ == "ConfidentialFilter"
    whole = report.get_traceback_text() + report.get_traceback_html()

    assert "ZeroDivisionError" in whole
    assert SECRET not in whole


def test_a_report_of_a_fault_below_a_page_of_another_kind_hides_our_variables(world, case):
    request = RequestFactory().get("/")
    request.resolver_match = resolve("/")
    try:
        referrals.refer(
            case=case, kind=ReferralKind.SHELTER, consent=Consent.GIVEN, words=SECRET, actor=world.counsellor,
            now="not a time",
        )  # fmt: skip
    except Exception:
        report = ExceptionReporter(request, *sys.exc_info())
    ours = [
        frame
        for frame in report.get_traceback_frames()
        if "womenline" in frame["filename"] and "tests" not in frame["filename"]
    ]

    assert ours
    assert not [
        name for frame in ours for name, value in frame["vars"] if SECRET in value or HERS.number in value
    ]


def _break(words: str) -> None:
    1 / 0  # noqa: B018


def test_the_session_and_the_timeline_keep_no_word(world, counsellor, case):
    counsellor.post("act", case.reference, "note", words=SECRET)
    counsellor.post("act", case.reference, "note", words="")
    assert not [row for row in Session.objects.all() if SECRET in str(row.get_decoded())]
    assert not [row for row in Event.objects.filter(case_kind="womenline") if "words" in row.data]


@pytest.mark.parametrize("code", ["child1098", "divyangjan"])
def test_other_helplines_are_the_same_machinery_with_people_of_their_own(world, counsellor, case, code):
    who = counsels(world, code)
    who.is_demo = True
    who.save()
    own, theirs = Line(who), open_case(world, of=code)
    home = own.client.get(reverse("staff-home"), follow=True).content.decode()
    assert reverse("women:line", args=[code]) in home
    assert own.client.get(reverse("women:home"))["Location"] == reverse("women:line", args=[code])
    answer = own.client.get(reverse("women:new", args=[code]))
    assert family(code).first_questions[1].text in page_of(answer)
    assert own.client.get(reverse("women:case", args=[code, theirs.reference])).status_code == 200
    assert own.client.get(reverse("women:case", args=[code, case.reference])).status_code == 404
    assert counsellor.get("case", theirs.reference).status_code == 404
    assert counsellor.client.get(reverse("women:line", args=["no-such"])).status_code == 404
    for here, there in ((counsellor, code), (own, "women")):
        reference = (theirs if here is counsellor else case).reference
        for name, more in (("line", []), ("new", []), ("case", [reference]), ("complaint", [reference])):
            assert here.client.get(reverse(f"women:{name}", args=[there, *more])).status_code == 403
        answer = here.client.post(reverse("women:act", args=[there, reference, "note"]), {"words": "x"})
        assert answer.status_code == 403
        assert (
            reverse("women:line", args=[there]) not in here.client.get(reverse("desk:home")).content.decode()
        )


def test_a_request_is_nobodys_but_the_first_who_takes_it(world, counsellor, supervisor):
    requests.ask_to_be_called(family=family("women"), person=HERS, address="10.0.0.1", now=MONDAY)
    with wall.opened(wall.KEEPER):
        asked = CallRequest.objects.get()
    assert counsellor.post("request", asked.pk).status_code == 200
    assert supervisor.post("request", asked.pk).status_code == 302


def test_the_page_of_an_erased_case_says_so_and_offers_nothing(world, counsellor, case):
    closing.close_with_consent(case=case, consent=True, words=SECRET, actor=world.counsellor, now=MONDAY)
    later = MONDAY + timedelta(days=366 * 7 + 1)
    erase_expired(now=later)
    with clock.frozen(later):
        page = page_of(Line(world.counsellor).get("case", case.reference))
    assert "मिटा दी गई" in page
    assert SECRET not in page
    assert reverse("women:act", args=["women", case.reference, "reopen"]) not in page
    assert reverse("women:complaint", args=["women", case.reference]) not in page
