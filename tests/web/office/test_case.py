"""What officers do with a case, each by its form and by the right person."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from sunwai.accounts.models import AccessLog
from sunwai.grievances import perms
from sunwai.grievances.actions.closure import confirm, deny
from sunwai.grievances.actions.work import resolve
from sunwai.grievances.enums import NEED_EVIDENCE, DenialReason, State
from sunwai.grievances.models import Draft, Grievance
from sunwai.web.office.forms import DOINGS
from sunwai.web.office.models import Reply
from tests.web.office.conftest import PORTAL
from tests.world import photo_file

WORDS = "नया ट्रांसफार्मर लगा दिया"


@pytest.fixture
def at_level(world, now):
    """A case that the citizen has denied up to a level."""

    def climbed(level):
        case = world.register()
        for designation in ("je", "ae", "se")[: level - 1]:
            proof = [world.photo(world.officer(designation))]
            case = resolve(
                grievance=case, words="हो गया", proof=proof, actor=world.officer(designation), now=now
            )
            case = deny(
                grievance=case, reason=DenialReason.NOT_DONE, channel=PORTAL, actor=world.citizen, now=now
            )
        return case

    return climbed


def test_work_is_begun_and_reported_solved_with_a_photo(office, case):
    assert office.done("je", case, "take-up").state == State.IN_PROGRESS

    solved = office.done("je", case, "resolve", words=WORDS, proof=photo_file())

    assert solved.state == State.AWAITING_CONFIRMATION
    page = office.page("je", case).content.decode()
    assert WORDS in page
    assert 'class="sw-files"' in page


def test_without_a_photo_nothing_is_solved_and_the_words_stay(office, case):
    answer = office.do("je", case, "resolve", words=WORDS)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert WORDS in page
    assert 'href="#resolve-proof"' in page
    assert 'id="resolve-proof"' in page
    assert '<form class="sw-chosen"' in page
    assert Grievance.objects.get().state == State.OPEN


def test_a_file_that_is_no_photo_is_refused_at_its_field(office, case):
    answer = office.do(
        "je", case, "resolve", words=WORDS, proof=SimpleUploadedFile("virus.jpg", b"MZ\x90\x00" * 50)
    )

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["proof"]


@pytest.mark.parametrize(
    ("level", "who", "action", "typed", "state"),
    [
        (1, "je", "note", {"words": "सामान आ रहा है"}, State.OPEN),
        (1, "je", "ask", {"words": "कौन सा खंभा?"}, State.WAITING_FOR_CITIZEN),
        (
            1,
            "je",
            "special-closure",
            {"reason": "court", "words": "मामला अदालत में है", "evidence": True},
            State.SPECIAL_CLOSURE_PROPOSED,
        ),
        (1, "je", "form", {"kind": "demand", "words": "यह माँग है"}, State.OPEN),
        (
            3,
            "se",
            "invalid",
            {"reason": "policy", "words": "नीति का विषय", "evidence": True},
            State.CLOSURE_NOTICE,
        ),
        (3, "se", "escalate", {"reason": "budget", "words": "राशि चाहिए"}, State.OPEN),
        (4, "md", "send-back", {"reason": "field_work", "words": "काम बाकी है"}, State.OPEN),
    ],
)
def test_each_action_by_its_form(office, at_level, level, who, action, typed, state):
    case = at_level(level)
    if typed.get("evidence"):
        typed = typed | {"evidence": photo_file()}
    if "reason" in typed and action in {"special-closure", "invalid"}:
        typed = typed | {"reason": _some_reason(office, who, case, action)}

    after = office.done(who, case, action, **typed)

    assert after.state == state
    assert typed["words"] in office.page("md", case).content.decode()


@pytest.mark.parametrize(
    ("action", "level", "who"),
    [
        ("note", 1, "je"),
        ("ask", 1, "je"),
        ("transfer", 1, "je"),
        ("special-closure", 1, "je"),
        ("form", 1, "je"),
        ("invalid", 3, "se"),
        ("escalate", 3, "se"),
        ("send-back", 4, "md"),
    ],
)
def test_an_empty_form_comes_back_with_what_is_missing(office, at_level, action, level, who):
    case = at_level(level)

    answer = office.do(who, case, action)

    assert answer.status_code == 422
    required = {name for name, field in answer.context["form"].fields.items() if field.required}
    assert set(answer.context["form"].errors) == required
    assert Grievance.objects.get(pk=case.pk).state == State.OPEN


def test_a_transfer_is_proposed_and_approved_by_the_officer_above(office, case, world):
    typed = {
        "category": world.category("revenue.mutation").pk,
        "words": "राजस्व का काम",
        "citizen_spoken_to": "on",
    }
    assert office.done("je", case, "transfer", **typed).state == State.TRANSFER_PROPOSED

    assert "राजस्व का काम" in office.of("ae").get("/office/approvals/").content.decode()
    after = office.done(
        "ae", case, "approve-transfer"
    )  # who approves it sees it no more, and is led to the list

    assert (after.state, after.post.designation.code) == (State.OPEN, "patwari")
    assert office.page("patwari", case).status_code == 200
    assert office.page("ae", case).status_code == 404


def test_a_transfer_is_refused_with_a_reason(office, case, world):
    typed = {
        "category": world.category("revenue.mutation").pk,
        "words": "राजस्व का काम",
        "citizen_spoken_to": "on",
    }
    office.done("je", case, "transfer", **typed)

    assert office.do("ae", case, "refuse-transfer").status_code == 422
    assert office.done("ae", case, "refuse-transfer", words="आपका ही काम है").state == State.IN_PROGRESS


def test_a_transfer_needs_a_word_with_the_citizen(office, case, world):
    answer = office.do(
        "je", case, "transfer", category=world.category("revenue.mutation").pk, words="राजस्व का"
    )

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["citizen_spoken_to"]


def test_a_corruption_subject_and_the_own_department_are_no_choices(office, case):
    form = {one.name: one for one in office.page("je", case).context["more"]}["transfer"].form

    departments = {category.department.code for category in form.fields["category"].queryset}
    assert departments == {"revenue"}


@pytest.mark.parametrize(
    ("action", "typed", "state"),
    [("approve-closure", {}, State.CLOSURE_NOTICE), ("return-closure", {"words": "नहीं"}, State.OPEN)],
)
def test_a_special_closure_is_decided_by_another_officer(office, case, action, typed, state):
    reason = _some_reason(office, "je", case, "special-closure")
    office.done("je", case, "special-closure", reason=reason, words="बंद करें", evidence=photo_file())

    assert office.do("je", case, action, **typed).status_code == 422  # not by who proposed it
    assert office.done("se", case, action, **typed).state == state


def test_evidence_that_a_reason_asks_for_is_missed_at_its_field(office, case):
    answer = office.do("je", case, "special-closure", reason=next(iter(NEED_EVIDENCE)), words="बंद करें")

    assert list(answer.context["form"].errors) == ["evidence"]


@pytest.mark.parametrize(
    ("verdict", "state"),
    [("good", State.CLOSED_SATISFIED), ("low", State.CLOSED_SATISFIED), ("reopen", State.OPEN)],
)
def test_an_auditor_judges_a_closure(office, case, world, now, verdict, state):
    office.resolved("je", case, now)
    confirm(grievance=case, rating=4, channel=PORTAL, actor=world.citizen, now=now)
    assert case.reference in office.of(world.auditor).get("/office/audit/").content.decode()

    after = office.done(world.auditor, case, "audit", verdict=verdict, words="फोटो पुरानी है")

    assert (after.state, after.low_quality) == (state, verdict != "good")
    assert case.reference not in office.of(world.auditor).get("/office/audit/").content.decode()


def test_the_page_offers_what_the_table_allows_and_nothing_else(office, at_level, world):
    for level, who in ((1, "je"), (1, "ae"), (3, "se"), (4, "md")):
        case = at_level(level)
        context = office.page(who, case).context
        offered = {row for one in (*context["offered"], *context["more"]) for row in one.doing.rows}

        possible = set(perms.possible_actions(world.officer(who), case))
        assert offered == possible & {row for doing in DOINGS.values() for row in doing.rows}


def test_what_is_not_possible_any_more_says_so_and_keeps_the_words(office, case, now):
    office.resolved("je", case, now)

    answer = office.do("je", case, "note", words="देर से लिखा")

    assert answer.status_code == 422
    assert "देर से लिखा" in answer.content.decode()
    assert answer.context["form"].non_field_errors()


def test_an_officer_outside_the_line_finds_nothing(office, case):
    for who in ("patwari", "district-vigilance"):
        assert office.page(who, case).status_code == 404
        assert office.do(who, case, "note", words="x").status_code == 404
        assert office.do(who, case, "citizen", reason="x").status_code == 404


def test_an_officer_of_the_line_may_read_but_not_act_for_the_holder(office, case):
    assert office.page("ae", case).status_code == 200
    assert office.do("ae", case, "resolve", words=WORDS, proof=photo_file()).status_code == 422
    assert Grievance.objects.get().state == State.OPEN


@pytest.mark.parametrize(
    ("action", "opened"), [("resolve", "?act=resolve"), ("take-up", ""), ("citizen", "")]
)
def test_an_action_opened_as_a_page_leads_to_the_case(office, case, action, opened):
    answer = office.of("je").get(f"/office/c/{case.reference}/{action}/")

    assert (answer.status_code, answer.url) == (302, f"/office/c/{case.reference}/{opened}")


def test_a_form_is_on_the_page_when_its_action_is_opened(office, case):
    address = f"/office/c/{case.reference}/"
    closed, opened = office.page("je", case), office.of("je").get(f"{address}?act=resolve")

    assert 'name="proof"' not in closed.content.decode()
    assert 'name="proof"' in opened.content.decode()
    for nothing in ("nonsense", "take-up", "send-back"):  # unknown; without questions; not possible
        assert office.of("je").get(f"{address}?act={nothing}").context["chosen"] is None


def test_an_unknown_action_is_not_found(office, case):
    assert office.do("je", case, "delete").status_code == 404


def test_reading_a_case_is_written_down(office, case, world):
    office.page("je", case)

    assert AccessLog.objects.filter(user=world.officer("je"), what="case", case_id=case.pk).count() == 1


def test_the_number_is_shown_for_a_reason_which_is_kept(office, case, world):
    assert world.citizen.mobile not in office.page("je", case).content.decode()
    without = office.do("je", case, "citizen", reason="")

    shown = office.do("je", case, "citizen", reason="खंभे की जगह पूछनी है")

    assert without.status_code == 422
    assert world.citizen.mobile not in without.content.decode()
    assert f"tel:+91{world.citizen.mobile}" in shown.content.decode()
    assert AccessLog.objects.get(what="mobile").reason == "खंभे की जगह पूछनी है"


def test_only_the_holder_sees_the_number(office, case, world):
    answer = office.do("ae", case, "citizen", reason="देखना है")

    assert answer.status_code == 422
    assert world.citizen.mobile not in answer.content.decode()
    assert not AccessLog.objects.filter(what="mobile").exists()


@pytest.mark.parametrize("who", ["district-vigilance", "division-vigilance"])
def test_a_sealed_identity_does_not_open_here(office, world, who):
    """Two people open it, on the pages of vigilance (`test_vigilance.py`)."""
    case = world.register(code="vigilance.bribe")
    page = office.page(who, case).content.decode()
    assert world.citizen.mobile not in page
    assert world.citizen.name not in page

    answer = office.do(who, case, "citizen", reason="बयान लेना है")

    assert (answer.status_code, world.citizen.mobile in answer.content.decode()) == (422, False)
    assert not AccessLog.objects.filter(what__in=("seal", "mobile")).exists()


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_case_page_needs_few_queries(office, at_level, world, language):
    case = at_level(3)
    office.page("se", case, language)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert office.page("se", case, language).status_code == 200

    assert len(queries) <= 12, "\n".join(query["sql"][:160] for query in queries)


def test_answers_are_shown_in_the_readers_words(office, world):
    category = world.category()
    category.questions = [{"code": "all", "kind": "yes_no", "hi": "पूरे गाँव में?", "en": "The whole village?"}]
    category.save()
    case = world.register(answers={"all": "yes"})

    assert "पूरे गाँव में?" in office.page("je", case).content.decode()
    english = office.page("je", case, "/en").content.decode()
    assert "The whole village?" in english
    assert "Yes" in english


def _some_reason(office, who, case, action) -> str:
    """The first reason that the form offers."""
    with override("hi"):
        context = office.page(who, case).context
    form = {one.name: one for one in (*context["offered"], *context["more"])}[action].form
    return next(value for value, _label in form.fields["reason"].choices if value)


# ── Photos and ready replies ─────────────────────────────────────────────────────────────────────────────


def kept(page):
    return [upload.pk for upload in page.context["form"].kept]


def test_a_chosen_photo_survives_a_form_that_is_not_complete(office, case):
    refused = office.do("je", case, "resolve", words="", camera=photo_file())
    assert refused.status_code == 422
    assert len(kept(refused)) == 1
    assert reverse("file", args=[kept(refused)[0]]) in refused.content.decode()

    opened_again = office.of("je").get(f"/office/c/{case.reference}/?act=resolve")
    assert kept(opened_again) == kept(refused)
    solved = office.done("je", case, "resolve", words=WORDS)

    assert solved.state == State.AWAITING_CONFIRMATION
    assert [attachment.upload_id for attachment in solved.attachments.all()] == kept(refused)
    assert not Draft.objects.filter(agent=office.world.officer("je")).exists()


def test_photos_are_added_one_by_one_and_taken_off_again(office, case):
    office.do("je", case, "resolve", words="आधा लिखा", camera=photo_file(), keep="1")
    two = office.do("je", case, "resolve", words="आधा लिखा", proof=photo_file(), keep="1")
    assert (two.status_code, len(kept(two))) == (200, 2)
    assert "आधा लिखा" in two.content.decode()

    one = office.do("je", case, "resolve", words="आधा लिखा", remove=str(kept(two)[0]))

    assert kept(one) == kept(two)[1:]
    assert "आधा लिखा" in one.content.decode()
    assert Grievance.objects.get().state == State.OPEN


def test_a_photo_not_yet_sent_opens_for_its_officer_alone(office, case, world):
    page = office.do("je", case, "resolve", camera=photo_file(), keep="1")
    address = reverse("file", args=[kept(page)[0]])

    mine = office.of("je").get(address)
    assert mine.status_code == 200
    assert mine.getvalue().startswith(b"\xff\xd8")
    for other in ("ae", "patwari", world.auditor, world.agent):
        assert office.of(other).get(address).status_code == 404


def test_what_is_chosen_for_one_action_is_not_there_for_another_or_for_another_case(office, case, world):
    office.do("je", case, "resolve", camera=photo_file(), keep="1")
    other = world.register(citizen=world.new_citizen())

    closing = office.of("je").get(f"/office/c/{case.reference}/?act=special-closure")
    elsewhere = office.of("je").get(f"/office/c/{other.reference}/?act=resolve")

    assert kept(closing) == kept(elsewhere) == []


def test_a_ready_reply_is_put_behind_what_was_typed_and_nothing_is_sent(office, case):
    reply = Reply.objects.create(
        code="done", action="resolve", text_hi="लाइन चालू है।", text_en="The line is on."
    )

    page = office.do(
        "je", case, "resolve", words="कल देखा,", reply=str(reply.pk), fill="1", camera=photo_file()
    )

    assert page.status_code == 200
    assert "कल देखा, लाइन चालू है।" in page.content.decode()
    assert len(kept(page)) == 1
    assert page.context["form"].errors == {}
    assert Grievance.objects.get().state == State.OPEN


@pytest.mark.parametrize("picked", ["", "nonsense", "999999"])
def test_no_ready_reply_leaves_the_words_as_they_are(office, case, picked):
    page = office.do("je", case, "note", words="मेरे शब्द", reply=picked, fill="1")

    assert page.context["form"].initial["words"] == "मेरे शब्द"


def test_a_decision_from_the_list_leads_to_the_next_one(office, case, world):
    reason = _some_reason(office, "je", case, "special-closure")
    office.done("je", case, "special-closure", reason=reason, words="बंद करें", evidence=photo_file())

    page = office.of("se").get("/office/approvals/").content.decode()
    assert "बंद करें" in page
    assert case.text in page
    assert 'class="sw-files"' in page
    refused = office.do("se", case, "return-closure", **{"from": "office:approvals"})
    assert refused.status_code == 422  # without a reason
    answer = office.do("se", case, "return-closure", words="मौके पर जाइए", **{"from": "office:approvals"})

    assert answer.url == "/office/approvals/"
    assert Grievance.objects.get(pk=case.pk).state == State.OPEN
    assert "मौके पर जाइए" in office.page("je", case).content.decode()


def test_reading_what_is_to_be_decided_is_written_down(office, case, world):
    reason = _some_reason(office, "je", case, "special-closure")
    office.done("je", case, "special-closure", reason=reason, words="बंद करें", evidence=photo_file())

    office.of("se").get("/office/approvals/")

    assert AccessLog.objects.filter(user=world.officer("se"), case_id=case.pk).count() == 1
