"""From the call to the signed paper, and everything that is refused on the way."""

from __future__ import annotations

import io
from datetime import timedelta

import pypdfium2
import pytest

from sunwai.casework.audit import verify
from sunwai.casework.errors import Missing, TransitionNotAllowed
from sunwai.citizens.codes import WrongCode, issue_code
from sunwai.core.aadhaar import AadhaarNotHere
from sunwai.core.errors import NotAllowed
from sunwai.documents.signing import Finding, SigningFailed, examine
from sunwai.janseva.actions import applying, deciding, issuing
from sunwai.janseva.enums import RejectionReason, State
from sunwai.janseva.errors import AnswersInvalid, LinkNotGood, NotIdentified, ServiceNotInUse
from sunwai.janseva.links import link_of, token_of
from sunwai.janseva.models import Application, Certificate
from sunwai.janseva.selectors import (
    certificate_of_code,
    find_application,
    open_paper,
    services_offered,
    timeline_of,
)
from sunwai.janseva.sweeps import expire_links, mark_overdue
from sunwai.messages.models import Message
from tests.janseva.office import INCOME
from tests.world import MONDAY

HOUR = timedelta(hours=1)
AADHAAR = "2341 2341 2346"


def kinds(application):
    return [event.kind for event in timeline_of(application)]


def texts():
    return [message.text for message in Message.objects.order_by("pk")]


# ── Taken on a call ──────────────────────────────────────────────────────────────────────────────────────


def test_an_application_is_taken_and_its_link_sent(office):
    application = office.take()
    assert application.state == State.LINK_SENT
    assert application.answers["income"] == 48000
    assert application.post == office.world.post("patwari")
    (text,) = texts()
    assert application.spoken_reference in text
    assert f"/s/{token_of(application.links.get())}/" in text
    assert kinds(application) == ["taken", "link_sent"]


def test_nothing_personal_goes_out_with_the_link(office):
    office.take()
    assert "सीता" not in texts()[0]
    assert "48000" not in texts()[0]


@pytest.mark.parametrize("who", ["auditor", "administrator"])
def test_only_agents_and_citizens_apply(office, who):
    with pytest.raises(NotAllowed):
        applying.take_application(
            citizen=office.world.citizen,
            request=office.request(),
            channel="call",
            actor=getattr(office.world, who),
            now=MONDAY,
        )
    assert not Application.objects.exists()


def test_a_citizen_does_not_apply_for_another(office):
    with pytest.raises(NotAllowed):
        applying.take_application(
            citizen=office.world.citizen,
            request=office.request(),
            channel="portal",
            actor=office.world.new_citizen(),
            now=MONDAY,
        )


def test_a_service_out_of_use_is_not_taken(office):
    service = office.service()
    service.is_active = False
    with pytest.raises(ServiceNotInUse):
        office.take(service=service)


def test_a_copy_of_a_land_record_is_offered_only_where_records_can_be_asked(office, settings):
    settings.PROVIDERS = settings.PROVIDERS | {"land_records": []}
    khasra = office.service("khasra-copy")
    assert khasra not in services_offered()
    with pytest.raises(ServiceNotInUse):
        office.take(service=khasra, answers={"parcel": "1", "copy": "plain"})


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"income": ""}, "income"),
        ({"income": "बहुत"}, "income"),
        ({"income": "-5"}, "income"),
        ({"relation": "uncle"}, "relation"),
        ({"guardian_name": "x" * 300}, "guardian_name"),
        ({"purpose": f"मेरा आधार {AADHAAR}"}, "purpose"),
    ],
)
def test_a_bad_answer_is_named_and_nothing_is_written(office, answers, field):
    with pytest.raises(AnswersInvalid) as error:
        office.take(answers=INCOME | answers)
    assert list(error.value.problems) == [field]
    assert not Application.objects.exists()


def test_an_aadhaar_number_as_a_name_is_refused(office):
    with pytest.raises(AnswersInvalid):
        office.take(applicant_name=f"सीता {AADHAAR}")


# ── The link ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_link_opens_its_application(office):
    application = office.take()
    assert link_of(token_of(application.links.get()), now=MONDAY).application == application


@pytest.mark.parametrize("token", ["", "1", "1-aaaaaaaaaaaaaaaa", "../../etc", "99999-abcdefghijklmnop"])
def test_what_we_did_not_make_opens_nothing(office, token):
    office.take()
    with pytest.raises(LinkNotGood):
        link_of(token, now=MONDAY)


