"""How a case stands here and at the centre: one table for each direction."""

from __future__ import annotations

from sunwai.cpgrams.enums import CentralStatus as C
from sunwai.cpgrams.enums import WordKind
from sunwai.grievances.enums import State as S  # noqa: N817

# Ours → theirs. That a case is closed for the centre is decided by `is_closed_for_centre`, not here.
# fmt: off
TO_CENTRE: dict[str, C] = {
    S.OPEN:                     C.RECEIVED,       # lies on a table, nobody has begun; after an appeal: UNDER_PROCESS
    S.IN_PROGRESS:              C.UNDER_PROCESS,
    S.WAITING_FOR_CITIZEN:      C.UNDER_PROCESS,  # the centre's clock does not stand still with ours
    S.TRANSFER_PROPOSED:        C.UNDER_PROCESS,
    S.SPECIAL_CLOSURE_PROPOSED: C.UNDER_PROCESS,
    S.CLOSURE_NOTICE:           C.UNDER_PROCESS,  # the citizen may still object
    S.AWAITING_CONFIRMATION:    C.UNDER_PROCESS,  # CLOSED where the centre asks, or its 21 days end: see there
    S.CLOSED_SATISFIED:         C.CLOSED,
    S.CLOSED_SPECIAL:           C.CLOSED,
    S.CLOSED_UNREACHED:         C.CLOSED,
}

# Theirs → ours: how the centre's words for a rating count here, from 1 to 5. POOR is the citizen's no.
RATINGS: dict[str, int] = {
    "excellent": 5,
    "very good": 4,
    "good":      3,
    "average":   2,
    "poor":      1,
}
POOR = 1

# Theirs → ours: what the citizen's word does to a case, by where it stands: the action of `grievances`, by its name.
# Poor feedback is a no like any other; an appeal that follows it finds the case open, and adds its words.
YES = {
    S.AWAITING_CONFIRMATION: "confirm",  # the one way to "closed, satisfied"
}
NO = {
    S.AWAITING_CONFIRMATION: "deny",     # opens at the next level
    S.CLOSURE_NOTICE:        "object",   # opens at the next level
    S.CLOSED_SATISFIED:      "appeal",   # opens at the next level
    S.CLOSED_SPECIAL:        "appeal",
    S.CLOSED_UNREACHED:      "appeal",
}
# fmt: on


def says_no(kind: str, rating: int | None) -> bool:
    """Whether feedback or an appeal is the citizen's no."""
    return kind == WordKind.APPEAL or (rating is not None and rating <= POOR)


def agree(ours: str, theirs: str) -> bool:
    """Whether what we last told the centre and what it has on record are the same thing."""
    return _SAME.get(ours, ours) == _SAME.get(theirs, theirs)


# At the centre an appeal, or our own reopening, is a grievance that is being worked on again.
_SAME: dict[str, str] = {C.APPEALED: C.UNDER_PROCESS, C.REOPENED: C.UNDER_PROCESS}
