"""Choices of the webhooks, and what other systems call the things that happen to a case."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from sunwai.grievances.enums import EventKind


class Hears(models.TextChoices):
    """Of which cases an endpoint may hear."""

    KEY = "key", _("the cases filed with one API key")
    DEPARTMENT = "department", _("the cases of one department")
    ALL = "all", _("all cases")


class EndpointState(models.TextChoices):
    """Whether anything is sent to an endpoint."""

    ACTIVE = "active", _("in use")
    DISABLED = "disabled", _("disabled")


class DisabledBy(models.TextChoices):
    """Why nothing is sent to an endpoint any more."""

    HAND = "hand", _("an administrator disabled it")
    GONE = "gone", _("it answered that it is gone (410)")
    FAILING = "failing", _("it did nothing but fail for a week")


class DeliveryState(models.TextChoices):
    """How far a delivery has come."""

    PENDING = "pending", _("waiting to be sent")
    DELIVERED = "delivered", _("delivered")
    GIVEN_UP = "given_up", _("given up")


class EventType(models.TextChoices):
    """What an endpoint can be told."""

    REGISTERED = "grievance.registered", _("registered")
    JOINED = "grievance.joined", _("another citizen joined")
    TAKEN_UP = "grievance.taken_up", _("taken up")
    QUESTION_ASKED = "grievance.question_asked", _("question to the citizen")
    QUESTION_ANSWERED = "grievance.question_answered", _("answer of the citizen")
    RESOLVED = "grievance.resolved", _("reported solved")
    DENIED = "grievance.denied", _("citizen said no")
    TRANSFERRED = "grievance.transferred", _("transferred")
    KIND_CHANGED = "grievance.kind_changed", _("kind changed")
    ESCALATED = "grievance.escalated", _("went to the next level")
    SENT_BACK = "grievance.sent_back", _("sent back")
    OVERDUE = "grievance.overdue", _("deadline passed")
    CLOSURE_NOTICE = "grievance.closure_notice", _("notice of closure")
    CLOSURE_OBJECTED = "grievance.closure_objected", _("citizen objected")
    CLOSED = "grievance.closed", _("closed")
    REOPENED = "grievance.reopened", _("opened again")


TEST_TYPE = "sunwai.test"

# What stands on the timeline → what endpoints are told. What is not here stays inside the offices: proposals, notes,
# warnings, quality audits, who opened a seal.
# fmt: off
TOLD_AS: dict[str, EventType] = {
    EventKind.REGISTERED:           EventType.REGISTERED,
    EventKind.JOINED:               EventType.JOINED,
    EventKind.TAKEN_UP:             EventType.TAKEN_UP,
    EventKind.QUESTION_ASKED:       EventType.QUESTION_ASKED,
    EventKind.QUESTION_ANSWERED:    EventType.QUESTION_ANSWERED,
    EventKind.PAUSE_ENDED:          EventType.QUESTION_ANSWERED,  # by nobody, in time: work goes on
    EventKind.RESOLVED:             EventType.RESOLVED,
    EventKind.DENIED:               EventType.DENIED,
    EventKind.TRANSFERRED:          EventType.TRANSFERRED,
    EventKind.FORM_CHANGED:         EventType.KIND_CHANGED,
    EventKind.FORM_OBJECTED:        EventType.KIND_CHANGED,
    EventKind.ESCALATED:            EventType.ESCALATED,
    EventKind.SENT_BACK:            EventType.SENT_BACK,
    EventKind.OVERDUE:              EventType.OVERDUE,
    EventKind.CLOSURE_NOTICE_GIVEN: EventType.CLOSURE_NOTICE,
    EventKind.MARKED_INVALID:       EventType.CLOSURE_NOTICE,
    EventKind.CLOSURE_OBJECTED:     EventType.CLOSURE_OBJECTED,
    EventKind.CONFIRMED:            EventType.CLOSED,
    EventKind.CLOSED_SPECIAL:       EventType.CLOSED,
    EventKind.CLOSED_UNREACHED:     EventType.CLOSED,
    EventKind.REOPENED:             EventType.REOPENED,
    EventKind.APPEALED:             EventType.REOPENED,
}
# fmt: on


def kinds_told_as(types: list[str]) -> list[str]:
    """The kinds of the timeline that an endpoint hears which wants `types`; empty means all of them."""
    return [str(kind) for kind, told in TOLD_AS.items() if not types or told in types]
