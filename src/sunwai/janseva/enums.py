"""States, kinds and reasons of an application."""

from __future__ import annotations

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where an application stands, as officers see it."""

    LINK_SENT = "link_sent", _("link sent to the applicant")
    PAYMENT_PENDING = "payment_pending", _("fee not paid yet")
    WITH_OFFICER = "with_officer", _("with the designated officer")
    WAITING_FOR_APPLICANT = "waiting_for_applicant", _("waiting for the applicant")
    SANCTIONED = "sanctioned", _("sanctioned, being signed")
    ISSUED = "issued", _("issued")
    REJECTED = "rejected", _("rejected")
    EXPIRED = "expired", _("link not used in time")
    WITHDRAWN = "withdrawn", _("withdrawn by the applicant")

    @property
    def for_citizen(self) -> str | Promise:
        """The state in the words an applicant is told."""
        return CITIZEN_WORDS[self]


CITIZEN_WORDS: dict[str, str | Promise] = {
    State.LINK_SENT: _("Please check your application and confirm it"),
    State.PAYMENT_PENDING: _("Please pay the fee"),
    State.WITH_OFFICER: _("It is with the officer"),
    State.WAITING_FOR_APPLICANT: _("The officer asks you something"),
    State.SANCTIONED: _("Approved, the paper is being signed"),
    State.ISSUED: _("Ready"),
    State.REJECTED: _("Refused: you may appeal"),
    State.EXPIRED: _("The link was not used in time"),
    State.WITHDRAWN: _("You took it back"),
}

BEFORE_OFFICER = frozenset({State.LINK_SENT, State.PAYMENT_PENDING})
ON_THE_TABLE = frozenset({State.WITH_OFFICER, State.WAITING_FOR_APPLICANT})  # of the designated officer
APPEALABLE = ON_THE_TABLE | {State.REJECTED, State.SANCTIONED, State.ISSUED}
CLOSED_STATES = frozenset({State.ISSUED, State.REJECTED, State.EXPIRED, State.WITHDRAWN})


class RecordKind(models.TextChoices):
    """Of which land record an application wants a copy; a certificate wants none."""

    NONE = "", _("no land record")
    KHASRA = "khasra", _("khasra")
    KHATAUNI = "khatauni", _("B-1 khatauni")
    NAKSHA = "naksha", _("naksha (map)")
    PUSTIKA = "pustika", _("bhu-adhikar pustika")
    SPECIMEN = "specimen", _("specimen copy")


class EventKind(models.TextChoices):
    """What can stand on the timeline of an application."""

    TAKEN = "taken", _("application taken")
    LINK_SENT = "link_sent", _("link sent")
    IDENTIFIED = "identified", _("identity confirmed by e-KYC")
    VERIFIED = "verified", _("confirmed by the applicant")
    PAYMENT_ASKED = "payment_asked", _("fee asked for")
    PAID = "paid", _("fee paid")
    QUESTION_ASKED = "question_asked", _("question to the applicant")
    QUESTION_ANSWERED = "question_answered", _("answer of the applicant")
    SANCTIONED = "sanctioned", _("sanctioned")
    ISSUED = "issued", _("issued, signed")
    REJECTED = "rejected", _("rejected")
    REVOKED = "revoked", _("revoked")
    PULLED = "pulled", _("fetched by DigiLocker")
    EXPIRED = "expired", _("link not used in time")
    WITHDRAWN = "withdrawn", _("withdrawn")
    OVERDUE = "overdue", _("time limit passed")
    APPEALED = "appealed", _("appealed")
    HEARING_FIXED = "hearing_fixed", _("hearing fixed")
    ORDERED = "ordered", _("order on the appeal")
    PENALISED = "penalised", _("penalty imposed")
    PENALTY_REVISED = "penalty_revised", _("penalty lowered or set aside")


class RejectionReason(models.TextChoices):
    """Why a designated officer refuses; the reason is always told (Act of 2010, section 5(2))."""

    NOT_ENTITLED = "not_entitled", _("not entitled to it")
    NOT_TRUE = "not_true", _("what was declared is not true")
    PAPERS_MISSING = "papers_missing", _("papers are missing")
    NO_SUCH_RECORD = "no_such_record", _("there is no such record")
    WRONG_OFFICE = "wrong_office", _("another office decides this")
    DISPUTED = "disputed", _("the matter is before a court")


class Stage(models.TextChoices):
    """Before whom an appeal lies; its level on the ladder is `LEVEL`."""

    FIRST = "first", _("first appeal")
    SECOND = "second", _("second appeal")
    REVISION = "revision", _("revision")


class AppealState(models.TextChoices):
    """How far an appeal has come."""

    FILED = "filed", _("filed")
    HEARING = "hearing", _("hearing fixed")
    DECIDED = "decided", _("decided")


class Ground(models.TextChoices):
    """Why somebody appeals."""

    REJECTED = "rejected", _("the application was refused")
    OVERDUE = "overdue", _("the time limit passed")
    ORDER = "order", _("the order on the earlier appeal")
    PENALTY = "penalty", _("the penalty")
    OWN_MOTION = "own_motion", _("of the authority's own accord")


class Outcome(models.TextChoices):
    """What an order says."""

    ALLOWED = "allowed", _("allowed: the service is to be given")
    DISMISSED = "dismissed", _("dismissed")


class PenaltyKind(models.TextChoices):
    """For what an officer pays (Act of 2010, section 7(1))."""

    FAILURE = "failure", _("failed to give the service without sufficient cause")
    DELAY = "delay", _("delayed the service")


class PaymentState(models.TextChoices):
    """How far the fee has come."""

    OPEN = "open", _("not paid yet")
    PAID = "paid", _("paid")
    REFUNDED = "refunded", _("given back")


class LedgerKind(models.TextChoices):
    """A line of the ledger."""

    CHARGED = "charged", _("taken")
    REFUNDED = "refunded", _("given back")
