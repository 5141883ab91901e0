"""What may happen to an application, as one table.

The names under "who may" are relations to the application; `perms.relations` says who has them.
"""

from sunwai.casework.workflow import Workflow, to
from sunwai.janseva.enums import APPEALABLE, BEFORE_OFFICER, ON_THE_TABLE
from sunwai.janseva.enums import State as S  # noqa: N817

# fmt: off
WORKFLOW = Workflow(
    # action                from                            to                        who may                  with
    to("send_link",         (S.LINK_SENT, S.EXPIRED),       S.LINK_SENT,              ("agent", "applicant")),
    to("expire",            S.LINK_SENT,                    S.EXPIRED,                "system"),
    to("identify",          S.LINK_SENT,                    None,                     "applicant"),
    to("verify",            S.LINK_SENT,                    S.WITH_OFFICER,           "applicant",             needs=("declared",)),
    to("verify_to_pay",     S.LINK_SENT,                    S.PAYMENT_PENDING,        "applicant",             needs=("declared",)),
    to("pay",               S.PAYMENT_PENDING,              S.WITH_OFFICER,           "system",                needs=("payment",)),
    to("withdraw",          BEFORE_OFFICER | ON_THE_TABLE,  S.WITHDRAWN,              "applicant"),
    to("ask_applicant",     S.WITH_OFFICER,                 S.WAITING_FOR_APPLICANT,  "designated_officer",    needs=("words",)),
    to("answer",            S.WAITING_FOR_APPLICANT,        S.WITH_OFFICER,           ("applicant", "agent"),  needs=("words",)),
    to("sanction",          ON_THE_TABLE,                   S.SANCTIONED,             "designated_officer"),
    to("issue",             S.SANCTIONED,                   S.ISSUED,                 "system"),
    to("reject",            ON_THE_TABLE,                   S.REJECTED,               "designated_officer",    needs=("reason", "words")),
    to("appeal",            APPEALABLE,                     None,                     ("applicant", "authority"), needs=("ground",)),
    to("fix_hearing",       APPEALABLE,                     None,                     "authority",             needs=("hearing_at",)),
    to("order",             APPEALABLE,                     None,                     "authority",             needs=("outcome", "words")),
    to("order_anew",        S.REJECTED,                     S.WITH_OFFICER,           "authority",             needs=("outcome", "words")),
    to("ask_revision",      APPEALABLE,                     None,                     "penalised",             needs=("words",)),
    to("revise",            APPEALABLE,                     None,                     "authority",             needs=("words",)),
    to("revoke",            S.ISSUED,                       None,                     "designated_officer",    needs=("words",)),
)
# fmt: on
