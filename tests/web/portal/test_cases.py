"""A citizen's own complaints: seen by nobody else, and every answer a citizen can give."""

import re
from datetime import timedelta

import pytest

from sunwai.citizens.models import Citizen
from sunwai.core import clock, reference
from sunwai.grievances.actions.closure import confirm
from sunwai.grievances.actions.form import change_form
from sunwai.grievances.actions.registration import join_grievance
from sunwai.grievances.actions.special_closure import approve_special_closure, propose_special_closure
from sunwai.grievances.actions.work import ask_citizen, resolve
from sunwai.grievances.enums import ClosureReason, Kind, State
from sunwai.grievances.models import Grievance
from sunwai.messages.enums import Channel
from tests.web.portal.conftest import Visitor
from tests.world import photo_file


@pytest.fixture
def case(world):
    return world.register()


@pytest.fixture
def mine(visitor, world, case):
    """The citizen of the case, signed in, and the address of the case."""
    visitor.sign_in(world.citizen)
    visitor.page = f"/c/{case.reference}/"
    return visitor


def do(world, verb, case, post="je", **given):
    actor = world.officer(post)
    return verb(grievance=case, actor=actor, now=clock.now(), **given)


def resolved(world, case):
    return do(world, resolve, case, words="तार जोड़ दिया", proof=[world.photo(world.officer("je"))])


def offered(visitor):
    return list(visitor.get(visitor.page).context["acts"])


# ── Seeing ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_says_who_has_it_until_when(mine):
    page = mine.get(mine.page).text

    assert "आपकी शिकायत कनिष्ठ अभियंता, वारासिवनी के पास है। 26 नवंबर 2026 तक जवाब आना है।" in page


def test_the_list_shows_ones_own(mine, world, case):
    other = world.register(citizen=world.new_citizen())
    page = mine.get("/mine/").text

    assert case.spoken_reference in page
    assert other.spoken_reference not in page


def test_for_anybody_else_there_is_no_such_page(mine, another, world, case):
    another.sign_in(world.new_citizen())

    assert another.get(mine.page).status_code == 404
    assert another.get(mine.page + "citizen_note/").status_code == 404
    assert another.post(mine.page + "citizen_note/", words="x").status_code == 404


def test_nobody_signs_in_first(another, case):
    assert another.get(f"/c/{case.reference}/")["Location"] == f"/sign-in/?next=%2Fc%2F{case.reference}%2F"


def test_an_unknown_number_is_no_page(mine):
    assert mine.get("/c/123/").status_code == 404


# ── Saying ───────────────────────────────────────────────────────────────────────────────────────────────


def test_at_first_one_can_add_something(mine):
    assert offered(mine) == ["citizen_note"]


def test_a_note_with_a_photo(mine, case):
    response = mine.post(mine.page + "citizen_note/", words="आज भी नहीं आई", uploads=photo_file())

    assert response["Location"] == mine.page
    assert case.attachments.count() == 1
    assert "आज भी नहीं आई" in mine.get(mine.page).text


def test_a_note_without_words_is_asked_for_them(mine):
    assert "words" in mine.post(mine.page + "citizen_note/").context["form"].errors


def test_a_refused_file_costs_no_word(mine, case, monkeypatch):
    from sunwai.files import actions

    monkeypatch.setattr(actions, "_limit", lambda kind: 100)
    response = mine.post(mine.page + "citizen_note/", words="आज भी नहीं आई", uploads=photo_file())

    assert "uploads" in response.context["form"].errors
    assert "आज भी नहीं आई" in response.text
    assert not case.attachments.exists()


def test_an_aadhaar_number_is_refused_and_the_words_stay_in_the_form(mine, case):
    before = case.events().count()
    response = mine.post(mine.page + "citizen_note/", words="आधार 2341 2341 2346, आज भी नहीं आई")

    assert "आख़िरी चार अंक" in response.text
    assert "आज भी नहीं आई" in response.text
    assert case.events().count() == before


