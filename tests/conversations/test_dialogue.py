"""The chat as a citizen has it: status, schemes, the closure question, a call back, language, filing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sunwai.calls.models import Callback
from sunwai.citizens.models import Citizen
from sunwai.conversations.handling import end_waiting
from sunwai.conversations.models import Conversation, Incoming
from sunwai.core import clock
from sunwai.grievances.actions.work import resolve, take_up
from sunwai.grievances.enums import EventKind, InteractionKind, State
from sunwai.grievances.models import Grievance, Interaction
from sunwai.janseva.models import Application
from sunwai.messages.enums import Channel
from sunwai.messages.models import Reach
from sunwai.schemes.models import OpenQuestion, Scheme
from tests.janseva.office import Office
from tests.world import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world):
    return world.register()


@pytest.fixture
def application(world):
    return Office(world).submitted()


@pytest.fixture
def solved(world, case):
    """The officer says that it is done."""
    officer = world.officer("je")
    take_up(grievance=case, actor=officer, now=MONDAY)
    proof = [world.photo(officer)]
    resolve(grievance=case, words="लाइन ठीक की", proof=proof, actor=officer, now=MONDAY + timedelta(hours=1))
    case.refresh_from_db()
    return case


# ── The menu ─────────────────────────────────────────────────────────────────────────────────────────────
def test_whoever_greets_gets_the_menu(stranger):
    text = stranger.writes("नमस्ते")
    assert "सीएम हेल्पलाइन 181" in text
    assert "1. शिकायत की स्थिति" in text
    assert stranger.choices == ["do:status", "do:schemes", "do:person", "do:language"]


def test_zero_leads_back_from_everywhere(stranger):
    stranger.writes("योजना")
    assert stranger.place == "scheme_search"
    stranger.writes("0")
    assert stranger.place == "menu"


def test_english_is_answered_in_english_and_hindi_in_latin_letters_in_hindi(stranger):
    assert "number of the complaint" in stranger.writes("what is the status of my complaint")
    assert "शिकायत का नंबर" in stranger.writes("meri shikayat ka status kya hai")


def test_a_chosen_language_stays_and_is_the_citizens(chat, world):
    chat.writes("भाषा")
    chat.presses("lang:en", "English")
    assert "Namaste! This is CM Helpline 181." in chat.writes("menu")
    assert Citizen.objects.get(pk=world.citizen.pk).language == "en"
    chat.writes("meri shikayat kahan tak pahunchi bhai")
    assert Conversation.objects.get().language == "en"


# ── Status ───────────────────────────────────────────────────────────────────────────────────────────────
def test_one_sees_ones_own_cases_and_chooses_by_a_digit(chat, case):
    text = chat.writes("status batao")
    assert case.spoken_reference in text
    told = chat.writes("1")
    assert f"*{case.spoken_reference}*" in told
    assert "कनिष्ठ अभियंता, वारासिवनी" in told
    assert f"/c/{case.reference}/" in told
    contact = Interaction.objects.get()
    assert (contact.kind, contact.channel, contact.grievance) == (
        InteractionKind.STATUS,
        Channel.WHATSAPP,
        case,
    )


def test_a_number_is_understood_wherever_it_is_written(chat, case):
    assert f"*{case.spoken_reference}*" in chat.writes(case.spoken_reference)


def test_a_slip_of_a_digit_is_noticed(chat, case):
    wrong = case.reference[:-1] + str((int(case.reference[-1]) + 1) % 10)
    assert "एक अंक" in chat.writes(wrong)


def test_of_other_peoples_cases_nothing_is_told_not_even_that_they_exist(stranger, chat, case, world):
    of_another = world.register(citizen=world.new_citizen())
    unknown = stranger.writes(case.reference)
    assert unknown == chat.writes(of_another.reference)
    assert case.category.label not in unknown
    assert not Interaction.objects.exists()


def test_applications_stand_beside_cases(chat, case, application):
    text = chat.writes("status batao")
    assert text.index(case.spoken_reference) < text.index(application.spoken_reference)
    told = chat.writes("2")
    assert told.startswith(
        f"*{application.spoken_reference}* · {application.service.name_hi}\nअधिकारी के पास है"
    )
    assert "24 नवंबर 2026 तक मिल जाना है" in told
    assert f"/s/mine/{application.reference}/" in told
    assert application.applicant_name not in told
    contact = Interaction.objects.get()
    assert (contact.kind, contact.grievance) == (InteractionKind.JANSEVA, None)


def test_an_application_is_told_by_its_number(chat, application):
    assert f"*{application.spoken_reference}*" in chat.writes(application.spoken_reference)
    assert "It is to be ready by" in chat.writes(f"what about my application {application.reference} please")


def test_another_citizens_application_is_as_unknown_as_a_number_that_is_none(
    stranger, chat, application, world
):
    nothing = chat.writes("481209372")
    assert "कुछ दर्ज नहीं" in nothing
    assert stranger.writes(application.reference) == nothing
    Application.objects.update(citizen=world.new_citizen())
    assert chat.writes(application.reference) == nothing
    assert application.spoken_reference not in chat.writes("status")
    assert not Interaction.objects.exists()


def test_a_corruption_case_is_not_spoken_of(chat, world):
    sealed = world.register(code="vigilance.bribe")
    assert "रिश्वत" not in chat.writes(sealed.reference)
    assert sealed.spoken_reference not in chat.writes("status")


def test_a_case_of_which_the_womens_helpline_heard_is_not_spoken_of(chat, case, world):
    Interaction.objects.create(
        citizen=world.citizen, kind=InteractionKind.WOMEN, grievance=case, started_at=MONDAY, ended_at=MONDAY
    )
    assert case.category.label not in chat.writes(case.reference)


def test_violence_is_not_kept_in_a_chat(chat):
    text = chat.writes("mera pati dahej ke liye bahut marta hai kya karun")
    assert "181" in text
    assert "112" in text
    kept = Incoming.objects.get()
    assert "dahej" not in f"{kept.said}{kept.raw}{Conversation.objects.get().data}"


# ── The closure question ─────────────────────────────────────────────────────────────────────────────────
def test_yes_by_the_button_closes_and_a_mark_can_follow(chat, solved):
    assert "कैसा" in chat.presses(f"yes:{solved.reference}", "हाँ, हो गया")
    solved.refresh_from_db()
    assert (solved.state, solved.rating) == (State.CLOSED_SATISFIED, None)
    assert solved.resolutions.get().answer_channel == Channel.WHATSAPP
    chat.writes("5")
    solved.refresh_from_db()
    assert solved.rating == 5
    assert solved.events().last().kind == EventKind.RATED


def test_pressing_yes_twice_is_one_yes(chat, solved):
    chat.presses(f"yes:{solved.reference}")
    chat.presses(f"yes:{solved.reference}")
    assert solved.events().filter(kind=EventKind.CONFIRMED).count() == 1


@pytest.mark.parametrize("text", ["haan ho gaya", "हाँ", "yes"])
def test_a_bare_yes_answers_the_only_open_question(chat, solved, text):
    chat.writes(text)
    solved.refresh_from_db()
    assert solved.state == State.CLOSED_SATISFIED


def test_no_asks_why_and_goes_up(chat, solved):
    chat.presses(f"no:{solved.reference}", "नहीं हुआ")
    solved.refresh_from_db()
    assert solved.state == State.AWAITING_CONFIRMATION
    chat.writes("2")
    solved.refresh_from_db()
    assert (solved.state, solved.level) == (State.OPEN, 2)
    assert solved.resolutions.get().reason == "partly_done"


def test_a_reason_in_ones_own_words_is_on_the_timeline(chat, solved):
    chat.writes("nahi hua")
    chat.writes("kharab transformer wapas laga diya aur bijli phir chali gayi")
    solved.refresh_from_db()
    assert solved.level == 2
    assert "transformer" in solved.events().get(kind=EventKind.DENIED).words.text


def test_a_no_without_a_reason_counts_after_half_an_hour(chat, solved):
    chat.presses(f"no:{solved.reference}")
    later = chat.at + timedelta(minutes=29)
    with clock.frozen(later):
        assert end_waiting(now=later) == 0
    later = chat.at + timedelta(minutes=31)
    with clock.frozen(later):
        assert end_waiting(now=later) == 1
    solved.refresh_from_db()
    assert solved.level == 2
    assert chat.place == "menu"


def test_of_two_open_questions_it_is_asked_which_one(chat, solved, world):
    other = world.register(code="energy.transformer")
    officer = world.officer("je")
    take_up(grievance=other, actor=officer, now=MONDAY)
    resolve(
        grievance=other,
        words="बदल दिया",
        proof=[world.photo(officer)],
        actor=officer,
        now=MONDAY + timedelta(hours=2),
    )
    chat.writes("haan")
    assert chat.place == "closure_choice"
    assert Grievance.objects.filter(state=State.CLOSED_SATISFIED).count() == 0


def test_the_question_is_nobody_elses_to_answer(stranger, solved):
    stranger.presses(f"yes:{solved.reference}")
    stranger.presses(f"no:{solved.reference}")
    stranger.presses(f"reason:{solved.reference}:not_done")
    stranger.presses(f"rate:{solved.reference}:1")
    solved.refresh_from_db()
    assert (solved.state, solved.level, solved.rating) == (State.AWAITING_CONFIRMATION, 1, None)


def test_a_mark_is_given_once_and_only_after_a_yes(chat, solved):
    chat.presses(f"rate:{solved.reference}:1")
    solved.refresh_from_db()
    assert solved.rating is None
    chat.presses(f"yes:{solved.reference}")
    chat.presses(f"rate:{solved.reference}:4")
    chat.presses(f"rate:{solved.reference}:1")
    solved.refresh_from_db()
    assert solved.rating == 4


# ── Schemes, a person, stop ──────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def schemes(world):
    for code, name_hi, name_en, short in (
        ("ladli-behna", "मुख्यमंत्री लाडली बहना योजना", "Chief Minister Ladli Behna Yojana", "हर महीने राशि"),
        ("pension", "वृद्धावस्था पेंशन", "Old age pension", "बुज़ुर्गों को हर महीने पेंशन"),
        ("ayushman", "आयुष्मान भारत योजना", "Ayushman Bharat", "5 लाख तक इलाज"),
    ):
        Scheme.objects.create(
            code=code, department=world.category().department, name_hi=name_hi, name_en=name_en, short_hi=short,
            short_en=short, who_hi="पात्र", who_en="eligible", where_hi="पंचायत", where_en="panchayat",
            gets_hi="1 कार्ड", gets_en="1 card", documents_hi=["आधार"], documents_en=["Aadhaar"],
            link="https://example.in/", order=1,
        )  # fmt: skip


@pytest.mark.parametrize("text", ["ladli behna yojana", "लाडली बहना", "laadli bahna"])
def test_a_scheme_is_found_in_both_scripts_and_told(stranger, schemes, text):
    stranger.writes("yojana")
    assert "लाडली बहना" in stranger.writes(text)
    told = stranger.writes("1")
    assert "*मुख्यमंत्री लाडली बहना योजना*" in told
    for part in ("क्या मिलता है: 1 कार्ड", "कागज़:\n• आधार", "https://example.in/"):
        assert part in told
    assert Interaction.objects.get().kind == InteractionKind.SCHEME


def test_a_scheme_is_found_from_the_menu_too(stranger, schemes):
    assert "पेंशन" in stranger.writes("old age pension chahiye")
    assert stranger.place == "scheme_choice"


def test_what_is_not_there_is_said(stranger, schemes):
    stranger.writes("yojana")
    assert "कुछ नहीं मिला" in stranger.writes("hawai jahaz")
    question = OpenQuestion.objects.get()
    assert (question.text, question.asked_by) == ("hawai jahaz", "whatsapp")


def test_who_wants_to_talk_is_put_on_the_list_once(stranger):
    stranger.writes("kisi se baat karni hai")
    stranger.writes("call me")
    assert Callback.objects.get().number == stranger.mobile


def test_stop_ends_what_was_not_asked_for_and_start_begins_again(chat):
    chat.writes("namaste")
    assert Reach.objects.get().whatsapp_since is not None
    chat.writes("stop")
    assert Reach.objects.get().whatsapp_since is None
    chat.writes("status")
    assert Reach.objects.get().whatsapp_since is None
    chat.writes("start")
    assert Reach.objects.get().whatsapp_since is not None


def test_a_conversation_goes_on_days_later(chat, solved):
    chat.presses(f"yes:{solved.reference}")
    assert chat.writes("4", later=timedelta(days=3)) is not None
    solved.refresh_from_db()
    assert solved.rating == 4


@pytest.mark.parametrize("kind", ["reaction", "system"])
def test_what_waits_for_no_answer_gets_none(chat, kind):
    assert chat.hears({"kind": kind}) is None


@pytest.mark.parametrize("kind", ["unsupported", "order", "contacts", "video", "sticker"])
def test_what_cannot_be_read_is_answered_kindly(chat, kind):
    assert "नहीं पढ़" in chat.hears({"kind": kind, "media": "1"}).text


def test_a_foreign_number_gets_what_is_public(world, schemes):
    from tests.conversations.conftest import Chat

    abroad = Chat("+14155550100")
    assert "do:person" not in (abroad.writes("hello there how are you") and abroad.choices)
    abroad.writes("scheme")
    assert "Ayushman" in abroad.writes("ayushman")
    assert not Reach.objects.exists()


# ── Filing ───────────────────────────────────────────────────────────────────────────────────────────────
STORY = "hamare gaon mein teen din se bijli nahi aa rahi hai"


def test_filing_is_off_unless_it_is_switched_on(chat):
    chat.presses("do:file")
    assert chat.place == "menu"
    chat.writes(STORY)
    assert not Grievance.objects.exists()


@pytest.fixture
def suggestion(monkeypatch):
    from sunwai.grievances import subjects
    from sunwai.grievances.suggestion import Suggestion

    monkeypatch.setattr(
        subjects,
        "suggest",
        lambda text, limit: [Suggestion("energy.no-supply", 0.9), Suggestion("vigilance.bribe", 0.5)],
    )


@pytest.mark.usefixtures("filing_is_on", "suggestion")
def test_a_complaint_is_filed_step_by_step_and_counts_once(chat, world):
    chat.presses("do:file")
    chat.writes(STORY)
    assert chat.choices == ["subject:energy.no-supply"]
    chat.writes("1")
    assert "रामपायली" in chat.writes("rampayli")
    chat.presses(f"place:{world.village.pk}")
    assert chat.place == "file_proof"
    assert STORY in chat.presses("proof:")
    assert "दर्ज हो गई" in chat.presses("send:")
    chat.presses("send:")
    case = Grievance.objects.get()
    assert (case.channel, case.citizen, case.place) == (Channel.WHATSAPP, world.citizen, world.village)
    assert case.text == STORY
    assert case.category.code == "energy.no-supply"


@pytest.mark.usefixtures("filing_is_on", "suggestion")
def test_a_story_at_the_menu_begins_a_complaint_but_sends_nothing(stranger, world):
    stranger.writes(STORY)
    assert stranger.place == "file_subject"
    assert not Grievance.objects.exists()
    stranger.writes("1")
    stranger.writes("rampayli")
    stranger.presses(f"place:{world.village.pk}")
    stranger.writes("aage")
    stranger.writes("haan")
    assert Grievance.objects.get().citizen.mobile == stranger.mobile


@pytest.mark.usefixtures("filing_is_on", "suggestion")
def test_a_neighbours_complaint_can_be_joined(stranger, world):
    case = world.register(text=STORY)
    stranger.writes(STORY)
    stranger.writes("1")
    stranger.writes("rampayli")
    stranger.presses(f"place:{world.village.pk}")
    stranger.presses("proof:")
    assert stranger.place == "file_alike"
    stranger.presses(f"join:{case.pk}")
    case.refresh_from_db()
    assert case.supporter_count == 1
    assert Grievance.objects.count() == 1


@pytest.mark.usefixtures("filing_is_on", "suggestion")
def test_a_photo_goes_along(chat, world, monkeypatch):
    from tests.world import photo_file

    class Store:
        def fetch(self, media):
            assert media == "777"
            return photo_file().read()

    monkeypatch.setattr("sunwai.conversations.handling.providers", lambda port: [Store()])
    chat.presses("do:file")
    chat.writes(STORY)
    chat.writes("1")
    chat.writes("rampayli")
    chat.presses(f"place:{world.village.pk}")
    assert "1" in chat.hears({"kind": "image", "media": "777", "mime": "image/jpeg"}).text
    chat.presses("proof:")
    chat.presses("send:")
    assert Grievance.objects.get().attachments.count() == 1
