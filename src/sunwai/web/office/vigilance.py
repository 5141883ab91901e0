"""Corruption cases for vigilance officers: the queue, the figures, and what is done beside the work on any case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sunwai.accounts.models import Reading, User, log_access
from sunwai.core import clock
from sunwai.core.options import option
from sunwai.core.sealed import SealedFile
from sunwai.files import originals
from sunwai.files.models import CustodyKind
from sunwai.grievances import perms
from sunwai.grievances.models import Grievance, Outcome
from sunwai.grievances.seal import SealedPerson
from sunwai.offices.selectors import holder_of
from sunwai.vigilance import selectors
from sunwai.vigilance.actions.accused import decide_accused
from sunwai.vigilance.actions.hand_over import hand_over
from sunwai.vigilance.actions.retaliation import answer_retaliation
from sunwai.vigilance.actions.reveal import approve_reveal, ask_reveal, open_seal, refuse_reveal
from sunwai.vigilance.agencies import agencies
from sunwai.vigilance.models import HandOver, RevealRequest
from sunwai.vigilance.seconds import seconds_of
from sunwai.web.access import StaffRequest, staff_required
from sunwai.web.forms import GovForm
from sunwai.web.office.forms import CHOOSE, words

NONE_OF_THEM = "0"


class Press(GovForm):
    """A press is enough."""

    def __init__(self, *args: Any, case: Grievance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case


class Ask(Press):
    """Why the identity must be read."""

    words = words(
        gettext_lazy("Why must you know who complained?"), gettext_lazy("Another officer decides by this.")
    )


class Refuse(Press):
    """Why it must not."""

    words = words(gettext_lazy("Why not?"))


class Decide(Press):
    """Which of the suspects it is."""

    suspect = forms.ChoiceField(label=gettext_lazy("Who is accused?"), widget=forms.RadioSelect)
    words = words(gettext_lazy("How do you know?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_ones = self.case.suspects.filter(is_accused=None)
        named = open_ones.select_related("post__designation", "post__place", "user")
        self.fields["suspect"].choices = [  # type: ignore[attr-defined]
            *((str(one.pk), f"{one.user or _('vacant')} – {one.post.label}") for one in named),
            (NONE_OF_THEM, _("None of them")),
        ]

    def clean_suspect(self) -> int | None:
        """The number of the suspect; None: none of them."""
        return int(self.cleaned_data["suspect"]) or None


class Answer(Press):
    """What was done for who is threatened."""

    words = words(gettext_lazy("What was done?"), gettext_lazy("Who complained can read this."))


class Give(Press):
    """To whom, and why."""

    agency = forms.ChoiceField(label=gettext_lazy("To which agency?"))
    words = words(gettext_lazy("Why is it handed over?"), gettext_lazy("This stands in the letter."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [(one.code, one.name) for one in agencies().values()]
        self.fields["agency"].choices = [CHOOSE, *chosen]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Step:
    """One thing that is done on the page: a row of the workflow table, its action, questions and words."""

    row: str
    verb: Callable[..., Any]
    form: type[Press]
    title: str | Promise
    fits: Callable[[Grievance], bool]


def _pending(case: Grievance) -> bool:
    return bool(case.revealrequests.filter(outcome=Outcome.PENDING, expires_at__gt=clock.now()).exists())


def _approved(case: Grievance) -> bool:
    requests = case.revealrequests.filter(outcome=Outcome.APPROVED, opened_at=None)
    return bool(requests.filter(expires_at__gt=clock.now()).exists())


def _unasked(case: Grievance) -> bool:
    return not _pending(case) and not _approved(case)


def _threat(case: Grievance) -> bool:
    return bool(case.retaliations.filter(answered_at=None).exists())


def _in_doubt(case: Grievance) -> bool:
    return bool(case.suspects.filter(is_accused=None).exists())


def _always(_case: Grievance) -> bool:
    return True


# fmt: off
STEPS: dict[str, Step] = {
    "answer":    Step("answer_retaliation", answer_retaliation, Answer, gettext_lazy("Write what was done"), _threat),
    "accused":   Step("decide_accused", decide_accused, Decide, gettext_lazy("Decide who is accused"), _in_doubt),
    "approve":   Step("approve_reveal", approve_reveal, Press, gettext_lazy("Agree: it may be read once"), _pending),
    "refuse":    Step("refuse_reveal", refuse_reveal, Refuse, gettext_lazy("Refuse"), _pending),
    "open":      Step("open_seal", open_seal, Press, gettext_lazy("Show the identity now, once"), _approved),
    "ask":       Step("ask_reveal", ask_reveal, Ask, gettext_lazy("Ask to read the identity"), _unasked),
    "hand-over": Step("hand_over", hand_over, Give, gettext_lazy("Hand over to an agency"), _always),
}
# fmt: on


@require_safe
@staff_required("open_seal")
def queue(request: StaffRequest) -> HttpResponse:
    """What waits: threats first, requests of others, suspects to decide about, then all cases by their deadline."""
    user = request.user
    return render(
        request,
        "office/vigilance/queue.html",
        {
            "requests": selectors.requests_for(user),
            "retaliations": selectors.retaliations_for(user),
            "cases": selectors.cases_for(user)[: selectors.MOST],
            "most": selectors.MOST,
        },
    )


@require_safe
@staff_required("open_seal")
def figures(request: StaffRequest) -> HttpResponse:
    """How many corruption complaints there are, without anything by which one could be found."""
    found = selectors.figures()
    tables = (
        (_("Department of the accused"), found.by_department),
        (_("District"), found.by_district),
        (_("Month"), found.by_month),
        (_("State"), found.by_state),
    )
    smallest = option("vigilance.smallest_count")
    return render(request, "office/vigilance/figures.html", {"tables": tables, "smallest": smallest})


@require_safe
@never_cache
@staff_required("open_seal")
def page(request: StaffRequest, reference: str) -> HttpResponse:
    """One case, as vigilance sees it. Reading it is written down."""
    case = _case(request, reference, to_decide=True)
    log_access(user=request.user, what=Reading.CASE, case_id=case.pk, now=clock.now())
    return _render(request, case)


@never_cache
@staff_required("open_seal")
def act(request: StaffRequest, reference: str, action: str) -> HttpResponse:
    """Do one of `STEPS`. What an opened seal holds is shown on this very answer, and nowhere again."""
    case = _case(request, reference, to_decide=True)
    if (step := STEPS.get(action)) is None:
        raise Http404
    if request.method != "POST":
        return redirect("office:vigilance-case", case.reference)
    form = step.form(request.POST, case=case, auto_id=f"{action}-%s")
    done = form.is_valid() and form.attempt(
        step.verb, grievance=case, actor=request.user, now=clock.now(), **form.cleaned_data
    )
    if not done:
        return _render(request, case, tried={action: form}, status=422)
    if isinstance(done, SealedPerson):
        return _render(request, case, shown=done)
    messages.success(request, _("Done: %(what)s.") % {"what": step.title})
    still = selectors.case_for(request.user, case.reference)
    return redirect("office:vigilance-case", case.reference) if still else redirect("office:vigilance")


@require_safe
@never_cache
@staff_required("open_seal")
def evidence(request: StaffRequest, reference: str, upload: UUID) -> HttpResponse:
    """A piece of evidence as it arrived, to save. Its hash is taken again first; both outcomes are written down."""
    case = _case(request, reference)
    original = get_object_or_404(originals.of_case(case.pk), pk=upload)
    given: dict[str, Any] = {"case_id": case.pk, "by": request.user, "now": clock.now()}
    try:
        content = originals.verified(original)
    except originals.EvidenceBroken as error:
        originals.log(original, CustodyKind.BROKEN, **given)
        messages.error(request, str(error))
        return _render(request, case, status=409)
    originals.log(original, CustodyKind.VIEWED, **given)
    log_access(user=request.user, what=Reading.FILE, case_id=case.pk, now=clock.now())
    return _saved(content, original.content_type, f"{original.pk}.{original.extension}")


@require_safe
@never_cache
@staff_required("open_seal")
def package(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """A package as it was handed over."""
    case = _case(request, reference)
    handed = get_object_or_404(HandOver.objects.visible_to(request.user), pk=number, grievance=case)
    log_access(user=request.user, what=Reading.FILE, case_id=case.pk, now=clock.now())
    with SealedFile(cast("Any", handed.package.open())) as sealed:
        content = b"".join(sealed.read())
    return _saved(content, "application/zip", f"{case.reference}-{handed.agency}.zip")


def _saved(content: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


def _render(
    request: StaffRequest,
    case: Grievance,
    *,
    tried: dict[str, Press] | None = None,
    shown: SealedPerson | None = None,
    status: int = 200,
) -> HttpResponse:
    possible = perms.possible_actions(request.user, case)
    tried = tried or {}
    steps = {
        name: (step, tried.get(name) or step.form(case=case, auto_id=f"{name}-%s"))
        for name, step in STEPS.items()
        if name in tried or (step.row in possible and step.fits(case))
    }
    requests = RevealRequest.objects.visible_to(request.user).filter(grievance=case)
    shows = {
        "case": case,
        "steps": steps,
        "requests": requests.select_related(
            "proposed_by", "decided_by", "event__words", "approver__designation", "approver__place"
        ),
    }
    if (
        selectors.case_for(request.user, case.reference) is None
    ):  # the second, found upward: the request alone
        return render(request, "office/vigilance/second.html", shows, status=status)
    shows |= {
        "shown": shown,
        "seconds": seconds_of(case, asker=_asker(case, request.user), on=clock.today()),
        "suspects": case.suspects.select_related("post__designation", "post__place", "user"),
        "retaliations": case.retaliations.select_related("event__words", "answered_by"),
        "evidence": originals.of_case(case.pk),
        "handovers": [
            (one, agencies()[one.agency].name, bytes(one.sha256).hex())
            for one in HandOver.objects.visible_to(request.user).filter(grievance=case)
        ],
    }
    return render(request, "office/vigilance/case.html", shows, status=status)


def _asker(case: Grievance, reader: User) -> User:
    """Who asks, or would: who made the request that waits, else who holds the case, else who reads the page."""
    pending = case.revealrequests.filter(outcome=Outcome.PENDING, expires_at__gt=clock.now()).first()
    return (pending and pending.proposed_by) or holder_of(case.post, clock.today()) or reader


def _case(request: StaffRequest, reference: str, *, to_decide: bool = False) -> Grievance:
    case = selectors.case_for(request.user, reference)
    if case is None and to_decide:
        case = selectors.case_to_decide(request.user, reference)
    if case is None:
        raise Http404
    return case
