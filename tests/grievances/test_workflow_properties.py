"""Every way a case can go: Hypothesis walks the table as citizens, officers, agents and the clock, at random.

After each step the invariants of the workflow must hold, whatever order the steps came in.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from sunwai.casework import audit
from sunwai.core import clock
from sunwai.core.errors import NotAllowed
from sunwai.grievances import perms, sweeps
from sunwai.grievances.actions import audit as audits
from sunwai.grievances.actions import closure, form, levels, special_closure, transfer, work
from sunwai.grievances.enums import (
    CLOCK_STATES,
    OPEN_STATES,
    AuditVerdict,
    ClosureReason,
    DenialReason,
    Disposition,
    EscalationReason,
    Kind,
    SendBackReason,
    State,
)
from sunwai.grievances.models import Grievance
from sunwai.grievances.workflow import WORKFLOW
from sunwai.messages.enums import Channel
from sunwai.vigilance.actions import accused, hand_over, retaliation, reveal
from tests.world import MONDAY, World

PORTAL = {"channel": Channel.PORTAL}

# How each row of the table is done by somebody who may: (function, arguments beside case, actor and now).
DONE_BY = {
    "citizen_note": (work.add_citizen_note, {"words": "और भी घर हैं", **PORTAL}),
    "take_up": (work.take_up, {}),
    "note": (work.add_note, {"words": "लाइन देखी"}),
    "ask_citizen": (work.ask_citizen, {"words": "कौन सा खंभा?"}),
    "answer_question": (work.answer_question, {"words": "मंदिर के पास वाला", **PORTAL}),
    "resolve": (work.resolve, {"words": "ठीक किया"}),
    "propose_transfer": (transfer.propose_transfer, {"words": "हमारा काम नहीं", "citizen_spoken_to": True}),
    "approve_transfer": (transfer.approve_transfer, {}),
    "refuse_transfer": (transfer.refuse_transfer, {"words": "आपका ही काम है"}),
    "propose_special_closure": (
        special_closure.propose_special_closure,
        {"reason": ClosureReason.DUPLICATE, "words": "पहले से दर्ज", "evidence": ()},
    ),
    "approve_special_closure": (special_closure.approve_special_closure, {}),
    "return_special_closure": (special_closure.return_special_closure, {"words": "प्रमाण नहीं"}),
    "mark_invalid": (
        special_closure.mark_invalid,
        {"reason": ClosureReason.IN_COURT, "words": "न्यायालय में", "evidence": ()},
    ),
    "object": (special_closure.object_to_closure, {"words": "काम नहीं हुआ", **PORTAL}),
    "change_form": (form.change_form, {"kind": Kind.DEMAND, "words": "यह मांग है"}),
    "object_to_form": (form.object_to_form, {"words": "यह शिकायत है", **PORTAL}),
    "escalate": (levels.escalate, {"reason": EscalationReason.BUDGET, "words": "राशि नहीं"}),
    "send_back": (levels.send_back, {"reason": SendBackReason.FIELD_WORK, "words": "काम अधूरा"}),
    "confirm": (closure.confirm, {"rating": 4, **PORTAL}),
    "deny": (closure.deny, {"reason": DenialReason.NOT_DONE, **PORTAL}),
    "rate": (closure.rate, {"rating": 3}),
    "try_contact": (closure.record_contact_try, {"disposition": Disposition.NOT_REACHED}),
    "reopen": (closure.reopen, {"words": "फिर बंद", **PORTAL}),
    "appeal": (closure.appeal, {"words": "काम अधूरा", "channel": Channel.CPGRAMS}),
    "audit_quality": (audits.audit_quality, {"verdict": AuditVerdict.LOW, "words": "फोटो पुरानी"}),
    "audit_reopen": (audits.audit_quality, {"verdict": AuditVerdict.REOPEN, "words": "काम नहीं हुआ"}),
    "ask_reveal": (reveal.ask_reveal, {"words": "बयान लेना है"}),
    "approve_reveal": (reveal.approve_reveal, {}),
    "refuse_reveal": (reveal.refuse_reveal, {"words": "कारण अधूरा"}),
    "open_seal": (reveal.open_seal, {}),
    "decide_accused": (accused.decide_accused, {"suspect": None, "words": "इनमें कोई नहीं"}),
    "hand_over": (hand_over.hand_over, {"agency": "eow", "words": "जाँच के लिए"}),
    "report_retaliation": (retaliation.report_retaliation, {"words": "धमकी मिली", **PORTAL}),
    "answer_retaliation": (retaliation.answer_retaliation, {"words": "थाने को लिखा"}),
    "supporter_answer": (closure.answer_as_supporter, {"done": True, **PORTAL}),
}
BY_THE_CLOCK = {"climb", "end_pause", "close_unopposed", "close_unreached"}


def test_every_row_of_the_table_is_walked():
    assert {row.action for row in WORKFLOW} == DONE_BY.keys() | BY_THE_CLOCK


class Walk(RuleBasedStateMachine):
    """One case, and everybody who can touch it."""

    world: World

    @initialize(vacant=st.sets(st.sampled_from(["je", "ae", "se", "md"]), max_size=2))
    def begin(self, vacant):
        self.savepoint = transaction.savepoint_create()
        self.now = MONDAY
        self.frozen = clock.frozen(self.now)
        self.frozen.__enter__()
        for designation in vacant:
            self.world.vacate(designation)
        self.case = self.world.register()
        self.people = {
            "citizen": self.world.citizen,
            "agent": self.world.agent,
            "auditor": self.world.auditor,
            **{code: self.world.officer(code) for code in ("je", "ae", "se", "md", "patwari", "sdo")},
            "nodal": self.world.officer("nodal-officer-cm-helpline"),
            "stranger": self.world.new_citizen(),
        }
        self.events = self.case.events().count()
        self.level = self.case.level

    @rule(hours=st.sampled_from([1, 20, 80, 24 * 5, 24 * 20]))
    def time_passes(self, hours):
        self.frozen.__exit__(None, None, None)
        self.now += timedelta(hours=hours)
        self.frozen = clock.frozen(self.now)
        self.frozen.__enter__()
        level_before = self.case.level
        sweeps.run_sweeps(now=self.now)
        self.case.refresh_from_db()
        assert self.case.level >= level_before, "the clock never sends a case down"

    @rule(
        who=st.sampled_from(
            ["citizen", "agent", "auditor", "je", "ae", "se", "md", "patwari", "sdo", "nodal", "stranger"]
        ),
        data=st.data(),
    )
    def somebody_acts(self, who, data):
        actor = self.people[who]
        possible = perms.possible_actions(actor, self.case)
        action = data.draw(st.sampled_from(sorted(DONE_BY)), label="action")
        if possible and data.draw(st.booleans(), label="within the rules"):
            action = data.draw(st.sampled_from(possible), label="possible action")
        before = self.snapshot()
        try:
            self.do(action, actor)
        except NotAllowed:
            assert self.snapshot() == before, "what was refused changed something"
        else:
            assert action in possible, f"{who} did {action}, which was not theirs to do"

    def do(self, action, actor):
        function, given = DONE_BY[action]
        given = dict(given)
        if action == "resolve":
            given["proof"] = [self.world.photo(actor, self.now)]
        if action == "propose_transfer":
            here = self.case.category.department.code
            given["category"] = self.world.category(
                "revenue.mutation" if here == "energy" else "energy.no-supply"
            )
        function(grievance=self.case, actor=actor, now=self.now, **given)

    def snapshot(self):
        fresh = Grievance.objects.get(pk=self.case.pk)
        return (
            {field.attname: getattr(fresh, field.attname) for field in Grievance._meta.concrete_fields},
            fresh.events().count(),
        )

    @invariant()
    def rules_hold(self):
        if not hasattr(self, "case"):
            return
        case = self.case = Grievance.objects.select_related("category__department", "citizen").get(
            pk=self.case.pk
        )
        holders = [who for who, actor in self.people.items() if "holder" in perms.relations(actor, case)]
        assert case.post_id, "an open case lies on a table"
        assert len(holders) <= 1, "two people hold one case"
        assert (case.state in CLOCK_STATES) == (case.due_at is not None)
        assert 1 <= case.level <= 4
        assert "stranger" not in holders
        assert not perms.possible_actions(self.people["stranger"], case)

    @invariant()
    def only_appended(self):
        if not hasattr(self, "case"):
            return
        seqs = list(self.case.events().values_list("seq", flat=True))
        assert seqs == list(range(1, len(seqs) + 1))
        assert len(seqs) >= self.events, "the timeline lost something"
        self.events = len(seqs)

    @invariant()
    def no_closure_without_the_citizens_word_or_an_approved_reason(self):
        if not hasattr(self, "case") or self.case.state in OPEN_STATES:
            return
        kinds = list(self.case.events().values_list("kind", flat=True))
        last = {
            State.CLOSED_SATISFIED: "confirmed",
            State.CLOSED_SPECIAL: "closed_special",
            State.CLOSED_UNREACHED: "closed_unreached",
        }[State(self.case.state)]
        assert last in kinds
        if self.case.state == State.CLOSED_SPECIAL:
            approved = self.case.specialclosures.filter(outcome="approved").last()
            assert approved is not None
            assert approved.invalid or approved.decided_by_id != approved.proposed_by_id
        if self.case.state == State.CLOSED_SATISFIED:
            assert self.case.events().get(
                kind="confirmed",
                seq=max(self.case.events().filter(kind="confirmed").values_list("seq", flat=True)),
            ).actor_kind in {"citizen", "staff"}

    def teardown(self):
        if hasattr(self, "case"):
            assert audit.verify()[1] == []
        if hasattr(self, "savepoint"):
            self.frozen.__exit__(None, None, None)
            transaction.savepoint_rollback(self.savepoint)


def test_whatever_anybody_does_the_rules_hold(world, monkeypatch):
    monkeypatch.setattr(Walk, "world", world, raising=False)
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            phases=(Phase.reuse, Phase.generate),  # every step is real SQL: shrinking would take minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
