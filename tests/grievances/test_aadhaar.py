"""No Aadhaar number is kept in free text: who has a form before them is asked to take it out, else it is masked."""

from __future__ import annotations

import inspect
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pkgutil import iter_modules

import pytest

from sunwai.casework.models import EventWords
from sunwai.core import clock
from sunwai.core.aadhaar import AadhaarNotHere
from sunwai.core.actors import SYSTEM
from sunwai.grievances import actions, perms
from sunwai.grievances.actions.drafts import save_draft
from sunwai.grievances.actions.floor import write_floor_note
from sunwai.grievances.actions.interactions import end_interaction, start_interaction
from sunwai.grievances.actions.registration import Complaint, join_grievance, register_grievance
from sunwai.grievances.enums import Disposition, InteractionKind, Kind
from sunwai.grievances.many import as_kept
from sunwai.grievances.models import FloorNote, Grievance, Interaction
from sunwai.messages.enums import Channel
from sunwai.vigilance import actions as of_vigilance
from tests.grievances.test_workflow_properties import DONE_BY
from tests.world import MONDAY

pytestmark = pytest.mark.django_db
AADHAAR = "2341 2341 2346"  # invented; its check digit is right
WORDS = f"मेरा आधार {AADHAAR} है"
MASKED = "मेरा आधार xxxx xxxx 2346 है"
FREE_TEXT = {"words", "note", "text"}

TAKEN, SOLVED, CLOSED = "take_up", "take_up resolve", "take_up resolve confirm"
# What has to happen before a row of the table can be done.
BEFORE = {
    "citizen_note": "",
    "note": TAKEN,
    "ask_citizen": TAKEN,
    "answer_question": "take_up ask_citizen",
    "resolve": TAKEN,
    "propose_transfer": TAKEN,
    "approve_transfer": "take_up propose_transfer",
    "refuse_transfer": "take_up propose_transfer",
    "propose_special_closure": TAKEN,
    "approve_special_closure": "take_up propose_special_closure",
    "return_special_closure": "take_up propose_special_closure",
    "mark_invalid": "",
    "object": "take_up propose_special_closure approve_special_closure",
    "change_form": TAKEN,
    "object_to_form": "take_up change_form",
    "escalate": "",
    "send_back": "escalate",
    "confirm": SOLVED,
    "deny": SOLVED,
    "supporter_answer": SOLVED,
    "try_contact": SOLVED,
    "reopen": CLOSED,
    "appeal": CLOSED,
    "audit_quality": CLOSED,
    "audit_reopen": CLOSED,
}
OF_CORRUPTION = {
    "ask_reveal": TAKEN,
    "approve_reveal": "take_up ask_reveal",
    "refuse_reveal": "take_up ask_reveal",
    "decide_accused": TAKEN,
    "hand_over": TAKEN,
    "report_retaliation": TAKEN,
    "answer_retaliation": "take_up report_retaliation",
}
BY_ANOTHER = {"approve_reveal", "refuse_reveal"}  # never by who asked
HIGH_UP = {"mark_invalid", "escalate", "send_back"}  # begin where the two lowest posts are empty
ELSEWHERE = {"write_floor_note", "end_interaction"}  # no rows of the table; tested by themselves below


class Case:
    """A case, and everybody who may do something with it."""

    def __init__(self, world, code="energy.no-supply", **given):
        self.world, self.now = world, MONDAY
        self.case = world.register(code=code, **given)
        self.friend = world.new_citizen()
        ranks = ("je", "ae", "se", "md", "patwari", "sdo", "nodal-officer-cm-helpline")
        self.people = [world.citizen, self.friend, world.agent, world.auditor]
        self.people += [world.officer(rank) for rank in ranks]

    def who_may(self, action):
        self.case = Grievance.objects.select_related("category__department", "citizen").get(pk=self.case.pk)
        able = [one for one in self.people if action in perms.possible_actions(one, self.case)]
        return able[-1] if action in BY_ANOTHER else able[0]

    def do(self, action, **changed):
        function, given = DONE_BY[action]
        actor = self.who_may(action)
        given = dict(given)
        if action == "resolve":
            given["proof"] = [self.world.photo(actor, self.now)]
        if action == "propose_transfer":
            given["category"] = self.world.category("revenue.mutation")
        self.now += timedelta(minutes=1)
        with clock.frozen(self.now):
            return function(grievance=self.case, actor=actor, now=self.now, **given | changed)

    def happened(self):
        return self.case.events().count(), Grievance.objects.filter(pk=self.case.pk).values().get()


def parameters(function):
    return set(inspect.signature(function).parameters)


def written_by(function):
    """What is given to it in words; not a thing that is called `note`."""
    given = inspect.signature(function).parameters.values()
    return {one.name for one in given if one.annotation == "str"}


def test_every_writing_action_with_free_text_is_among_them():
    written = set()
    for package in (actions, of_vigilance):
        for module in iter_modules(package.__path__):
            loaded = import_module(f"{package.__name__}.{module.name}")
            for name, function in inspect.getmembers(loaded, inspect.isfunction):
                own = function.__module__ == loaded.__name__ and not name.startswith("_")
                if own and FREE_TEXT & written_by(function) and "now" in parameters(function):
                    written.add(name)
    tested = {DONE_BY[row][0].__name__ for row in BEFORE | OF_CORRUPTION}
    assert written - tested - ELSEWHERE == set()


