"""What may happen to a complaint, as one table.

The table is the rule: pages offer what it allows, actions ask it, `docs/` draws it, the property tests walk it.
The names under "who may" are relations to the case; `perms.relations` says who has them.
"""

from sunwai.casework.workflow import Workflow, to
from sunwai.grievances.enums import CLOCK_STATES, CLOSED_STATES, OPEN_STATES, WORKABLE_STATES
from sunwai.grievances.enums import State as S  # noqa: N817

ANY = frozenset(S)
LOW, HIGH = (1, 2), (3, 4, 5)

# fmt: off
WORKFLOW = Workflow(
    # action                      from                        to                           who may                with
    to("take_up",                 S.OPEN,                     S.IN_PROGRESS,               ("holder", "department_system")),
    to("citizen_note",            OPEN_STATES,                None,                        ("citizen", "supporter", "agent", "filer"), needs=("words",)),
    to("note",                    WORKABLE_STATES,            None,                        ("holder", "department_system"), needs=("words",)),
    to("ask_citizen",             WORKABLE_STATES,            S.WAITING_FOR_CITIZEN,       ("holder", "department_system"), needs=("words",)),
    to("answer_question",         S.WAITING_FOR_CITIZEN,      S.IN_PROGRESS,               ("citizen", "agent"),  needs=("words",)),
    to("end_pause",               S.WAITING_FOR_CITIZEN,      S.IN_PROGRESS,               "system"),
    to("resolve",                 WORKABLE_STATES,            S.AWAITING_CONFIRMATION,     ("holder", "department_system"), needs=("words", "proof")),
    to("propose_transfer",        WORKABLE_STATES,            S.TRANSFER_PROPOSED,         "holder",              at=LOW, needs=("words", "category", "citizen_spoken_to")),
    to("approve_transfer",        S.TRANSFER_PROPOSED,        S.OPEN,                      "transfer_approver"),
    to("refuse_transfer",         S.TRANSFER_PROPOSED,        S.IN_PROGRESS,               "transfer_approver",   needs=("words",)),
    to("propose_special_closure", WORKABLE_STATES,            S.SPECIAL_CLOSURE_PROPOSED,  "holder",              needs=("reason", "words")),
    to("approve_special_closure", S.SPECIAL_CLOSURE_PROPOSED, S.CLOSURE_NOTICE,            "closure_approver"),
    to("return_special_closure",  S.SPECIAL_CLOSURE_PROPOSED, S.OPEN,                      "closure_approver",    needs=("words",)),
    to("mark_invalid",            WORKABLE_STATES,            S.CLOSURE_NOTICE,            "holder",              at=HIGH, needs=("reason", "words")),
    to("object",                  S.CLOSURE_NOTICE,           S.OPEN,                      ("citizen", "agent"),  level=+1, needs=("words",)),
    to("close_unopposed",         S.CLOSURE_NOTICE,           S.CLOSED_SPECIAL,            "system"),
    to("change_form",             WORKABLE_STATES,            None,                        "holder",              needs=("kind", "words")),
    to("object_to_form",          WORKABLE_STATES,            None,                        ("citizen", "agent"),  needs=("words",)),
    to("climb",                   CLOCK_STATES,               S.OPEN,                      "system",              at=LOW, level=+1),
    to("escalate",                WORKABLE_STATES,            S.OPEN,                      "holder",              at=(3,), level=+1, needs=("reason", "words")),
    to("send_back",               WORKABLE_STATES,            S.OPEN,                      "holder",              at=(4,), level=-1, needs=("reason", "words")),
    to("confirm",                 S.AWAITING_CONFIRMATION,    S.CLOSED_SATISFIED,          ("citizen", "agent")),
    to("rate",                    S.CLOSED_SATISFIED,         None,                        "citizen",             needs=("rating",)),
    to("deny",                    S.AWAITING_CONFIRMATION,    S.OPEN,                      ("citizen", "agent"),  level=+1, needs=("reason",)),
    to("supporter_answer",        S.AWAITING_CONFIRMATION,    None,                        "supporter"),
    to("try_contact",             S.AWAITING_CONFIRMATION,    None,                        ("agent", "system")),
    to("close_unreached",         S.AWAITING_CONFIRMATION,    S.CLOSED_UNREACHED,          "system"),
    to("reopen",                  CLOSED_STATES,              S.OPEN,                      ("citizen", "agent"),  needs=("words",)),
    to("appeal",                  CLOSED_STATES,              S.OPEN,                      "central_citizen",     level=+1, needs=("words",)),
    to("audit_quality",           CLOSED_STATES,              None,                        "auditor",             needs=("verdict", "words")),
    to("audit_reopen",            CLOSED_STATES,              S.OPEN,                      "auditor",             needs=("words",)),
    # Of corruption cases alone
    to("ask_reveal",              ANY,                        None,                        "vigilance_holder",    needs=("words",)),
    to("approve_reveal",          ANY,                        None,                        ("vigilance", "second")),
    to("refuse_reveal",           ANY,                        None,                        ("vigilance", "second"), needs=("words",)),
    to("open_seal",               ANY,                        None,                        "vigilance_holder"),
    to("decide_accused",          ANY,                        None,                        "vigilance_holder",    needs=("words",)),
    to("hand_over",               WORKABLE_STATES,            None,                        "vigilance_holder",    needs=("agency", "words")),
    to("report_retaliation",      ANY,                        None,                        "complainant",         needs=("words",)),
    to("answer_retaliation",      ANY,                        None,                        "vigilance",           needs=("words",)),
)
# fmt: on