def test_after_72_hours_the_link_is_void_and_a_new_one_works(office):
    application = office.take()
    old = token_of(application.links.get())
    late = MONDAY + 72 * HOUR
    with pytest.raises(LinkNotGood):
        link_of(old, now=late)
    assert expire_links(now=late) == 1
    application.refresh_from_db()
    assert application.state == State.EXPIRED
    fresh = applying.send_link_again(application=application, actor=application.citizen, now=late)
    assert link_of(token_of(fresh), now=late).application.state == State.LINK_SENT


def test_a_fresh_link_makes_the_old_one_void(office):
    application = office.take()
    old = token_of(application.links.get())
    applying.send_link_again(application=application, actor=office.world.agent, now=MONDAY)
    with pytest.raises(LinkNotGood):
        link_of(old, now=MONDAY)


# ── Confirmed by the applicant ───────────────────────────────────────────────────────────────────────────


def test_confirmed_it_goes_to_the_officer_with_both_clocks(office):
    application = office.submitted()
    assert application.state == State.WITH_OFFICER
    assert application.applicant_name == "Sita Bai"  # as UIDAI has it
    assert application.due_at.date() == (MONDAY + timedelta(days=1)).date()
    assert application.act_due_at > application.due_at
    assert application in Application.objects.on_table_of(office.tehsildar)
    assert kinds(application) == ["taken", "link_sent", "identified", "verified"]


def test_a_used_link_is_void(office):
    application = office.submitted()
    with pytest.raises(LinkNotGood):
        link_of(token_of(application.links.get()), now=MONDAY)


def test_without_ekyc_it_does_not_go_on_where_the_service_needs_it(office):
    application = office.take()
    with pytest.raises(NotIdentified):
        office.confirm(application)


def test_without_the_declaration_it_does_not_go_on(office):
    application = office.identify(office.take())
    with pytest.raises(Missing):
        office.confirm(application, declared=False)
    application.refresh_from_db()
    assert application.state == State.LINK_SENT


def test_a_wrong_code_counts_and_changes_nothing(office):
    application = office.identify(office.take())
    right = issue_code(mobile=application.citizen.mobile, now=MONDAY)
    wrong = f"{(int(right) + 1) % 10**6:06}"
    for _try in range(5):
        with pytest.raises(WrongCode):
            _confirm(application, wrong)
    with pytest.raises(WrongCode):  # the right one, but too many tries
        _confirm(application, right)
    application.refresh_from_db()
    assert application.state == State.LINK_SENT


def _confirm(application, code):
    link = application.links.select_related("application__service", "application__citizen").get()
    return applying.confirm_application(
        link=link, code=code, applicant_name="x", answers=INCOME, declared=True, now=MONDAY
    )


def test_the_applicant_can_correct_what_the_agent_wrote(office):
    application = office.confirm(office.identify(office.take()), answers=INCOME | {"income": "52000"})
    assert application.answers["income"] == 52000


# ── Decided ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", ["agent", "auditor", "administrator", "sdo", "je"])
def test_nobody_else_decides(office, who):
    application = office.submitted()
    actor = getattr(office.world, who, None) or office.world.officer(who)
    for deed in (
        lambda: deciding.sanction_application(application=application, actor=actor, now=MONDAY),
        lambda: deciding.reject_application(
            application=application, reason=RejectionReason.NOT_TRUE, words="नहीं", actor=actor, now=MONDAY
        ),
        lambda: deciding.ask_applicant(application=application, question="?", actor=actor, now=MONDAY),
    ):
        with pytest.raises(NotAllowed):
            deed()
    application.refresh_from_db()
    assert application.state == State.WITH_OFFICER


def test_nothing_is_decided_before_it_is_confirmed(office):
    application = office.take()
    with pytest.raises(TransitionNotAllowed):
        deciding.sanction_application(application=application, actor=office.tehsildar, now=MONDAY)


def test_a_question_stops_both_clocks(office):
    application = office.submitted()
    due, act_due = application.due_at, application.act_due_at
    deciding.ask_applicant(
        application=application, question="कौन सा गाँव?", actor=office.tehsildar, now=MONDAY
    )
    later = MONDAY + timedelta(days=2)
    answered = deciding.answer_question(
        application=application, words="रामपायली", actor=application.citizen, now=later
    )
    assert answered.state == State.WITH_OFFICER
    assert answered.due_at > due
    assert answered.act_due_at > act_due


def test_an_aadhaar_number_is_refused_in_an_answer(office):
    application = office.submitted()
    deciding.ask_applicant(application=application, question="?", actor=office.tehsildar, now=MONDAY)
    with pytest.raises(AadhaarNotHere):
        deciding.answer_question(
            application=application, words=AADHAAR, actor=application.citizen, now=MONDAY
        )


