"""Kinds, states and reasons of a case."""

from __future__ import annotations

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What the citizen brings."""

    COMPLAINT = "complaint", _("complaint")
    DEMAND = "demand", _("demand")
    SUGGESTION = "suggestion", _("suggestion")
    CORRUPTION = "corruption", _("corruption")


class State(models.TextChoices):
    """Where a case stands, as officers see it."""

    OPEN = "open", _("open")
    IN_PROGRESS = "in_progress", _("in progress")
    WAITING_FOR_CITIZEN = "waiting_for_citizen", _("waiting for the citizen")
    TRANSFER_PROPOSED = "transfer_proposed", _("transfer proposed")
    SPECIAL_CLOSURE_PROPOSED = "special_closure_proposed", _("special closure proposed")
    AWAITING_CONFIRMATION = "awaiting_confirmation", _("awaiting confirmation")
    CLOSURE_NOTICE = "closure_notice", _("closure notice")
    CLOSED_SATISFIED = "closed_satisfied", _("closed, satisfied")
    CLOSED_SPECIAL = "closed_special", _("closed, special")
    CLOSED_UNREACHED = "closed_unreached", _("closed, unreached")

    @property
    def for_citizen(self) -> str | Promise:
        """The state in the words a citizen is told."""
        return CITIZEN_WORDS[self]


CITIZEN_WORDS: dict[str, str | Promise] = {
    State.OPEN: _("Registered"),
    State.IN_PROGRESS: _("Work is going on"),
    State.WAITING_FOR_CITIZEN: _("We need something from you"),
    State.TRANSFER_PROPOSED: _("Work is going on"),
    State.SPECIAL_CLOSURE_PROPOSED: _("Work is going on"),
    State.AWAITING_CONFIRMATION: _("Reported solved: is it really done?"),
    State.CLOSURE_NOTICE: _("To be closed: you may object"),
    State.CLOSED_SATISFIED: _("Closed (you said yes)"),
    State.CLOSED_SPECIAL: _("Closed (you were given the chance to object)"),
    State.CLOSED_UNREACHED: _("Closed (we could not reach you)"),
}

WORKABLE_STATES = frozenset({State.OPEN, State.IN_PROGRESS})
PROPOSED_STATES = frozenset({State.TRANSFER_PROPOSED, State.SPECIAL_CLOSURE_PROPOSED})
CLOCK_STATES = WORKABLE_STATES | PROPOSED_STATES  # the clock of the level runs
CLOSED_STATES = frozenset({State.CLOSED_SATISFIED, State.CLOSED_SPECIAL, State.CLOSED_UNREACHED})
OPEN_STATES = frozenset(State) - CLOSED_STATES


class EventKind(models.TextChoices):
    """What can stand on the timeline of a case."""

    REGISTERED = "registered", _("registered")
    JOINED = "joined", _("another citizen joined")
    CITIZEN_NOTE = "citizen_note", _("note by the citizen")
    TAKEN_UP = "taken_up", _("taken up")
    INTERIM_NOTE = "interim_note", _("note by the officer")
    QUESTION_ASKED = "question_asked", _("question to the citizen")
    QUESTION_ANSWERED = "question_answered", _("answer of the citizen")
    PAUSE_ENDED = "pause_ended", _("waiting time over")
    RESOLVED = "resolved", _("reported solved")
    CONFIRMED = "confirmed", _("citizen said yes")
    RATED = "rated", _("citizen gave a mark")
    DENIED = "denied", _("citizen said no")
    SUPPORTER_ANSWERED = "supporter_answered", _("answer of a citizen who joined")
    TRANSFER_PROPOSED = "transfer_proposed", _("transfer proposed")
    TRANSFERRED = "transferred", _("transferred")
    TRANSFER_REFUSED = "transfer_refused", _("transfer refused")
    SPECIAL_CLOSURE_PROPOSED = "special_closure_proposed", _("special closure proposed")
    SPECIAL_CLOSURE_RETURNED = "special_closure_returned", _("special closure returned")
    CLOSURE_NOTICE_GIVEN = "closure_notice_given", _("notice of closure")
    MARKED_INVALID = "marked_invalid", _("found not to be a case for the helpline")
    CLOSURE_OBJECTED = "closure_objected", _("citizen objected")
    CLOSED_SPECIAL = "closed_special", _("closed specially")
    FORM_CHANGED = "form_changed", _("kind changed")
    FORM_OBJECTED = "form_objected", _("citizen objected to the change of kind")
    WARNED = "warned", _("deadline is near")
    OVERDUE = "overdue", _("deadline passed")
    ESCALATED = "escalated", _("went to the next level")
    SENT_BACK = "sent_back", _("sent back")
    CONTACT_TRIED = "contact_tried", _("citizen was called")
    CLOSED_UNREACHED = "closed_unreached", _("closed, citizen not reached")
    REOPENED = "reopened", _("opened again")
    APPEALED = "appealed", _("citizen appealed at CPGRAMS")
    AUDITED = "audited", _("quality audited")
    SEAL_OPENED = "seal_opened", _("sealed identity was read")
    REVEAL_ASKED = "reveal_asked", _("asked to read the sealed identity")
    REVEAL_APPROVED = "reveal_approved", _("reading the sealed identity approved")
    REVEAL_REFUSED = "reveal_refused", _("reading the sealed identity refused")
    ACCUSED_DECIDED = "accused_decided", _("who is accused was decided")
    RETALIATION_REPORTED = "retaliation_reported", _("reported being threatened or harmed for the complaint")
    RETALIATION_ANSWERED = "retaliation_answered", _("what was done against the threat or harm")
    HANDED_OVER = "handed_over", _("handed over to an investigating agency")
    VOICE_SECURED = "voice_secured", _("the recording left by voice came to the evidence")


class ClosureReason(models.TextChoices):
    """Why a case may end without the citizen's yes (order of the Directorate; a setting of the state)."""

    ACTION_TAKEN = "action_taken", _("action already taken")
    FOUND_FALSE = "found_false", _("found false on inspection")
    NOT_ELIGIBLE = "not_eligible", _("not eligible under the scheme")
    IN_COURT = "in_court", _("before a court")
    RTI = "rti", _("a right-to-information matter")
    SERVICE_MATTER = "service_matter", _("service matter of an employee")
    POLICY_PENDING = "policy_pending", _("policy decision pending")
    DUPLICATE = "duplicate", _("duplicate")
    DEMAND = "demand", _("a demand, not a complaint")
    UNTRACEABLE = "untraceable", _("citizen untraceable")
    OUTSIDE_STATE = "outside_state", _("outside the state government")