def test_answering_the_officer(mine, world, case):
    do(world, ask_citizen, case, words="मीटर नंबर क्या है?")
    assert offered(mine)[0] == "answer_question"
    assert "मीटर नंबर क्या है?" in mine.get(mine.page + "answer_question/").text
    mine.post(mine.page + "answer_question/", words="4421")

    case.refresh_from_db()
    assert case.state == State.IN_PROGRESS


def test_yes_closes_with_a_rating(mine, world, case):
    resolved(world, case)
    assert offered(mine) == ["confirm", "deny", "citizen_note"]
    assert "तार जोड़ दिया" in mine.get(mine.page).text
    mine.post(mine.page + "confirm/", rating="4", words="धन्यवाद")

    case.refresh_from_db()
    assert (case.state, case.rating) == (State.CLOSED_SATISFIED, 4)


def test_yes_needs_a_rating(mine, world, case):
    resolved(world, case)

    assert "rating" in mine.post(mine.page + "confirm/").context["form"].errors


def test_no_sends_it_up(mine, world, case):
    resolved(world, case)
    mine.post(mine.page + "deny/", reason="partly_done", words="आधे गाँव में ही आई")

    case.refresh_from_db()
    assert (case.state, case.level, case.post) == (State.OPEN, 2, world.post("ae"))


def test_no_needs_a_reason(mine, world, case):
    resolved(world, case)
    response = mine.post(mine.page + "deny/", words="आधे गाँव में ही आई")

    assert "reason" in response.context["form"].errors
    assert "आधे गाँव में ही आई" in response.text


def given_notice(world, case):
    evidence = [world.photo(world.officer("je"))]
    do(
        world,
        propose_special_closure,
        case,
        reason=ClosureReason.NOT_ELIGIBLE,
        words="योजना में नहीं",
        evidence=evidence,
    )
    approver = case.specialclosures.get().approver.designation.code
    return do(world, approve_special_closure, case, post=approver)


def test_objecting_to_a_special_closure(mine, world, case):
    given_notice(world, case)
    page = mine.get(mine.page)
    assert list(page.context["acts"]) == ["object", "citizen_note"]
    mine.post(mine.page + "object/", words="मैं पात्र हूँ")

    case.refresh_from_db()
    assert (case.state, case.level) == (State.OPEN, 2)


def test_objecting_to_another_kind_once(mine, world, case):
    assert "object_to_form" not in offered(mine)
    do(world, change_form, case, kind=Kind.DEMAND, words="यह माँग है")
    assert "object_to_form" in offered(mine)
    mine.post(mine.page + "object_to_form/", words="यह शिकायत है")

    case.refresh_from_db()
    assert case.kind == Kind.COMPLAINT
    assert "object_to_form" not in offered(mine)


def closed(world, case):
    resolved(world, case)
    return confirm(grievance=case, rating=5, channel=Channel.PORTAL, actor=world.citizen, now=clock.now())


def test_opening_again_once(mine, world, case):
    closed(world, case)
    assert offered(mine) == ["reopen"]
    mine.post(mine.page + "reopen/", words="फिर बंद हो गई")

    case.refresh_from_db()
    assert (case.state, case.level) == (State.OPEN, 2)


def test_opening_again_is_not_offered_after_its_time(mine, world, case, now):
    closed(world, case)

    with clock.frozen(now + timedelta(days=31)):
        assert offered(mine) == []


def test_what_is_not_possible_is_said_and_changes_nothing(mine, case):
    response = mine.client.post(mine.page + "confirm/", {"rating": "5"}, follow=True)

    case.refresh_from_db()
    assert case.state == State.OPEN
    assert "sw-notice--warning" in response.text


def test_an_invented_action_is_no_page(mine):
    assert mine.get(mine.page + "take_up/").status_code == 404


# ── Those who joined ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def joined(another, world, case, now):
    neighbour = world.new_citizen("गोपाल")
    join_grievance(grievance=case, citizen=neighbour, channel=Channel.PORTAL, actor=neighbour, now=now)
    another.sign_in(neighbour)
    another.page = f"/c/{case.reference}/"
    return another


