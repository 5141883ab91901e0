"""Every way a confidential case can go: Hypothesis walks the table as counsellors, supervisors and outsiders."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from sunwai.casework import audit
from sunwai.casework.models import Event
from sunwai.core import clock
from sunwai.core.errors import NotAllowed
from sunwai.womenline import perms, selectors, wall
from sunwai.womenline.actions import cases, closing, complaints, follow_ups, referrals
from sunwai.womenline.enums import (
    CLOSED_STATES,
    Age,
    Closing,
    Consent,
    Reached,
    ReferralKind,
    ReferralState,
    State,
    Triage,
    Verdict,
)
from sunwai.womenline.models import Case, FollowUp, Referral
from sunwai.womenline.workflow import WORKFLOW
from tests.womenline.conftest import HERS, open_case
from tests.world import MONDAY, World

# How each row of the table is done by somebody who may: (function, arguments beside case, actor and now).
DONE_BY = {
    "triage_emergency": (cases.triage_case, {"triage": Triage.EMERGENCY}),
    "triage_counselling": (cases.triage_case, {"triage": Triage.COUNSELLING}),
    "triage_information": (cases.triage_case, {"triage": Triage.INFORMATION}),
    "assess": (cases.assess_risk, {"answers": {"weapon": "yes"}}),
    "describe": (cases.describe, {"person": HERS, "facts": cases.Facts(age=Age.UNDER_18)}),
    "note": (cases.add_note, {"words": "सुना"}),
    "refer": (referrals.refer, {"kind": ReferralKind.CHILD_HELPLINE, "consent": Consent.GIVEN}),
    "register_complaint": (complaints.register_complaint, {}),
    "begin_follow_up": (follow_ups.begin_follow_up, {}),
    "close": (closing.close_with_consent, {"consent": True, "words": "अब ठीक है"}),
    "propose_closing": (closing.propose_closing, {"reason": Closing.UNREACHED, "words": "तीन बार कोशिश"}),
    "approve_closing": (closing.approve_closing, {}),
    "return_closing": (closing.return_closing, {"words": "फिर कोशिश करें"}),
    "reopen": (closing.reopen, {"words": "फिर फ़ोन आया"}),
    "review": (cases.review_case, {"verdict": Verdict.GOOD, "words": ""}),
    "hand_over": (cases.hand_over, {}),
}
ON_A_PART = {"answer_referral", "follow_up", "answer_complaint"}


def test_every_row_of_the_table_is_walked():
    assert {row.action for row in WORKFLOW} == DONE_BY.keys() | ON_A_PART


class Walk(RuleBasedStateMachine):
    """One case, and everybody who would touch it."""

    world: World

    @initialize(
        age=st.sampled_from(list(Age)), triage=st.sampled_from([Triage.EMERGENCY, Triage.COUNSELLING])
    )
    def begin(self, age, triage):
        self.savepoint = transaction.savepoint_create()
        self.now = MONDAY
        self.frozen = clock.frozen(self.now)
        self.frozen.__enter__()
        self.case = open_case(self.world, age=age, triage=triage)
        self.people = {
            "counsellor": self.world.counsellor,
            "supervisor": self.world.women_supervisor,
            "second supervisor": self.world.new_user("second-women-supervisor", "women_supervisor"),
            "administrator": self.world.administrator,
            "floor supervisor": self.world.supervisor,
            "officer": self.world.officer("je"),
            "citizen": self.world.citizen,
        }
        self.events = 0

    @rule(
        who=st.sampled_from(
            [
                "counsellor", "counsellor", "supervisor", "second supervisor", "administrator",
                "floor supervisor", "officer", "citizen",
            ]
        ),
        data=st.data(),
    )  # fmt: skip
    def somebody_acts(self, who, data):
        actor = self.people[who]
        self.now += timedelta(hours=data.draw(st.sampled_from([0, 1, 30]), label="hours"))
        possible = perms.possible_actions(actor, self.case)
        action = data.draw(st.sampled_from(sorted({*DONE_BY, *ON_A_PART})), label="action")
        if possible and data.draw(st.booleans(), label="within the rules"):
            action = data.draw(st.sampled_from(possible), label="possible action")
        before = self.snapshot()
        try:
            if not self.do(action, actor):
                return
        except NotAllowed:
            assert self.snapshot() == before, "what was refused changed something"
        else:
            assert action in possible, f"{who} did {action}, which was not theirs to do"

    def do(self, action, actor) -> bool:
        """Whether there was something to do it to."""
        with wall.opened(wall.KEEPER):
            referral = Referral.objects.filter(case=self.case).order_by("-pk").first()
            follow_up = FollowUp.objects.filter(case=self.case, done_at=None).order_by("pk").first()
        if action == "answer_referral":
            if referral:
                referrals.answer_referral(
                    referral=referral, state=ReferralState.ACCEPTED, actor=actor, now=self.now
                )
            return referral is not None
        if action == "follow_up":
            if follow_up:
                follow_ups.record_follow_up(
                    follow_up=follow_up, reached=Reached.SAFE, words="ठीक", actor=actor, now=self.now
                )
            return follow_up is not None
        if action == "answer_complaint":
            with wall.opened(wall.KEEPER):
                found = selectors.complaints(self.case)
            if found:
                complaints.answer_complaint(
                    case=self.case,
                    complaint=found[-1],
                    is_asked=True,
                    said="हाँ",
                    answer=lambda _number: None,
                    actor=actor,
                    now=self.now,
                )
            return bool(found)
        function, given = DONE_BY[action]
        if action == "register_complaint":
            with wall.opened(wall.KEEPER):
                given = {"known": len(selectors.complaints(self.case))}
            given |= {"consent": True, "register": lambda: "481209375"}
        more = {"to": self.world.counsellor} if action == "hand_over" else {}
        function(case=self.case, actor=actor, now=self.now, **given, **more)
        return True

    def snapshot(self):
        with wall.opened(wall.KEEPER):
            self.case = Case.objects.get(pk=self.case.pk)
            rows = [
                getattr(self.case, name).count()
                for name in ("notes", "assessments", "referrals", "follow_ups", "reviews")
            ]
            return self.case.state, self.case.closing, self.case.risk, self.timeline().count(), rows

    def timeline(self):
        return Event.objects.filter(case_kind="womenline", case_id=self.case.pk)

    @invariant()
    def holds(self):
        if not hasattr(self, "people"):
            return
        self.snapshot()
        assert (self.case.closed_at is not None) == (self.case.state in CLOSED_STATES)
        assert self.timeline().count() >= self.events, "the timeline only grows"
        self.events = self.timeline().count()
        assert not [event for event in self.timeline() if {"words", "text"} & event.data.keys()]
        with wall.opened(wall.KEEPER):
            if self.case.state == State.CLOSED:
                assert self.case.closing, "no case ends without a reason"
                assert not self.case.follow_ups.filter(done_at=None).exists(), "nobody is asked after the end"
                if self.case.is_minor and self.case.closing == Closing.CONSENT:
                    assert self.case.referrals.filter(kind__in=self.case.of.minors_duty).exists()
            if self.case.closing != Closing.CONSENT and self.case.state == State.CLOSED:
                last = self.timeline().filter(kind="closed").order_by("-seq").first()
                assert last.actor_id != self.case.closing_by_id, "nobody approves an own proposal"

    def teardown(self):
        if hasattr(self, "frozen"):
            self.frozen.__exit__(None, None, None)
        if hasattr(self, "savepoint"):
            assert audit.verify()[1] == []
            transaction.savepoint_rollback(self.savepoint)


def test_whatever_happens_the_rules_hold(world):
    Walk.world = world
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
        ),
    )
