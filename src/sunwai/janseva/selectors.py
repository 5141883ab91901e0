"""Reading applications and papers."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When

from sunwai.accounts.models import User
from sunwai.casework.models import CaseKind
from sunwai.casework.models import Event as TimelineEvent
from sunwai.citizens.models import Citizen
from sunwai.core import clock, reference
from sunwai.core.sealed import SealedFile
from sunwai.janseva.appeals import stage_before
from sunwai.janseva.enums import CLOSED_STATES, EventKind, LedgerKind, PaymentState, Stage, State
from sunwai.janseva.models import Appeal, Application, Certificate, LedgerEntry, Penalty, Service
from sunwai.offices.models import Post
from sunwai.offices.selectors import post_ids_of
from sunwai.places.models import Place

MOST_OVERDUE = 200  # looked at for the suo-motu list
OF_PENALTY = ("officer", "post__designation", "post__place", "appeal__application__service")
RELATED = ("service", "citizen", "place", "post__designation", "post__place")


def services_offered() -> list[Service]:
    """What can be applied for, in its order."""
    services = Service.objects.filter(is_active=True).select_related("category__department")
    return [service for service in services if service.is_offered]


def find_application(text: str, viewer: object) -> Application | None:
    """The application with the number `text`, as typed or spoken, if `viewer` may see it."""
    number = reference.clean(text)
    if not reference.is_valid(number):
        return None
    found = Application.objects.visible_to(viewer).select_related(*RELATED, "certificate")
    return found.filter(reference=number).first()


def applications_of(citizen: Citizen | None) -> QuerySet[Application]:
    """What `citizen` applied for, what is not settled yet first, the newest first."""
    own = Application.objects.visible_to(citizen).select_related(*RELATED, "certificate")
    settled = Case(When(state__in=CLOSED_STATES, then=True), default=False)
    return own.order_by(settled, "-taken_at", "-pk")


def applications_of_caller(mobile: str, agent: User) -> QuerySet[Application]:
    """What the caller from `mobile` applied for, for the agent who has them on the line; for anybody else nothing."""
    caller = Citizen.objects.filter(mobile=mobile).first() if mobile and agent.may("register") else None
    return applications_of(caller)


def refunds_due(*, before: datetime) -> QuerySet[LedgerEntry]:
    """What was taken before then and must not be kept: beside the payment that counts, or for what is refused; and was
    not given back yet.
    """
    given_back = LedgerEntry.objects.filter(kind=LedgerKind.REFUNDED, number=OuterRef("number"))
    is_extra = ~Q(payment__number=F("number")) | Q(payment__number=None)
    is_refused = Q(payment__state=PaymentState.PAID, payment__application__state=State.REJECTED)
    taken = LedgerEntry.objects.filter(is_extra | is_refused, kind=LedgerKind.CHARGED, at__lt=before)
    return taken.exclude(Exists(given_back)).order_by("at")


def timeline_of(application: Application) -> QuerySet[TimelineEvent]:
    """What happened to it, the first thing first."""
    events = TimelineEvent.objects.filter(case_kind=CaseKind.JANSEVA, case_id=application.pk)
    return events.select_related("words").order_by("seq")


def happened(application: Application) -> list[tuple[str, datetime, str]]:
    """The timeline as officers read it: what, when, and the words that came with it."""
    return [
        (_called(event), event.at, event.words.text if hasattr(event, "words") else "")
        for event in timeline_of(application)
    ]


def _called(event: TimelineEvent) -> str:
    """What happened; of an appeal, on which stage."""
    stage = event.data.get("stage")
    return " · ".join(
        str(label) for label in (EventKind(event.kind).label, stage and Stage(stage).label) if label
    )


def certificate_of_code(code: str) -> Certificate | None:
    """The issued paper with this code: whoever holds the paper may ask."""
    related = [f"application__{name}" for name in RELATED]
    return Certificate.objects.select_related(*related).filter(code=code.strip().lower()).first()


def open_paper(certificate: Certificate) -> bytes:
    """The signed PDF.

    Raises:
        core.sealed.Broken: it was changed, or its key is not among `FIELD_KEYS`.
    """
    with SealedFile(certificate.file.open("rb")) as file:
        return b"".join(file.read())


def appeals_for(user: User) -> QuerySet[Appeal]:
    """The appeals that `user` has to decide, the soonest due first."""
    waiting = Appeal.objects.waiting_for(user).select_related(*(f"application__{name}" for name in RELATED))
    return waiting.order_by("due_at", "pk")


def overdue_for(user: User) -> list[Application]:
    """What is overdue in the lines of `user` and no authority has taken up on this level yet (suo-motu list)."""
    posts = set(post_ids_of(user, clock.today()))
    late = Application.objects.filter(is_overdue=True, decided_at=None, place__in=_places_of(posts))
    found = late.select_related(
        "service__category__department", "place", "post__designation", "post__place"
    ).prefetch_related("appeals")
    return [
        application
        for application in found.order_by("act_due_at")[:MOST_OVERDUE]
        if (stage := stage_before(application, posts))
        and stage not in {appeal.stage for appeal in application.appeals.all()}
    ]


def _places_of(posts: set[int]) -> QuerySet[Place]:
    """The places below those that `posts` serve."""
    served = Post.objects.filter(pk__in=posts).values_list("place_id", flat=True)
    above = Q(pk__in=served)
    for step in (
        "revenue_parent",
        "revenue_parent__revenue_parent",
        "revenue_parent__revenue_parent__revenue_parent",
    ):
        above |= Q(**{f"{step}__in": served})
    return Place.objects.filter(above)


def penalties_for(user: User) -> QuerySet[Penalty]:
    """Penalties imposed at the posts of `user`, officer by officer: the recovery statement."""
    imposed = Penalty.objects.filter(appeal__post__in=post_ids_of(user, clock.today()))
    return imposed.select_related(*OF_PENALTY).order_by("officer__name", "imposed_at")


def penalties_on(user: User) -> QuerySet[Penalty]:
    """Penalties imposed on `user`, the newest first."""
    return Penalty.objects.filter(officer=user).select_related(*OF_PENALTY).order_by("-imposed_at")
