"""Where an application stands, in the words that its applicant is told by every channel.

Many hands hold one phone: nothing is said that officer or applicant wrote in own words, and no answer of the form.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sunwai.core.clock import IST
from sunwai.janseva.appeals import may_appeal_until
from sunwai.janseva.enums import APPEALABLE, ON_THE_TABLE, AppealState, Ground, State
from sunwai.janseva.models import Appeal, Application
from sunwai.language import format_date, format_time


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How an application stands now. Texts are in the language that was active when it was made.

    Attributes:
        head: the state, in a few words.
        lies: with whom, and until when; "" where it lies with nobody.
        due: the day by which the officer is to decide; None where no clock runs.
        is_overdue: the limit of the Act is over and nothing is decided.
        advice: what else there is to know and to do, a sentence each.
        where: where it is done, for who has no page before them; "" where there is nothing to do.
        short: all of it in 30 characters, for an SMS.
    """

    head: str
    lies: str
    due: date | None
    is_overdue: bool
    advice: tuple[str, ...]
    where: str
    short: str

    @property
    def sentences(self) -> list[str]:
        """All of it, the state first."""
        return [self.head, *([self.lies] if self.lies else []), *self.advice]

    @property
    def by_word(self) -> list[str]:
        """All of it, for who hears it: with where it is done."""
        return [*self.sentences, *([self.where] if self.where else [])]


def standing_of(application: Application, *, now: datetime) -> Standing:
    """How `application` stands, in the active language."""
    state = _state_told(application)
    is_overdue = application.is_overdue and application.state in ON_THE_TABLE
    runs = application.state == State.WITH_OFFICER and application.due_at is not None
    due = _date(application.due_at) if runs and application.due_at else None
    may_appeal = may_appeal_until(application, now=now) if application.state in APPEALABLE else None
    advice = (
        _("The time that the law allows is over.") if is_overdue else "",
        ADVICE[state](application, now),
        _you_may_appeal(may_appeal) if may_appeal else "",
        _of_appeal(application),
    )
    short = SHORT_LATE if is_overdue and may_appeal else SHORT[state]
    return Standing(
        head=head_of(application),
        lies=_lies(application, None if is_overdue else due),
        due=due,
        is_overdue=is_overdue,
        advice=tuple(sentence for sentence in advice if sentence),
        where=_("This is done on the portal, under “My applications”.")
        if may_appeal or state in ON_THE_PAGE
        else "",
        short=str(short) % {"day": _day(due) if due else ""},
    )


WITH_SOMEBODY = frozenset({State.WITH_OFFICER, State.WAITING_FOR_APPLICANT, State.SANCTIONED})
ON_THE_PAGE = frozenset({State.WAITING_FOR_APPLICANT, State.ISSUED, State.EXPIRED})  # something is done there
REVOKED = "revoked"  # told like a state: the application was issued, the paper is no longer good
HEADS: dict[str, str | Promise] = {state: state.for_citizen for state in State} | {
    State.REJECTED: gettext_lazy("Refused"),
    REVOKED: gettext_lazy("This paper was revoked. It is no longer good"),
}
# fmt: off
SHORT: dict[str, str | Promise] = {  # at most 30 characters each, with the longest day (`messages.texts.VARIABLES`)
    State.LINK_SENT:             gettext_lazy("confirm it by the SMS link"),
    State.PAYMENT_PENDING:       gettext_lazy("the fee is not paid yet"),
    State.WITH_OFFICER:          gettext_lazy("due by %(day)s"),
    State.WAITING_FOR_APPLICANT: gettext_lazy("answer the officer's question"),
    State.SANCTIONED:            gettext_lazy("approved, being signed"),
    State.ISSUED:                gettext_lazy("ready, save it here"),
    State.REJECTED:              gettext_lazy("refused, the reason is here"),
    State.EXPIRED:               gettext_lazy("ask for a new link here"),
    State.WITHDRAWN:             gettext_lazy("you took it back"),
    REVOKED:                     gettext_lazy("revoked, no longer good"),
}
# fmt: on
SHORT_LATE = gettext_lazy("late, you may appeal")