def test_a_refusal_has_a_reason_in_writing_and_is_told(office):
    application = office.submitted()
    with pytest.raises(Missing):
        deciding.reject_application(
            application=application,
            reason=RejectionReason.NOT_TRUE,
            words=" ",
            actor=office.tehsildar,
            now=MONDAY,
        )
    rejected = deciding.reject_application(
        application=application,
        reason=RejectionReason.NOT_TRUE,
        words="आय ज़्यादा पाई गई",
        actor=office.tehsildar,
        now=MONDAY,
    )
    assert rejected.state == State.REJECTED
    assert "अपील" in texts()[-1]


def test_past_the_limit_of_the_act_it_is_marked_once(office):
    application = office.submitted()
    late = application.act_due_at + HOUR
    assert mark_overdue(now=late) == 1
    assert mark_overdue(now=late) == 0
    assert kinds(application)[-1] == "overdue"


def test_taken_back_by_the_applicant_alone(office):
    application = office.submitted()
    with pytest.raises(NotAllowed):
        applying.withdraw_application(application=application, actor=office.world.agent, now=MONDAY)
    applying.withdraw_application(application=application, actor=application.citizen, now=MONDAY)
    assert application not in Application.objects.on_table_of(office.tehsildar)


# ── Issued ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_paper_is_signed_and_says_what_was_asked_for(office):
    certificate = office.issued()
    pdf = open_paper(certificate)
    assert examine(pdf).finding is Finding.GENUINE
    page = pypdfium2.PdfDocument(io.BytesIO(pdf))[0].get_textpage().get_text_bounded()
    for words in ("आय प्रमाण पत्र", "Sita Bai", "रामलाल", "₹48,000", "xxxx xxxx 2346", certificate.code):
        assert words in page
    assert f"/v/{certificate.code}/" in texts()[-1]
    assert certificate.valid_until.year == MONDAY.year + 3


def test_the_archive_holds_no_plain_text(office):
    certificate = office.issued()
    with certificate.file.open("rb") as file:
        stored = file.read()
    assert b"%PDF" not in stored


def test_while_the_key_fails_it_waits_and_nothing_is_issued(office, settings):
    application = deciding.sanction_application(
        application=office.submitted(), actor=office.tehsildar, now=MONDAY
    )
    settings.PROVIDERS = settings.PROVIDERS | {"signing": []}
    with pytest.raises(SigningFailed):
        issuing.issue_certificate(application_id=application.pk, now=MONDAY)
    assert not Certificate.objects.exists()
    application.refresh_from_db()
    assert application.state == State.SANCTIONED


def test_issuing_twice_makes_one_paper(office):
    certificate = office.issued()
    assert issuing.issue_certificate(application_id=certificate.application_id, now=MONDAY) is None
    assert Certificate.objects.count() == 1


def test_revoked_it_is_no_longer_good(office):
    certificate = office.issued()
    assert certificate.is_good(MONDAY)
    with pytest.raises(NotAllowed):
        deciding.revoke_certificate(
            application=certificate.application, words="x", actor=office.sdo, now=MONDAY
        )
    deciding.revoke_certificate(
        application=certificate.application, words="गलत घोषणा", actor=office.tehsildar, now=MONDAY
    )
    assert not certificate_of_code(certificate.code).is_good(MONDAY)
    with pytest.raises(NotAllowed):
        deciding.revoke_certificate(
            application=certificate.application, words="फिर", actor=office.tehsildar, now=MONDAY
        )


def test_the_chain_of_what_happened_holds(office):
    office.issued()
    assert verify()[1] == []


# ── Who sees it ──────────────────────────────────────────────────────────────────────────────────────────


def test_only_who_has_to_do_with_it_sees_it(office):
    application = office.submitted()
    world = office.world
    found = {
        name: find_application(application.reference, viewer) is not None
        for name, viewer in {
            "applicant": world.citizen,
            "stranger": world.new_citizen(),
            "tehsildar": office.tehsildar,
            "je": world.officer("je"),
            "agent": world.agent,
            "other agent": world.new_user("agent-2", "agent"),
            "auditor": world.auditor,
            "administrator": world.administrator,
            "nobody": None,
        }.items()
    }
    assert {name for name, sees in found.items() if sees} == {"applicant", "tehsildar"}


def test_the_agent_who_took_it_sees_it_until_it_is_confirmed(office):
    application = office.take()
    assert find_application(application.reference, office.world.agent)
    assert not find_application(application.reference, office.world.new_user("agent-2", "agent"))
