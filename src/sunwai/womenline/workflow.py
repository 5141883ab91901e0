"""What may happen to a confidential case, as one table. Who the relations are: `perms.relations`."""

from sunwai.casework.workflow import Workflow, to
from sunwai.womenline.enums import CLOSED_STATES, WORKABLE_STATES
from sunwai.womenline.enums import State as S  # noqa: N817

ALL = WORKABLE_STATES | CLOSED_STATES | {S.CLOSING}

# fmt: off
WORKFLOW = Workflow(
    # action                from                                target          who may                       with
    to("triage_emergency",   WORKABLE_STATES,                    S.EMERGENCY,    "counsellor"),
    to("triage_counselling", (S.NEW, S.EMERGENCY),               S.COUNSELLING,  "counsellor"),
    to("triage_information", S.NEW,                              S.INFORMED,     "counsellor"),
    to("assess",             WORKABLE_STATES,                    None,           "counsellor",                 needs=("answers",)),
    to("describe",           WORKABLE_STATES,                    None,           "counsellor"),
    to("note",               ALL,                                None,           ("counsellor", "supervisor"), needs=("words",)),
    to("refer",              WORKABLE_STATES,                    None,           "counsellor",                 needs=("kind", "consent")),
    to("answer_referral",    ALL,                                None,           "counsellor",                 needs=("state",)),
    to("register_complaint", WORKABLE_STATES,                    None,           "counsellor"),
    to("answer_complaint",   ALL,                                None,           "counsellor"),
    to("begin_follow_up",    (S.EMERGENCY, S.COUNSELLING),       S.FOLLOW_UP,    "counsellor"),
    to("follow_up",          ALL,                                None,           "counsellor",                 needs=("reached",)),
    to("close",              (S.COUNSELLING, S.FOLLOW_UP),       S.CLOSED,       "counsellor",                 needs=("consent", "words")),
    to("propose_closing",    WORKABLE_STATES,                    S.CLOSING,      "counsellor",                 needs=("reason", "words")),
    to("approve_closing",    S.CLOSING,                          S.CLOSED,       "second_supervisor"),
    to("return_closing",     S.CLOSING,                          S.COUNSELLING,  "supervisor",                 needs=("words",)),
    to("reopen",             CLOSED_STATES,                      S.COUNSELLING,  "counsellor",                 needs=("words",)),
    to("review",             ALL,                                None,           "supervisor",                 needs=("verdict",)),
    to("hand_over",          WORKABLE_STATES,                    None,           "supervisor",                 needs=("to",)),
)
# fmt: on
