"""The shipped flows, walked without a telephone."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sunwai.calls.enums import Outcome
from sunwai.calls.flow import engine, shipped
from sunwai.calls.flow.engine import Manners, walk
from sunwai.calls.flow.facts import Announced, Applied, Away, Facts, NoLonger, SchemeText, Way
from sunwai.calls.flow.rehearsal import SITUATIONS, PretendingClerk, Rehearsed, ScriptedLine, rehearse
from sunwai.calls.ports import KEYS
from sunwai.core import clock
from sunwai.grievances.enums import DenialReason, InteractionKind

HELPLINE, WOMEN, CLOSURE = map(shipped.flow, (shipped.HELPLINE, shipped.WOMEN, shipped.CLOSURE))
SCHEMES = [SchemeText(f"s{n}", f"योजना {n}", f"योजना {n} के बारे में") for n in range(8)]


def call(keys: str = "", situation: str = "unknown", *, flow=HELPLINE, **given: object) -> Rehearsed:
    """A rehearsed call; what is not pressed after `keys` is silence where `goes_on`."""
    known = SITUATIONS[situation]
    return asyncio.run(
        rehearse(flow, keys, facts=known.as_facts(), number=known.number, schemes=SCHEMES, **given)
    )


def names(rehearsed: Rehearsed, language: str = "hi") -> list[str]:
    return [name.partition("/")[2] for name in rehearsed.heard if name.startswith(f"{language}/")]


# ── Where keys lead ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("keys", "queue", "kind"),
    [
        ("-1", "general", InteractionKind.COMPLAINT),
        ("-9", "general", InteractionKind.OTHER),
        ("-4", "janseva", InteractionKind.JANSEVA),
        ("-5", "women", InteractionKind.WOMEN),
        ("-61", "general", InteractionKind.DEMAND),
        ("-62", "corruption", InteractionKind.CORRUPTION),
        ("-69", "general", InteractionKind.OTHER),
        ("-6*1", "general", InteractionKind.COMPLAINT),
        ("-0001", "general", InteractionKind.COMPLAINT),
        ("81", "english", InteractionKind.COMPLAINT),
        ("-81", "english", InteractionKind.COMPLAINT),
    ],
)
def test_keys_lead_into_queues(keys, queue, kind):
    way = call(keys).way
    assert way is not None
    assert (way.queue, way.kind) == (queue, kind)
    assert way.language == ("en" if "8" in keys else "hi")
    assert way.keys == keys.replace("-", "")


def test_a_farmer_hears_complaint_first_and_needs_two_keys_at_most_to_an_agent():
    said = names(call())
    menu = said[said.index("menu_complaint") :]
    assert menu[:2] == ["menu_complaint", "press_1"]
    assert menu[-1] == "press_9_agent"
    assert call("-9").way.queue == "general"


def test_hindi_needs_no_key_and_english_is_offered_in_english():
    heard = call().heard
    assert heard[:2] == ["hi/welcome", "en/for_english"]
    assert heard[2] == "hi/recording_notice"
    assert call("8").heard[2] == "en/recording_notice"


def test_who_is_known_to_speak_english_hears_it():
    assert call(situation="english").heard[2] == "en/recording_notice"


def test_a_key_cuts_prompts_short_and_counts_for_the_menu():
    way = call("1", impatient=True)
    assert way.way.kind == InteractionKind.COMPLAINT
    assert "hi/menu_complaint" not in way.heard
    assert "hi/recording_notice" in way.heard  # must be heard


@pytest.mark.parametrize("keys", ["----", "-777", "-7-7", "-###"])
def test_silence_and_wrong_keys_lead_to_an_agent(keys):
    found = call(keys)
    assert found.way == Way(queue="general", kind=InteractionKind.OTHER, keys=keys.replace("-", ""))
    assert "hi/invalid_key" in found.heard or "hi/nothing_pressed" in found.heard


def test_the_second_time_the_menu_says_how_to_hear_it_again():
    assert "press_0_repeat" not in names(call("-"))
    assert "press_0_repeat" in names(call("-7"))


def test_womens_helpline_skips_menus_but_says_that_it_records():
    found = call(flow=WOMEN)
    assert found.heard == ["hi/women_welcome", "hi/women_recording_notice"]
    assert found.way == Way(queue="women", kind=InteractionKind.WOMEN)


# ── Who calls, and when ──────────────────────────────────────────────────────────────────────────────────


def test_a_known_caller_with_an_open_case_hears_its_status_first():
    said = names(call(situation="open_case"))
    assert said.index("case_about") < said.index("menu_complaint")
    assert "case_state_in_progress" in said


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        ("-15", {"case": 1, "done": True, "rating": 5, "reason": ""}),
        ("-1-", {"case": 1, "done": True, "rating": None, "reason": ""}),
        ("-19", {"case": 1, "done": True, "rating": None, "reason": ""}),
        ("-23", {"case": 1, "done": False, "rating": None, "reason": DenialReason.WRONG_WORK}),
        ("-2-", {"case": 1, "done": False, "rating": None, "reason": DenialReason.OTHER}),
        ("-1!", {"case": 1, "done": True, "rating": None, "reason": ""}),
        ("-2!", {"case": 1, "done": False, "rating": None, "reason": DenialReason.OTHER}),
    ],
)
def test_the_closure_question_is_asked_at_once(keys, answer):
    found = call(keys, "awaiting")
    assert found.done == [("closure", answer)]
    if keys.endswith("!"):
        assert found.way.outcome == Outcome.SERVED
    else:
        thanks = "closure_yes_thanks" if answer["done"] else "closure_no_thanks"
        said = names(found)
        assert said.index("closure_ask") < said.index(thanks) < said.index("menu_complaint")


def test_who_wants_to_say_in_own_words_why_it_is_not_done_reaches_an_agent():
    found = call("-24", "awaiting")
    assert found.done == [
        ("closure", {"case": 1, "done": False, "rating": None, "reason": DenialReason.OTHER})
    ]
    assert (found.way.queue, found.way.case) == ("general", 1)


def test_who_answers_later_comes_to_the_menu():
    found = call("-3", "awaiting")
    assert not found.done
    assert "menu_complaint" in names(found)


def test_a_key_pressed_before_the_closure_question_does_not_answer_it():
    found = call("1", "awaiting", impatient=True)
    assert not found.done
    assert "hi/closure_ask" in found.heard


@pytest.mark.parametrize("keys", ["-15", "-21", "-3"])
def test_who_is_called_for_it_answers_hears_a_goodbye_and_is_left_in_peace(keys):
    found = call(keys, "awaiting", flow=CLOSURE)
    assert len(found.done) == (keys != "-3")
    assert names(found)[0] == "closure_hello"
    assert names(found)[-1] == "namaste"
    assert "menu_complaint" not in names(found)
    assert found.way.outcome == Outcome.SERVED


def test_who_is_called_for_it_and_presses_nothing_takes_no_agent_from_others():
    found = call("", "awaiting", flow=CLOSURE, goes_on=True)
    assert names(found).count("closure_ask") == 3
    assert names(found)[-1] == "namaste"
    assert (found.way.queue, found.way.keys) == ("", "")


@pytest.mark.parametrize("keys", ["-9", "-24", "-777"])
def test_who_is_called_for_it_reaches_an_agent_and_is_told_of_the_recording(keys):
    found = call(keys, "awaiting", flow=CLOSURE)
    assert (found.way.queue, found.way.kind) == ("general", InteractionKind.CLOSURE)
    assert names(found)[-1] == "recording_notice"


def test_who_is_called_when_it_is_no_longer_asked_is_told_so():
    assert names(call("", "open_case", flow=CLOSURE, goes_on=True))[-2:] == ["closure_too_late", "namaste"]


def test_at_night_a_complaint_is_taken_by_voice():
    found = call("-1", "night")
    assert "out_of_hours" in names(found)
    assert (found.way.outcome, found.way.kind) == (Outcome.SERVED, InteractionKind.COMPLAINT)
    kept = {"name": "complaint-rehearsal", "number": "9876543210", "language": "hi"}
    assert found.done == [("voice", kept)]


def test_at_night_the_key_to_an_agent_is_a_callback():
    found = call("-9", "night")
    assert found.way.outcome == Outcome.CALLBACK


def test_at_night_the_womens_helpline_is_there():
    assert call("-5", "night").way.queue == "women"


def test_a_holiday_is_said():
    assert "holiday" in names(call(situation="holiday"))


def test_a_disaster_is_said_before_the_menu_and_in_hindi_where_there_is_no_english():
    said = names(call(situation="disaster"))
    assert next(name for name in said if name.startswith("text:"))
    only_hindi = replace(
        SITUATIONS["unknown"].as_facts(),
        announcements=(Announced({"hi": "पानी", "en": ""}, is_disaster=True),),
    )
    heard = asyncio.run(rehearse(HELPLINE, "8", facts=only_hindi)).heard
    assert "hi/text:पानी" in heard


# ── Self-service ─────────────────────────────────────────────────────────────────────────────────────────


def test_status_by_number():
    found = call("-2481209372", "open_case")
    assert found.way is None  # back in the menu
    assert names(found).count("case_state_in_progress") == 2


def test_a_slip_of_the_finger_is_told_at_once_and_asked_again():
    found = call("-2481209327#481209372", "open_case")
    assert "number_wrong" in names(found)
    assert names(found).count("case_state_in_progress") == 2


def test_a_number_of_somebody_else_is_not_told():
    found = call("-2481209372")
    assert "number_not_yours" in names(found)
    assert not any(name.startswith("case_state") for name in names(found))


APPLIED = Applied(
    number="481209372",
    state="waiting_for_applicant",
    service={"hi": "आय प्रमाण पत्र", "en": "Income certificate"},
    words={"hi": ("सवाल है", "जवाब दें"), "en": ("asked", "answer")},
)


def test_the_state_of_an_application_by_its_number():
    found = call("-2481209372", applications=[APPLIED])
    said = names(found)
    told = said[said.index("text:आय प्रमाण पत्र") :]
    assert told[:5] == ["text:आय प्रमाण पत्र", "pause", "text:सवाल है", "pause", "text:जवाब दें"]
    assert ("status", {"application": "481209372", "state": "waiting_for_applicant"}) in found.notes
    assert "number_not_yours" not in said
    assert found.way is None  # back in the menu


def test_an_application_is_told_until_when():
    due = clock.today() + timedelta(days=1)
    said = names(call("-2481209372", applications=[replace(APPLIED, due=due)]))
    at = said.index("due_by")
    assert said[at - 1 : at + 2] == ["text:सवाल है", "due_by", "tomorrow"]
    late = names(call("-2481209372", applications=[replace(APPLIED, due=due - timedelta(days=9))]))
    assert "due_by" not in late


def test_an_application_in_english():
    assert "text:Income certificate" in names(call("82481209372", applications=[APPLIED]), "en")


def test_who_hangs_up_after_an_application_was_served():
    assert call("-2481209372-!", applications=[APPLIED]).way.outcome == Outcome.SERVED


@pytest.mark.parametrize("keys", ["-29-", "-2----"])
def test_nine_and_silence_while_a_number_is_asked_lead_to_an_agent(keys):
    assert call(keys).way.queue == "general"


def test_star_while_a_number_is_asked_leads_back():
    assert call("-248*1").way.kind == InteractionKind.COMPLAINT


def test_a_scheme_is_told_and_sent():
    found = call("-321")
    assert "text:योजना 1 के बारे में" in names(found)
    assert found.done == [("scheme", {"code": "s1", "number": "9876543210", "language": "hi"})]
    assert call("-371").notes[-2:][0][0] != "wrong_key"
    assert "text:योजना 6 के बारे में" in names(call("-371"))


def test_no_sms_is_offered_to_a_withheld_number():
    found = call("-321", "withheld")
    assert "scheme_sms_ask" not in names(found)
    assert not found.done


def test_a_callback_keeps_the_number_and_a_withheld_one_is_asked_for():
    assert call("-63").done == [("callback", {"number": "9876543210", "queue": "general", "language": "hi"})]
    found = call("-639812345678", "withheld")
    assert found.done[0][1]["number"] == "9812345678"
    assert found.way.outcome == Outcome.CALLBACK


def test_who_cannot_key_in_a_number_waits_for_an_agent():
    assert call("-63---", "withheld").way.queue == "general"


def test_hanging_up_in_the_menu_is_left_and_after_a_status_served():
    assert call("-!").way.outcome == Outcome.LEFT
    assert call("-0!", "open_case").way.outcome == Outcome.SERVED


# ── Trouble ──────────────────────────────────────────────────────────────────────────────────────────────


class Failing(PretendingClerk):
    """A clerk whose database is away, or whose case was answered meanwhile."""

    def __init__(self, error: type[Exception]) -> None:
        super().__init__()
        self.error = error

    async def answer_closure(self, *_given: object, **_more: object) -> None:
        raise self.error

    async def ask_callback(self, **_given: object) -> None:
        raise self.error


async def _walk(line, facts, clerk, **manners):
    return await walk(HELPLINE, line=line, facts=facts, clerk=clerk, manners=Manners(**manners))


async def _known(situation: str) -> Facts:
    return SITUATIONS[situation].as_facts()


def test_when_the_answer_cannot_be_written_it_is_not_thanked_for_and_an_agent_comes():
    line = ScriptedLine("-15")
    way = asyncio.run(_walk(line, _known("awaiting"), Failing(Away)))
    assert way.queue == "general"
    assert "hi/records_away" in line.heard
    assert "hi/closure_yes_thanks" not in line.heard


def test_when_nothing_can_be_written_at_night_the_call_failed_so_that_it_is_called_back():
    line = ScriptedLine("-9")
    assert asyncio.run(_walk(line, _known("night"), Failing(Away))).outcome == Outcome.FAILED


def test_an_answer_that_came_too_late_is_said_so():
    line = ScriptedLine("-15", goes_on=True)
    asyncio.run(_walk(line, _known("awaiting"), Failing(NoLonger)))
    assert "hi/closure_too_late" in line.heard


@pytest.mark.parametrize("fails", [True, False])
def test_a_caller_is_served_without_history_when_it_does_not_come(fails):
    async def slow() -> Facts:
        if fails:
            raise OSError
        await asyncio.sleep(60)
        raise AssertionError

    line = ScriptedLine("-1")
    way = asyncio.run(_walk(line, slow(), PretendingClerk(), facts_seconds=0.01))
    assert way.kind == InteractionKind.COMPLAINT


def test_the_welcome_does_not_wait_for_the_history():
    async def meet() -> list[str]:
        line = ScriptedLine("")
        never: asyncio.Future[Facts] = asyncio.get_running_loop().create_future()
        walking = asyncio.ensure_future(_walk(line, never, PretendingClerk(), facts_seconds=60))
        await asyncio.sleep(0.01)
        walking.cancel()
        return line.heard

    assert asyncio.run(meet())[:1] == ["hi/welcome"]


# ── Whatever is pressed ──────────────────────────────────────────────────────────────────────────────────


@given(
    keys=st.text(KEYS + "-", max_size=300),
    situation=st.sampled_from(sorted(SITUATIONS)),
    flow=st.sampled_from([HELPLINE, WOMEN, CLOSURE]),
    impatient=st.booleans(),
    goes=st.booleans(),
)
def test_whatever_is_pressed_every_call_comes_to_an_end(keys, situation, flow, impatient, goes):
    script = keys + ("!" if goes else "")
    found = call(script, situation, flow=flow, impatient=impatient, goes_on=True)
    assert found.way is not None
    assert found.way.outcome != Outcome.FAILED
    assert sum([bool(found.way.queue and not found.way.outcome), bool(found.way.outcome)]) == 1
    assert len(found.heard) < engine.MOST_STEPS * 60
    if not goes and found.way.outcome != Outcome.CALLBACK and flow is not CLOSURE:
        assert found.way.queue or found.done  # nobody is hung up on
