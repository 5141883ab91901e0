"""The words of confidential cases."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a case stands."""

    NEW = "new", _("not triaged yet")
    EMERGENCY = "emergency", _("emergency")
    COUNSELLING = "counselling", _("counselling")
    FOLLOW_UP = "follow_up", _("being followed up")
    CLOSING = "closing", _("closing under review")
    INFORMED = "informed", _("information given")
    CLOSED = "closed", _("closed")


WORKABLE_STATES = frozenset({State.NEW, State.EMERGENCY, State.COUNSELLING, State.FOLLOW_UP})
OPEN_STATES = WORKABLE_STATES | {State.CLOSING}
CLOSED_STATES = frozenset({State.INFORMED, State.CLOSED})


class Triage(models.TextChoices):
    """What the first minute shows."""

    EMERGENCY = "emergency", _("Emergency")
    COUNSELLING = "counselling", _("No emergency")
    INFORMATION = "information", _("Information only")


class Level(models.TextChoices):
    """How great the danger is."""

    LOW = "low", _("low")
    MEDIUM = "medium", _("medium")
    HIGH = "high", _("high")
    EXTREME = "extreme", _("extreme")


class Answer(models.TextChoices):
    """To a question of the instrument."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known")


class Gender(models.TextChoices):
    """As the person says it."""

    WOMAN = "woman", _("woman")
    THIRD = "third", _("third gender")
    MAN = "man", _("man")
    NOT_SAID = "not_said", _("not said")


class Age(models.TextChoices):
    """Roughly; a date of birth is not asked for."""

    UNDER_18 = "under_18", _("under 18")
    TO_25 = "to_25", _("18 to 25")
    TO_45 = "to_45", _("26 to 45")
    TO_60 = "to_60", _("46 to 60")
    OVER_60 = "over_60", _("over 60")
    NOT_SAID = "not_said", _("not said")


class Relationship(models.TextChoices):
    """Who does it, to her."""

    HUSBAND = "husband", _("husband")
    FORMER_HUSBAND = "former_husband", _("former husband")
    PARTNER = "partner", _("partner")
    IN_LAWS = "in_laws", _("in-laws")
    PARENT = "parent", _("parent")
    OWN_FAMILY = "own_family", _("own family")
    CARER = "carer", _("carer")
    TEACHER = "teacher", _("teacher")
    EMPLOYER = "employer", _("employer or colleague")
    KNOWN_PERSON = "known_person", _("a person she knows")
    STRANGER = "stranger", _("a stranger")
    OFFICIAL = "official", _("an official")
    NOT_SAID = "not_said", _("not said")


class Category(models.TextChoices):
    """What it is about."""

    PHYSICAL = "physical", _("beating, bodily harm")
    SEXUAL = "sexual", _("sexual violence")
    EMOTIONAL = "emotional", _("insults, threats, humiliation")
    ECONOMIC = "economic", _("money withheld or taken")
    DOWRY = "dowry", _("dowry")
    CHILD_MARRIAGE = "child_marriage", _("child marriage")
    FORCED_MARRIAGE = "forced_marriage", _("forced marriage")
    STALKING = "stalking", _("stalking")
    CYBER = "cyber", _("harassment by phone or internet")
    WORKPLACE = "workplace", _("harassment at work")
    ABANDONMENT = "abandonment", _("abandoned or thrown out")
    PROPERTY = "property", _("property, maintenance")
    TRAFFICKING = "trafficking", _("trafficking")
    ACID = "acid", _("acid attack")
    NEGLECT = "neglect", _("neglect")
    CHILD_LABOUR = "child_labour", _("child labour, begging")
    MISSING = "missing", _("missing child")
    SCHOOL = "school", _("school")
    DISCRIMINATION = "discrimination", _("discrimination")
    CERTIFICATE = "certificate", _("disability certificate, pension")
    AIDS = "aids", _("aids and appliances")
    INFORMATION = "information", _("information")


class ReferralKind(models.TextChoices):
    """Who is to help."""

    POLICE = "police", _("Police, 112")
    AMBULANCE = "ambulance", _("Ambulance, 108")
    ONE_STOP_CENTRE = "one_stop_centre", _("One Stop Centre (Sakhi)")
    PROTECTION_OFFICER = "protection_officer", _("Protection Officer")
    LEGAL_AID = "legal_aid", _("Legal aid")
    SHELTER = "shelter", _("Shelter")
    CHILD_HELPLINE = "child_helpline", _("Child helpline, 1098")
    CHILD_WELFARE = "child_welfare", _("Child Welfare Committee")
    MENTAL_HEALTH = "mental_health", _("Help in a crisis of the mind (Tele MANAS)")
    CYBER_CRIME = "cyber_crime", _("Cyber crime, 1930")
    DISABILITY_OFFICE = "disability_office", _("Office for social justice and disabled welfare")


class ReferralState(models.TextChoices):
    """What became of a referral."""

    SENT = "sent", _("sent")
    ACCEPTED = "accepted", _("accepted")
    SERVED = "served", _("helped")
    FAILED = "failed", _("did not help")


class Consent(models.TextChoices):
    """On what ground others are told."""

    GIVEN = "given", _("The person agrees")
    CHILD = "child", _("A minor: the law asks for it")
    VITAL = "vital", _("Danger to life, and the person cannot be asked")


class Reached(models.TextChoices):
    """How a follow-up went."""

    SAFE = "safe", _("reached: is safe")
    NOT_SAFE = "not_safe", _("reached: is not safe")
    COULD_NOT_TALK = "could_not_talk", _("reached: could not talk")
    NOT_REACHED = "not_reached", _("not reached")
    WISHES_NONE = "wishes_none", _("wishes no more calls")


class Closing(models.TextChoices):
    """Why a case ends."""

    CONSENT = "consent", _("The person agrees")
    UNREACHED = "unreached", _("not reached any more")
    WISHES_NONE = "wishes_none", _("wishes no more contact")
    MOVED = "moved", _("handed over to another state or service")
    MISTAKEN = "mistaken", _("wrong or silent call")


class Verdict(models.TextChoices):
    """What a supervisor thinks of the work on a case."""

    GOOD = "good", _("good")
    TO_IMPROVE = "to_improve", _("something is to be done")


class Read(models.TextChoices):
    """What was read."""

    CASE = "case", _("the case")
    NUMBER = "number", _("the safe number")
    LIST = "list", _("the list of cases")
    REQUEST = "request", _("a request to be called")
    SEARCH = "search", _("a search by number")
    ORDINARY = "ordinary", _("where ordinary complaints of the person stand")


class EventKind(models.TextChoices):
    """What the timeline tells; codes only, never what was said."""

    OPENED = "opened", _("case opened")
    ASSESSED = "assessed", _("risk assessed")
    TRIAGED = "triaged", _("triaged")
    DESCRIBED = "described", _("details written down")
    NOTED = "noted", _("note")
    REFERRED = "referred", _("referred")
    REFERRAL_ANSWERED = "referral_answered", _("referral answered")
    FOLLOW_UP_BEGUN = "follow_up_begun", _("follow-up begun")
    FOLLOWED_UP = "followed_up", _("followed up")
    CLOSING_PROPOSED = "closing_proposed", _("closing proposed")
    CLOSING_RETURNED = "closing_returned", _("closing returned")
    CLOSED = "closed", _("closed")
    REOPENED = "reopened", _("opened again")
    REVIEWED = "reviewed", _("reviewed")
    HANDED_OVER = "handed_over", _("given to another counsellor")
    ERASED = "erased", _("what was said erased")
    COMPLAINT = "complaint", _("ordinary complaint registered, with consent")
    COMPLAINT_ANSWERED = "complaint_answered", _("answer to an ordinary complaint passed on")
