"""Taking and making calls, the caller's cases, status by number, wrap-up, and who may not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from sunwai.accounts.models import AccessLog
from sunwai.accounts.roles import Role
from sunwai.calls.actions.callbacks import ask_callback
from sunwai.calls.enums import CallbackReason, CallbackState
from sunwai.calls.models import Callback, DoNotDisturb
from sunwai.core import clock
from sunwai.grievances.actions.form import change_form
from sunwai.grievances.actions.special_closure import approve_special_closure, propose_special_closure
from sunwai.grievances.actions.work import ask_citizen, resolve, take_up
from sunwai.grievances.enums import (
    CAME_TO_NOTHING,
    ClosureReason,
    Disposition,
    EventKind,
    InteractionKind,
    Kind,
    State,
)
from sunwai.grievances.models import Interaction
from sunwai.web.desk import speech
from tests.janseva.office import Office

pytestmark = pytest.mark.django_db

STRANGER = "9876543210"


def resolved(world, **given):
    case = world.register(**given)
    je = world.officer("je")
    now = clock.now()
    return resolve(grievance=case, words="तार जोड़ दिया", proof=[world.photo(je)], actor=je, now=now)


def act(desk, call, case, action, **typed):
    return desk.client.post(desk.url(call, "act", case.reference, action), typed)


# ── Who may ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", ["je", "auditor", "administrator"])
def test_only_the_desk_opens_the_desk(client, world, who):
    client.force_login(world.officer(who))
    for name in ("desk:home", "desk:phone", "floor:page", "desk:places", "desk:suggest"):
        assert client.get(reverse(name)).status_code == 403
    call = Interaction.objects.create(agent=world.agent, mobile=STRANGER, started_at=clock.now())
    assert client.get(reverse("desk:call", args=[call.pk])).status_code == 403


def test_nobody_without_sign_in(client, world):
    assert client.get(reverse("desk:home")).status_code == 302


def test_an_agent_does_not_open_anothers_call(desk, world):
    other = world.new_user("other", Role.AGENT)
    call = Interaction.objects.create(agent=other, mobile=world.citizen.mobile, started_at=clock.now())
    case = world.register()
    assert desk.get(call).status_code == 404
    assert desk.client.post(desk.url(call), {"do": "register"}).status_code == 404
    assert desk.get(call, "case", case.reference).status_code == 404
    assert desk.client.post(desk.url(call, "end"), {}).status_code == 404
    assert not AccessLog.objects.exists()


def test_a_call_that_is_over_is_closed(desk, world):
    call = desk.take(STRANGER)
    desk.client.post(desk.url(call, "end"), {"end-kind": "other", "end-disposition": "informed"})
    assert desk.get(call).url == reverse("desk:home")


# ── Applications ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_callers_applications_are_listed_with_what_to_tell(desk, world):
    application = Office(world).submitted(clock.now())
    page = desk.get(desk.take(world.citizen.mobile)).content.decode()
    assert application.spoken_reference in page
    assert "तक मिल जाना है" in page
    assert application.answers["purpose"] not in page  # what was declared is not the desk's


def test_an_application_is_found_by_its_number_only_for_its_own_caller(desk, world):
    application = Office(world).submitted(clock.now())
    own = desk.take(world.citizen.mobile)
    assert desk.get(own, number=application.reference).context["found"]["application"][0] == application
    desk.client.post(desk.url(own, "end"), {"end-kind": "other", "end-disposition": "informed"})
    other = desk.take(world.new_citizen().mobile)
    foreign, unknown = (desk.get(other, number=number) for number in (application.reference, "481209372"))
    assert foreign.context["found"] == unknown.context["found"]
    assert foreign.context["found"]["application"] is None
    assert application.spoken_reference not in foreign.content.decode()


# ── Coming in ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_wrong_number_is_refused_and_kept(desk):
    answer = desk.client.post(reverse("desk:home"), {"mobile": "12345"})
    assert answer.status_code == 422
    assert 'value="12345"' in answer.content.decode()
    assert not Interaction.objects.exists()


def test_the_caller_is_known_with_open_cases_first(desk, world):
    closed = resolved(world)
    call = desk.take(world.citizen.mobile)
    act(desk, call, closed, "yes", rating="5")
    still_open = world.register(code="energy.transformer")
    page = desk.get(call)
    assert [case.reference for case in page.context["caller"].cases] == [
        still_open.reference,
        closed.reference,
    ]
    assert "सीता बाई" in page.content.decode()


def test_unfinished_wrap_ups_stand_on_the_first_page(desk):
    call = desk.take(STRANGER)
    assert desk.url(call) in desk.client.get(reverse("desk:home")).content.decode()


# ── Status by number ─────────────────────────────────────────────────────────────────────────────────────


def test_status_by_number_only_for_the_callers_own(desk, world):
    own, foreign = world.register(), world.register(citizen=world.new_citizen(), text="किसी और की बात")
    sealed = world.register(code="vigilance.bribe")
    call = desk.take(world.citizen.mobile)
    assert (
        desk.url(call, "case", own.reference) in desk.get(call, number=own.spoken_reference).content.decode()
    )
    answers = [desk.get(call, number=case.reference).context["found"] for case in (foreign, sealed)]
    nothing = {"is_valid": True, "case": None, "application": None}
    assert answers == [nothing] * 2, "a sealed case answers like any other person's"
    slip = own.reference[:-1] + str((int(own.reference[-1]) + 1) % 10)
    assert desk.get(call, number=slip).context["found"] == {
        "is_valid": False,
        "case": None,
        "application": None,
    }
    for case in (foreign, sealed):
        assert desk.get(call, "case", case.reference).status_code == 404
        assert act(desk, call, case, "note", words="x").status_code == 404


# ── What we want to know from the caller ─────────────────────────────────────────────────────────────────


def test_the_open_closure_question_stands_first_with_its_answers(desk, world):
    asked, case = world.register(code="energy.transformer"), resolved(world)
    je = world.officer("je")
    take_up(grievance=asked, actor=je, now=clock.now())
    ask_citizen(grievance=asked, words="मीटर का नंबर क्या है?", actor=je, now=clock.now())
    call = desk.take(world.citizen.mobile)
    answer = desk.get(call)
    page = answer.content.decode()
    assert [one["case"] for one in answer.context["questions"]] == [case, asked]
    assert page.index("तार जोड़ दिया") < page.index('id="who"'), "before the earlier complaints"
    assert [one.name for one, _after in answer.context["questions"][0]["answers"]] == ["yes", "no"]
    told = desk.client.get(desk.send(call, do="register", **desk.complaint(text="मीटर जल गया")).url)
    assert [one["case"] for one in told.context["questions"]] == [case, asked], "not forgotten at the end"

    answer = act(desk, call, case, "no", reason="not_done", back="call")
    assert answer.url == f"{desk.url(call)}?did=no"
    page = desk.client.get(answer.url)
    assert page.context["wrap_up"].initial == {"kind": "closure", "disposition": "answered_no"}
    assert [one["case"] for one in page.context["questions"]] == [asked]
    case.refresh_from_db()
    assert (case.state, case.level) == (State.OPEN, 2)


def test_a_case_the_caller_joined_is_not_theirs_to_answer(desk, world):
    case, other = resolved(world), world.new_citizen("रमेश")
    case.supporters.create(citizen=other, joined_at=clock.now())
    assert desk.get(desk.take(other.mobile)).context["questions"] == []


# ── In the citizen's name ────────────────────────────────────────────────────────────────────────────────


def test_yes_closes_with_the_citizens_word(desk, world):
    case = resolved(world)
    call = desk.take(world.citizen.mobile)
    page = desk.get(call, "case", case.reference)
    assert "तार जोड़ दिया" in page.content.decode()
    assert {one.name for one in page.context["offered"]} == {"yes", "no", "note"}
    answer = act(desk, call, case, "yes", rating="4", words="धन्यवाद")
    assert desk.client.get(answer.url).context["wrap_up"].initial["disposition"] == Disposition.ANSWERED_YES
    case.refresh_from_db()
    assert (case.state, case.rating) == (State.CLOSED_SATISFIED, 4)
    assert case.events().last().actor_id == world.agent.pk
    assert AccessLog.objects.filter(what="case", case_id=case.pk).exists()


def test_no_needs_a_reason_and_climbs(desk, world):
    case = resolved(world)
    call = desk.take(world.citizen.mobile)
    answer = act(desk, call, case, "no", reason="", words="अब भी अँधेरा है")
    assert answer.status_code == 422
    assert "अब भी अँधेरा है" in answer.content.decode()
    assert act(desk, call, case, "no", reason="not_done").status_code == 302
    case.refresh_from_db()
    assert (case.state, case.level) == (State.OPEN, 2)


def test_the_officers_question_is_read_out_and_answered(desk, world):
    case, je = world.register(), world.officer("je")
    take_up(grievance=case, actor=je, now=clock.now())
    ask_citizen(grievance=case, words="मीटर का नंबर क्या है?", actor=je, now=clock.now())
    call = desk.take(world.citizen.mobile)
    assert "मीटर का नंबर क्या है?" in desk.get(call, "case", case.reference).context["say"][0]
    act(desk, call, case, "answer", words="4412")
    case.refresh_from_db()
    assert case.state == State.IN_PROGRESS
    assert case.events().last().kind == EventKind.QUESTION_ANSWERED


def test_a_note_an_objection_and_a_reopening(desk, world):
    case, call = world.register(), desk.take(world.citizen.mobile)
    assert act(desk, call, case, "note", words="").status_code == 422
    assert act(desk, call, case, "note", words="आज सुबह फिर गई").status_code == 302
    je = world.officer("je")
    propose_special_closure(
        grievance=case,
        reason=ClosureReason.DUPLICATE,
        words="पहले से दर्ज",
        evidence=[],
        actor=je,
        now=clock.now(),
    )
    approver = case.specialclosures.get().approver.postings.get().user
    approve_special_closure(grievance=case, actor=approver, now=clock.now())
    assert "पहले से दर्ज" in desk.get(call, "case", case.reference).context["say"][0]
    assert act(desk, call, case, "object", words="यह अलग है").status_code == 302
    case.refresh_from_db()
    assert case.state == State.OPEN

    closed = resolved(world)
    act(desk, call, closed, "yes")
    assert act(desk, call, closed, "reopen", words="फिर बंद").status_code == 302
    closed.refresh_from_db()
    assert closed.state == State.OPEN
    assert closed.reopened_once


def test_objecting_to_the_form_is_offered_only_after_a_change(desk, world):
    case, call = world.register(), desk.take(world.citizen.mobile)
    offered = desk.get(call, "case", case.reference).context["offered"]
    assert [one.name for one in offered] == ["note"]
    change_form(grievance=case, kind=Kind.DEMAND, words="माँग है", actor=world.officer("je"), now=clock.now())
    assert act(desk, call, case, "object-form", words="यह शिकायत है").status_code == 302
    case.refresh_from_db()
    assert case.kind == Kind.COMPLAINT


def test_what_has_moved_on_is_refused_with_the_words_kept(desk, world):
    case, call = resolved(world), desk.take(world.citizen.mobile)
    act(desk, call, case, "yes")
    answer = act(desk, call, case, "no", reason="not_done", words="लिखा हुआ")
    assert answer.status_code == 422
    assert "लिखा हुआ" in answer.content.decode()


# ── Going out ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_call_to_make_that_reaches_nobody(desk, world):
    case = resolved(world)
    assert case.spoken_reference in desk.client.get(reverse("desk:home")).content.decode()
    answer = desk.client.post(reverse("desk:call-out", args=[case.reference]))
    call = Interaction.objects.get()
    assert call.outgoing
    assert answer.url == desk.url(call, "case", case.reference)
    assert "not-there" in {one.name for one in desk.client.get(answer.url).context["offered"]}
    answer = act(desk, call, case, "not-there", disposition=Disposition.NOT_REACHED)
    assert answer.url == reverse("desk:home")
    call.refresh_from_db()
    assert Interaction.objects.count() == 1, "one call is one record"
    assert (call.disposition, call.grievance, bool(call.ended_at)) == (Disposition.NOT_REACHED, case, True)
    assert case.events().last().kind == EventKind.CONTACT_TRIED
    assert case.spoken_reference not in desk.client.get(reverse("desk:home")).content.decode(), (
        "not twice a day"
    )


def test_only_calls_that_are_due_can_be_made_and_others_are_not_told_apart(desk, world):
    running, sealed = world.register(), world.register(code="vigilance.bribe")
    for reference in (running.reference, sealed.reference, "481209375"):
        answer = desk.client.post(reverse("desk:call-out", args=[reference]), follow=True)
        assert answer.redirect_chain == [(reverse("desk:home"), 302)]
        assert "इस बीच नागरिक का जवाब आ गया" in answer.content.decode()
    assert not Interaction.objects.exists()


def test_the_second_agent_is_told_who_makes_the_call(desk, client, world):
    case = resolved(world)
    desk.client.post(reverse("desk:call-out", args=[case.reference]))
    client.force_login(world.supervisor)
    assert "agent कॉल पर हैं" in client.get(reverse("desk:home")).content.decode()
    answer = client.post(reverse("desk:call-out", args=[case.reference]), follow=True)
    assert "agent इस नागरिक से 11:00 बजे से कॉल पर हैं" in answer.content.decode()
    assert Interaction.objects.get().agent == world.agent
    client.force_login(world.agent)
    client.post(reverse("desk:call-out", args=[case.reference]))
    assert Interaction.objects.count() == 1, "the first agent goes on with the call that was begun"


def test_a_call_left_lying_is_offered_to_others(desk, client, world):
    case = resolved(world)
    desk.client.post(reverse("desk:call-out", args=[case.reference]))
    Interaction.objects.update(started_at=clock.now() - timedelta(minutes=31))
    client.force_login(world.supervisor)
    client.post(reverse("desk:call-out", args=[case.reference]))
    assert Interaction.objects.get(agent=world.supervisor).grievance == case


# ── The end ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_call_ends_with_kind_and_disposition(desk, world):
    case, call = world.register(), desk.take(world.citizen.mobile)
    answer = desk.client.post(desk.url(call, "end"), {"end-kind": "status", "end-note": "फिर पूछेगी"})
    assert answer.status_code == 422
    assert "फिर पूछेगी" in answer.content.decode()
    typed = {
        "end-kind": "status",
        "end-disposition": "status_told",
        "end-note": "x",
        "end-case": case.reference,
    }
    assert desk.client.post(desk.url(call, "end"), typed).url == reverse("desk:home")
    call.refresh_from_db()
    assert (call.kind, call.disposition, call.grievance) == ("status", "status_told", case)


@pytest.mark.parametrize("disposition", CAME_TO_NOTHING)
def test_a_call_of_which_nothing_came_ends_by_one_key(desk, disposition):
    call = desk.take(STRANGER)
    assert f'value="{disposition.value}"' in desk.get(call).content.decode()
    assert desk.client.post(desk.url(call, "end"), {"nothing": disposition.value}).url == reverse("desk:home")
    call.refresh_from_db()
    assert (call.kind, call.disposition) == (InteractionKind.NONE, disposition)


def test_only_what_comes_to_nothing_needs_no_kind(desk):
    call = desk.take(STRANGER)
    assert desk.client.post(desk.url(call, "end"), {"nothing": "made-up"}).status_code == 422
    assert desk.client.post(desk.url(call, "end"), {"end-disposition": "informed"}).status_code == 422
    call.refresh_from_db()
    assert call.ended_at is None


@pytest.mark.parametrize("kind", [InteractionKind.INFORMATION, InteractionKind.FOLLOW_UP])
def test_information_and_follow_ups_are_on_record(desk, kind):
    call = desk.take(STRANGER)
    desk.client.post(desk.url(call, "end"), {"end-kind": kind.value, "end-disposition": "informed"})
    call.refresh_from_db()
    assert (call.kind, call.disposition) == (kind, Disposition.INFORMED)


def test_a_call_is_not_tied_to_another_persons_case(desk, world):
    foreign, call = world.register(), desk.take(STRANGER)
    typed = {"end-kind": "status", "end-disposition": "status_told", "end-case": foreign.reference}
    desk.client.post(desk.url(call, "end"), typed)
    call.refresh_from_db()
    assert call.ended_at
    assert call.grievance is None


# ── Who does not want to be called ───────────────────────────────────────────────────────────────────────


def test_a_caller_who_wants_no_calls_is_told_what_that_means_and_left_alone(desk, world):
    case = resolved(world)
    question = {"reason": CallbackReason.QUESTION, "grievance": case, "citizen": world.citizen}
    ask_callback(number=world.citizen.mobile, now=clock.now(), **question)
    call = desk.take(world.citizen.mobile)
    assert speech.undisturbed() in desk.get(call).content.decode()

    answer = desk.client.post(desk.url(call, "do-not-disturb"), follow=True)

    assert answer.redirect_chain == [(desk.url(call), 302)]
    assert DoNotDisturb.objects.get().number == world.citizen.mobile
    assert [str(one) for one in answer.context["messages"]] == [speech.undisturbed()]
    assert Callback.objects.get().state == CallbackState.CANCELLED


def test_without_a_number_there_is_nobody_to_leave_alone(desk, world):
    call = Interaction.objects.create(agent=world.agent, mobile="", started_at=clock.now())
    assert "do-not-disturb" not in desk.get(call).content.decode()
    desk.client.post(desk.url(call, "do-not-disturb"))
    assert not DoNotDisturb.objects.exists()


def test_nobody_does_it_on_anothers_call(desk, world):
    other = world.new_user("other", Role.AGENT)
    call = Interaction.objects.create(agent=other, mobile=STRANGER, started_at=clock.now())
    assert desk.client.post(desk.url(call, "do-not-disturb")).status_code == 404
    assert not DoNotDisturb.objects.exists()
