"""Our states in the words of Open311, and of mySociety's extension, which has more of them.

*closed* is only what is closed here: by the citizen's word, or by a rule that was told. What an officer reports solved
is open until the citizen was asked.
"""

from __future__ import annotations

from sunwai.grievances.enums import CLOSED_STATES, EventKind, State

OPEN, CLOSED = "open", "closed"

# fmt: off
EXTENDED: dict[str, str] = {
    State.OPEN:                     OPEN,
    State.IN_PROGRESS:              "in_progress",
    State.WAITING_FOR_CITIZEN:      "investigating",
    State.TRANSFER_PROPOSED:        "internal_referral",
    State.SPECIAL_CLOSURE_PROPOSED: "investigating",
    State.AWAITING_CONFIRMATION:    "in_progress",
    State.CLOSURE_NOTICE:           "investigating",
    State.CLOSED_SATISFIED:         "fixed",
    State.CLOSED_SPECIAL:           "no_further_action",
    State.CLOSED_UNREACHED:         CLOSED,
}

# What is told to everybody, and how the case then stands.
TOLD: dict[str, State] = {
    EventKind.REGISTERED:           State.OPEN,
    EventKind.TAKEN_UP:             State.IN_PROGRESS,
    EventKind.INTERIM_NOTE:         State.IN_PROGRESS,
    EventKind.QUESTION_ASKED:       State.WAITING_FOR_CITIZEN,
    EventKind.QUESTION_ANSWERED:    State.IN_PROGRESS,
    EventKind.PAUSE_ENDED:          State.IN_PROGRESS,
    EventKind.RESOLVED:             State.AWAITING_CONFIRMATION,
    EventKind.CONFIRMED:            State.CLOSED_SATISFIED,
    EventKind.DENIED:               State.OPEN,
    EventKind.TRANSFERRED:          State.OPEN,
    EventKind.CLOSURE_NOTICE_GIVEN: State.CLOSURE_NOTICE,
    EventKind.CLOSURE_OBJECTED:     State.OPEN,
    EventKind.CLOSED_SPECIAL:       State.CLOSED_SPECIAL,
    EventKind.CLOSED_UNREACHED:     State.CLOSED_UNREACHED,
    EventKind.ESCALATED:            State.OPEN,
    EventKind.SENT_BACK:            State.OPEN,
    EventKind.REOPENED:             State.OPEN,
}
# fmt: on


def status_of(state: str) -> str:
    """`open` or `closed`."""
    return CLOSED if state in CLOSED_STATES else OPEN


def states_of(status: str) -> frozenset[str]:
    """The states that `status`, plain or extended, in any spelling of case, stands for; none where it is unknown."""
    wanted = status.lower().replace(" ", "_")
    plain = frozenset(str(state) for state in State if status_of(state) == wanted)
    return plain or frozenset(state for state, said in EXTENDED.items() if said == wanted)
