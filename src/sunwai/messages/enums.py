"""Choices of the messages."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """By which way something comes in or goes out."""

    CALL = "call", _("call to 181")
    PORTAL = "portal", _("portal")
    APP = "app", _("app")
    SMS = "sms", _("SMS")
    WHATSAPP = "whatsapp", _("WhatsApp")
    EMAIL = "email", _("e-mail")
    PUSH = "push", _("notice on the phone")
    IVR = "ivr", _("keys on the phone")
    API = "api", _("another system")
    CPGRAMS = "cpgrams", _("CPGRAMS")
    IMPORT = "import", _("import")
    OFFICE = "office", _("office")


class MessageState(models.TextChoices):
    """How far an outgoing message has come."""

    QUEUED = "queued", _("waiting to be sent")
    SENT = "sent", _("taken by the provider")
    DELIVERED = "delivered", _("delivered")
    READ = "read", _("read")
    UNDELIVERED = "undelivered", _("not delivered")
    FAILED = "failed", _("given up")
    EXPIRED = "expired", _("no longer of use")


FINAL_STATES = frozenset(
    {
        MessageState.DELIVERED,
        MessageState.READ,
        MessageState.UNDELIVERED,
        MessageState.FAILED,
        MessageState.EXPIRED,
    }
)
ARRIVED = frozenset({MessageState.DELIVERED, MessageState.READ})


class Approval(models.TextChoices):
    """Whether WhatsApp lets a template through (Meta: `message_template_status_update`)."""

    NOT_SUBMITTED = "", _("not submitted")
    PENDING = "pending", _("being looked at")
    APPROVED = "approved", _("approved")
    REJECTED = "rejected", _("refused")
    PAUSED = "paused", _("paused by WhatsApp")
    DISABLED = "disabled", _("shut off by WhatsApp")


class CallOutcome(models.TextChoices):
    """How one call of a provider ended."""

    TAKEN = "taken", _("taken")
    REFUSED = "refused", _("message refused for good")
    FAILED = "failed", _("provider failed")


class Event(models.TextChoices):
    """What people are told about. Each has a template per language and channel."""

    OTP = "otp", _("one-time code")
    REGISTERED = "registered", _("complaint registered")
    JOINED = "joined", _("joined an earlier complaint")
    TAKEN_UP = "taken_up", _("officer took it up")
    INTERIM_NOTE = "interim_note", _("note of the officer")
    QUESTION_ASKED = "question_asked", _("officer asks something")
    QUESTION_REMINDER = "question_reminder", _("reminder of the officer's question")
    CLOSURE_QUESTION = "closure_question", _("resolved: is it true?")
    CLOSURE_REMINDER = "closure_reminder", _("reminder of the closure question")
    CLIMBED = "climbed", _("went to a higher officer")
    SENT_BACK = "sent_back", _("went back to the officer below")
    TRANSFERRED = "transferred", _("went to another department")
    FORM_CHANGED = "form_changed", _("kind of the case changed")
    CLOSURE_NOTICE = "closure_notice", _("notice of special closure")
    CLOSED_SATISFIED = "closed_satisfied", _("closed by your word")
    CLOSED_SPECIAL = "closed_special", _("closed specially")
    CLOSED_UNREACHED = "closed_unreached", _("closed, not reached")
    REOPENED = "reopened", _("opened again")
    SCHEME = "scheme", _("scheme information")
    CALL_TRIED = "call_tried", _("we called, nobody answered")
    CAMPAIGN = "campaign", _("answer to a missed call")
    STATUS = "status", _("status by SMS")
    SMS_HELP = "sms_help", _("how to write by SMS")
    DIALOGUE = "dialogue", _("answer in a chat")
    EMAIL_ADDRESS = "email_address", _("is this your e-mail address?")
    # CM Jan Seva
    JANSEVA_LINK = "janseva_link", _("application: please check and confirm")
    JANSEVA_PAYMENT = "janseva_payment", _("application: please pay the fee")
    JANSEVA_SUBMITTED = "janseva_submitted", _("application is with the officer")
    JANSEVA_QUESTION = "janseva_question", _("officer asks about an application")
    JANSEVA_ISSUED = "janseva_issued", _("the paper is ready")
    JANSEVA_REJECTED = "janseva_rejected", _("application refused")
    JANSEVA_REVOKED = "janseva_revoked", _("paper revoked")
    JANSEVA_APPEALED = "janseva_appealed", _("appeal filed")
    JANSEVA_HEARING = "janseva_hearing", _("hearing of an appeal")
    JANSEVA_ORDER = "janseva_order", _("order on an appeal")
    JANSEVA_STATUS = "janseva_status", _("status of an application by SMS")
    # To officers
    OFFICER_NEW = "officer_new", _("new on your table")
    OFFICER_DEADLINE = "officer_deadline", _("the deadline is near")
    OFFICER_OVERDUE = "officer_overdue", _("the deadline has passed")
    OFFICER_CAME_BACK = "officer_came_back", _("came back: the citizen says no")
    OFFICER_DECISION = "officer_decision", _("a decision waits for you")
    # To editors of the schemes
    EDITOR_REVIEW = "editor_review", _("texts of schemes to be checked again")


# Here many texts may be in use beside each other: whoever tells of it names the template.
CHOSEN_BY_NAME = frozenset({Event.CAMPAIGN})
TO_OFFICERS = frozenset(
    {
        Event.OFFICER_NEW,
        Event.OFFICER_DEADLINE,
        Event.OFFICER_OVERDUE,
        Event.OFFICER_CAME_BACK,
        Event.OFFICER_DECISION,
    }
)
TO_EDITORS = frozenset({Event.EDITOR_REVIEW})
TO_STAFF = TO_OFFICERS | TO_EDITORS
# Put together for one reader at one moment: they have no template.
WITHOUT_TEMPLATE = frozenset({Event.DIALOGUE, Event.EMAIL_ADDRESS}) | TO_STAFF
# The citizen waits with the phone in hand.
URGENT_EVENTS = frozenset(
    {
        Event.OTP,
        Event.REGISTERED,
        Event.SCHEME,
        Event.STATUS,
        Event.SMS_HELP,
        Event.DIALOGUE,
        Event.EMAIL_ADDRESS,
        Event.JANSEVA_LINK,
        Event.JANSEVA_PAYMENT,
        Event.JANSEVA_STATUS,
    }
)
