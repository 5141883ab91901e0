"""What is written about schemes."""

from sunwai.schemes.actions.editing import propose_change, publish_change, refuse_change
from sunwai.schemes.actions.enquiries import (
    answer_question,
    dismiss_question,
    note_unanswered,
    record_enquiry,
)
from sunwai.schemes.actions.kept import forget_answers, keep_answers
from sunwai.schemes.actions.loading import load_schemes

__all__ = [
    "answer_question",
    "dismiss_question",
    "forget_answers",
    "keep_answers",
    "load_schemes",
    "note_unanswered",
    "propose_change",
    "publish_change",
    "record_enquiry",
    "refuse_change",
]
