"""How much an officer pays, by the settings (Act of 2010, section 7).

>>> delay_penalty(3)
75000
>>> delay_penalty(40)
500000
"""

from __future__ import annotations

from datetime import datetime

from sunwai.core.clock import IST
from sunwai.core.options import option
from sunwai.janseva.errors import CompensationTooHigh, PenaltyOutOfRange


def days_late(due: datetime, until: datetime) -> int:
    """Whole days, begun ones counted, from the limit of the Act to `until`; 0 where it was kept."""
    return max(0, (until.astimezone(IST).date() - due.astimezone(IST).date()).days)


def delay_penalty(days: int) -> int:
    """Paise for so many days of delay: by the day, up to the highest (section 7(1)(b))."""
    return min(days * int(option("janseva.penalty_day")), int(option("janseva.penalty_most"))) * 100


def check_at_once(rupees: int) -> int:
    """Paise of a penalty imposed at once (section 7(1)(a)).

    Raises:
        PenaltyOutOfRange: less than the least or more than the highest.
    """
    least, most = int(option("janseva.penalty_least")), int(option("janseva.penalty_most"))
    if not least <= rupees <= most:
        raise PenaltyOutOfRange(least=least, most=most)
    return rupees * 100


def check_compensation(rupees: int, penalty_paise: int) -> int:
    """Paise of the penalty that go to the applicant: never more than the penalty (section 7(3)).

    Raises:
        CompensationTooHigh: it is.
    """
    if not 0 <= rupees * 100 <= penalty_paise:
        raise CompensationTooHigh(most=penalty_paise // 100)
    return rupees * 100
