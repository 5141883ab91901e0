"""Writing down who read what of a confidential case."""

from __future__ import annotations

from datetime import datetime

from sunwai.accounts.models import User
from sunwai.core import rows
from sunwai.womenline.enums import Read
from sunwai.womenline.models import Case, CaseReading


def log_reading(*, user: User, family: str, what: Read, case: Case | None, now: datetime) -> None:
    """Write down that `user` read; behind the opened wall."""
    rows.insert(CaseReading(family=family, at=now, user=user, what=what, case=case))