def test_who_joined_is_spared_the_words_of_the_other(joined, mine, case):
    mine.post(mine.page + "citizen_note/", words="मेरा मीटर 4421", uploads=photo_file())
    page = joined.get(joined.page)

    assert "मेरा मीटर 4421" not in page.text
    assert case.text not in page.text
    assert str(case.attachments.get().upload.pk) not in page.text


def test_who_joined_answers_for_themselves(joined, world, case):
    resolved(world, case)
    assert offered(joined) == ["supporter_answer", "citizen_note"]
    joined.post(joined.page + "supporter_answer/", done="no", words="मेरे यहाँ नहीं आई")

    case.refresh_from_db()
    assert case.supporters.get().done is False
    assert case.state == State.AWAITING_CONFIRMATION


# ── By number ────────────────────────────────────────────────────────────────────────────────────────────


def test_number_and_mobile_lead_through_the_code_to_the_case(visitor, world, case):
    response = visitor.post("/track/", number=case.spoken_reference, mobile=world.citizen.mobile)
    assert response["Location"] == f"/sign-in/code/?next=%2Fc%2F{case.reference}%2F"
    page = f"/c/{case.reference}/"
    response = visitor.post("/sign-in/code/", code=visitor.code_sent_to(world.citizen.mobile), next=page)

    assert response["Location"] == page
    assert visitor.get(page).status_code == 200


def test_a_slip_in_the_number_is_explained(visitor, world, case):
    slipped = case.reference[:-1] + str((int(case.reference[-1]) + 1) % 10)
    assert not reference.is_valid(slipped)
    response = visitor.post("/track/", number=slipped, mobile=world.citizen.mobile)

    assert "number" in response.context["form"].errors


def test_another_mobile_learns_nothing(visitor, case):
    response = visitor.post("/track/", number=case.reference, mobile="9876500001")
    assert response.status_code == 302
    page = f"/c/{case.reference}/"
    visitor.post("/sign-in/code/", code=visitor.code_sent_to("9876500001"), next=page)

    assert visitor.get(page).status_code == 404


def test_nothing_tells_which_numbers_or_mobiles_there_are(client_class, world, case):
    """Same answer and same page: another's number, one that was never given, a sealed one; known mobile or not."""
    world.register(citizen=world.new_citizen("रमेश"))
    known = Citizen.objects.get(name="रमेश").mobile
    sealed = world.register(code="vigilance.bribe").reference
    never_given = next(
        number
        for number in (reference.make(counter, digits=8, key=b"k" * 32) for counter in range(100))
        if not Grievance.objects.filter(reference=number).exists()
    )
    seen = set()
    for number in (case.reference, never_given, sealed):
        for mobile in (known, "9876500001"):
            asker, page = Visitor(client_class()), f"/c/{number}/"
            asked = asker.post("/track/", number=number, mobile=mobile)
            code_page = asker.get(asked["Location"])
            refused = asker.post("/sign-in/code/", code="000000", next=page)
            asker.post("/sign-in/code/", code=asker.code_sent_to(mobile), next=page)
            told = [asked["Location"], code_page.text, refused.text, asker.get(page).text]
            states = (
                asked.status_code,
                code_page.status_code,
                refused.status_code,
                asker.get(page).status_code,
            )
            seen.add((states, *(bare(text, number, mobile) for text in told)))

    assert len(seen) == 1
    assert seen.pop()[0] == (302, 200, 200, 404)


def bare(text: str, number: str, mobile: str) -> str:
    """A page without tokens and the digests of files, and without what the asker has typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|\?[0-9a-f]{12}"', "", text)
    return text.replace(number, "…").replace(mobile, "…").replace(mobile[-4:], "…").replace(mobile[-2:], "…")


def test_who_is_signed_in_needs_no_code(mine, case):
    assert mine.post("/track/", number=case.reference)["Location"] == mine.page
