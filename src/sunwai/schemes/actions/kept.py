"""What a citizen told about themselves and wants kept, and that it goes away again."""

from __future__ import annotations

from datetime import datetime

from sunwai.casework.action import action
from sunwai.citizens.models import Citizen
from sunwai.schemes.eligibility import Answers
from sunwai.schemes.models import KeptAnswers


@action
def keep_answers(*, citizen: Citizen, answers: Answers, now: datetime) -> None:
    """Keep `answers` for the citizen's next look, in place of earlier ones; the citizen asked for it."""
    KeptAnswers.objects.update_or_create(citizen=citizen, defaults={"answers": dict(answers), "kept_at": now})


@action
def forget_answers(*, citizen: Citizen) -> None:
    """Delete what was kept."""
    KeptAnswers.objects.filter(citizen=citizen).delete()