@pytest.mark.parametrize("action", sorted(set(BEFORE) - {"appeal"}))
def test_a_number_in_the_words_is_refused_and_nothing_happened(world, action):
    for rank in ("je", "ae") if action in HIGH_UP else ():
        world.vacate(rank)
    case = Case(world)
    for step in BEFORE[action].split():
        if step == "resolve" and action == "supporter_answer":
            with clock.frozen(case.now):
                join_grievance(
                    grievance=case.case,
                    citizen=case.friend,
                    channel=Channel.PORTAL,
                    actor=case.friend,
                    now=case.now,
                )
        case.do(step)
    before = case.happened()
    with pytest.raises(AadhaarNotHere):
        case.do(action, words=WORDS)
    assert case.happened() == before
    assert not EventWords.objects.filter(text__contains="2341").exists()
    case.do(action, words=MASKED)  # the last four digits may stand


@pytest.mark.parametrize("action", sorted(OF_CORRUPTION))
def test_in_a_corruption_case_too(world, action):
    case = Case(world, code="vigilance.bribe", accused_named="सहायक अभियंता")  # by rank alone: not sure who
    case.people += [
        world.officer(rank) for rank in ("district-vigilance", "division-vigilance", "state-vigilance")
    ]
    for step in OF_CORRUPTION[action].split():
        case.do(step)
    before = case.happened()
    with pytest.raises(AadhaarNotHere):
        case.do(action, words=WORDS)
    assert case.happened() == before


def test_the_sentence_says_what_to_do():
    assert "आख़िरी चार अंक" in str(AadhaarNotHere())


# ── Where nobody can be asked again ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "channel", [Channel.WHATSAPP, Channel.SMS, Channel.EMAIL, Channel.IVR, Channel.CPGRAMS]
)
def test_what_came_by_itself_is_masked(world, channel):
    case = Case(world)
    case.do("take_up")
    case.do("resolve")
    case.do("deny", channel=channel, words=WORDS)
    words = EventWords.objects.filter(event__in=case.case.events()).values_list("text", flat=True)
    assert MASKED in list(words)


def test_what_the_centre_brings_is_masked(world):
    case = Case(world)
    for step in CLOSED.split():
        case.do(step)
    Grievance.objects.filter(pk=case.case.pk).update(channel=Channel.CPGRAMS)
    case.do("appeal", words=WORDS)
    assert EventWords.objects.filter(text=MASKED).exists()


# ── Filing ───────────────────────────────────────────────────────────────────────────────────────────────


def complaint(world, **given):
    told = Complaint(
        kind=Kind.COMPLAINT,
        category=world.category("energy.no-supply"),
        place=world.village,
        text="बिजली नहीं",
    )
    return replace(told, **given)


def file(world, told, channel, actor=None):
    return register_grievance(
        citizen=world.citizen, complaint=told, channel=channel, actor=actor or world.citizen, now=MONDAY
    )


@pytest.mark.parametrize("channel", [Channel.PORTAL, Channel.APP, Channel.CALL, Channel.API])
@pytest.mark.parametrize("field", ["text", "landmark", "accused_named"])
def test_a_complaint_with_a_number_is_refused(world, channel, field):
    with pytest.raises(AadhaarNotHere):
        file(world, complaint(world, **{field: WORDS}), channel)
    assert not Grievance.objects.exists()


def test_an_answer_with_a_number_is_refused(world):
    with pytest.raises(AadhaarNotHere):
        file(world, complaint(world, answers={"consumer": AADHAAR}), Channel.PORTAL)
    assert not Grievance.objects.exists()


@pytest.mark.parametrize("channel", [Channel.WHATSAPP, Channel.IMPORT])
def test_a_complaint_that_came_by_itself_is_masked(world, channel):
    case = file(world, complaint(world, text=WORDS, landmark=WORDS), channel)
    case.refresh_from_db()
    assert (case.text, case.landmark) == (MASKED, MASKED)
    assert "2341" not in case.text_key
    assert EventWords.objects.get().text == MASKED


def test_what_the_rules_themselves_file_is_masked(world):
    assert file(world, complaint(world, text=WORDS), Channel.API, actor=SYSTEM).text == MASKED


def test_a_page_of_the_centre_is_masked():
    text, key = as_kept(WORDS)
    assert text == MASKED
    assert "2341" not in key


def test_a_draft_keeps_no_number_however_deep(world):
    data = {"text": WORDS, "answers": {"consumer": "२३४१२३४१२३४६"}, "place": 234123412346}
    draft = save_draft(draft=None, citizen=world.citizen, agent=None, data=data, now=MONDAY)
    draft.refresh_from_db()
    assert draft.data == {"text": MASKED, "answers": {"consumer": "xxxx xxxx 2346"}, "place": 234123412346}
    again = save_draft(draft=draft, citizen=None, agent=None, data={"landmark": WORDS}, now=MONDAY)
    assert again.data["landmark"] == MASKED


# ── Beside the cases ─────────────────────────────────────────────────────────────────────────────────────


def test_the_note_of_a_call_is_refused(world):
    call = start_interaction(mobile=world.citizen.mobile, agent=world.agent, channel=Channel.CALL, now=MONDAY)
    given = {"interaction": call, "kind": InteractionKind.OTHER, "disposition": Disposition.INFORMED}
    with pytest.raises(AadhaarNotHere):
        end_interaction(note=WORDS, grievance=None, actor=world.agent, now=MONDAY, **given)
    assert Interaction.objects.get().ended_at is None


def test_a_note_to_the_floor_is_refused(world):
    with pytest.raises(AadhaarNotHere):
        write_floor_note(text=WORDS, agent=None, hours=2, actor=world.supervisor, now=MONDAY)
    assert not FloorNote.objects.exists()