def head_of(application: Application) -> str:
    """The state in a few words."""
    return str(HEADS[_state_told(application)])


def _state_told(application: Application) -> str:
    certificate = getattr(application, "certificate", None)
    return REVOKED if certificate and certificate.revoked_at else application.state


def _lies(application: Application, due: date | None) -> str:
    if application.state not in WITH_SOMEBODY:
        return ""
    officer = application.post.label
    if due is None:
        return _("With: %(officer)s.") % {"officer": officer}
    given = {"officer": officer, "day": _day(due)}
    return _("With: %(officer)s. It is to be ready by %(day)s.") % given


# ── What there is to do ──────────────────────────────────────────────────────────────────────────────────


def _confirm(application: Application, now: datetime) -> str:
    link = application.links.filter(used_at=None, expires_at__gt=now).order_by("-expires_at").first()
    if link is None:
        return _new_link(application, now)
    until = link.expires_at.astimezone(IST)
    given = {"day": _day(until.date()), "time": format_time(until, _language())}
    return _("Open the link in our SMS, check the form and confirm it by %(day)s, %(time)s.") % given


def _new_link(_application: Application, _now: datetime) -> str:
    return _("You can have a new link sent.")


def _pay(application: Application, _now: datetime) -> str:
    rupees = f"{application.fee_paise / 100:.2f}".removesuffix(".00")
    return _("The fee is ₹%(rupees)s. When it is paid, the application goes to the officer.") % {
        "rupees": rupees
    }


def _answer(_application: Application, _now: datetime) -> str:
    return _("Read the question and answer it. Until then nothing moves.")


def _be_patient(_application: Application, _now: datetime) -> str:
    return _("You get an SMS as soon as it is ready.")


def _save(_application: Application, _now: datetime) -> str:
    return _("You can save the paper.")


def _why(application: Application, _now: datetime) -> str:
    return _("Reason: %(reason)s.") % {"reason": application.get_rejection_display()}


def _nothing(_application: Application, _now: datetime) -> str:
    return ""


ADVICE: dict[str, Callable[[Application, datetime], str]] = {
    State.LINK_SENT: _confirm,
    State.PAYMENT_PENDING: _pay,
    State.WITH_OFFICER: _nothing,
    State.WAITING_FOR_APPLICANT: _answer,
    State.SANCTIONED: _be_patient,
    State.ISSUED: _save,
    State.REJECTED: _why,
    State.EXPIRED: _new_link,
    State.WITHDRAWN: _nothing,
    REVOKED: _nothing,
}


def _you_may_appeal(until: datetime) -> str:
    return _("You may appeal until %(day)s; it costs nothing.") % {"day": _day(_date(until))}


def _of_appeal(application: Application) -> str:
    """How far the newest appeal of the applicant has come; "" where there is none."""
    own = application.appeals.exclude(ground__in=(Ground.OWN_MOTION, Ground.PENALTY))
    appeal = own.order_by("-filed_at", "-pk").first()
    return APPEALS[AppealState(appeal.state)](appeal) if appeal else ""


def _appeal_filed(appeal: Appeal) -> str:
    return _("Your appeal is to be decided by %(day)s.") % {"day": _day(_date(appeal.due_at))}


def _appeal_heard(appeal: Appeal) -> str:
    at = (appeal.hearing_at or appeal.due_at).astimezone(IST)
    given = {"day": _day(at.date()), "time": format_time(at, _language())}
    return _("Your appeal is heard on %(day)s, %(time)s.") % given


def _appeal_decided(appeal: Appeal) -> str:
    return _("Your appeal is decided: %(outcome)s.") % {"outcome": appeal.get_outcome_display()}


APPEALS: dict[AppealState, Callable[[Appeal], str]] = {
    AppealState.FILED: _appeal_filed,
    AppealState.HEARING: _appeal_heard,
    AppealState.DECIDED: _appeal_decided,
}


def _date(at: datetime) -> date:
    return at.astimezone(IST).date()


def _day(day: date) -> str:
    return format_date(day, _language())


def _language() -> Literal["hi", "en"]:
    return "en" if get_language() == "en" else "hi"