# Reasons that stand on what an officer saw or found: a file must show it.
NEED_EVIDENCE = frozenset(
    {
        ClosureReason.ACTION_TAKEN,
        ClosureReason.FOUND_FALSE,
        ClosureReason.NOT_ELIGIBLE,
        ClosureReason.IN_COURT,
    }
)
INVALID_REASONS = frozenset(
    {
        ClosureReason.IN_COURT,
        ClosureReason.RTI,
        ClosureReason.SERVICE_MATTER,
        ClosureReason.OUTSIDE_STATE,
        ClosureReason.POLICY_PENDING,
    }
)

# What closes a case by saying that it is somebody else's: never a central one (DARPG, guidelines of 23 August 2024).
DOES_NOT_PERTAIN = frozenset({ClosureReason.OUTSIDE_STATE})


class EscalationReason(models.TextChoices):
    """Why L3 may hand a case up to L4."""

    BUDGET = "budget", _("needs money beyond my powers")
    POLICY = "policy", _("needs a decision of policy")
    OTHER_AGENCY = "other_agency", _("needs another agency of the state")
    LEGAL = "legal", _("needs legal advice")
    REPEATED = "repeated", _("the citizen said no more than once")


class SendBackReason(models.TextChoices):
    """Why L4 may send a case back to L3."""

    FIELD_WORK = "field_work", _("field work is not finished")
    WITHIN_POWERS = "within_powers", _("within the powers of L3")
    REPORT_MISSING = "report_missing", _("the report is incomplete")


class DenialReason(models.TextChoices):
    """Why the citizen says no."""

    NOT_DONE = "not_done", _("nothing was done")
    PARTLY_DONE = "partly_done", _("only partly done")
    CAME_BACK = "came_back", _("the problem came back")
    WRONG_WORK = "wrong_work", _("something else was done")
    OTHER = "other", _("another reason")


class FileSide(models.TextChoices):
    """What a file on a case is for."""

    COMPLAINT = "complaint", _("from the citizen")
    PROOF = "proof", _("proof of the work")
    EVIDENCE = "evidence", _("evidence for closing")


class InteractionKind(models.TextChoices):
    """What a contact was about (product row M2)."""

    SCHEME = "scheme", _("scheme information")
    COMPLAINT = "complaint", _("complaint")
    DEMAND = "demand", _("demand or suggestion")
    CORRUPTION = "corruption", _("corruption")
    STATUS = "status", _("status of an earlier complaint")
    JANSEVA = "janseva", _("certificates and land records")
    WOMEN = "women", _("women's helpline")
    CLOSURE = "closure", _("closure question")
    FOLLOW_UP = "follow_up", _("follow-up of an earlier call")
    INFORMATION = "information", _("other information")
    OTHER = "other", _("something else")
    NONE = "none", _("nothing was said")


class Disposition(models.TextChoices):
    """How a contact ended."""

    REGISTERED = "registered", _("complaint registered")
    JOINED = "joined", _("joined an earlier complaint")
    APPLIED = "applied", _("application taken")
    INFORMED = "informed", _("information given")
    STATUS_TOLD = "status_told", _("status told")
    ANSWERED_YES = "answered_yes", _("citizen confirmed")
    ANSWERED_NO = "answered_no", _("citizen said it is not done")
    NOT_REACHED = "not_reached", _("not reached")
    CALL_LATER = "call_later", _("asked to call later")
    TRANSFERRED = "transferred", _("put through")
    DROPPED = "dropped", _("call dropped")
    WRONG_NUMBER = "wrong_number", _("wrong number")
    SILENT = "silent", _("nobody spoke")
    ABUSIVE = "abusive", _("caller was abusive")


# A call that came to nothing: wrapped up by one key, without a kind being asked for.
CAME_TO_NOTHING = (
    Disposition.SILENT,
    Disposition.DROPPED,
    Disposition.WRONG_NUMBER,
    Disposition.ABUSIVE,
)


class AuditVerdict(models.TextChoices):
    """What a quality audit found."""

    GOOD = "good", _("good")
    LOW = "low", _("low quality")
    REOPEN = "reopen", _("low quality, opened again")
