"""Others are asked to help, each only with a ground for it, and what comes of it is followed."""

from __future__ import annotations

from datetime import datetime

from django.views.decorators.debug import sensitive_variables

from sunwai.accounts.models import User
from sunwai.casework.errors import Missing
from sunwai.womenline.actions.base import begin, confidential, record
from sunwai.womenline.enums import Consent, EventKind, ReferralKind, ReferralState
from sunwai.womenline.errors import ConsentNeeded, NoConsentGround, NotInFamily, ReferralOver
from sunwai.womenline.models import Case, Contact, Referral

# From where a referral goes where.
STEPS: dict[ReferralState, frozenset[ReferralState]] = {
    ReferralState.SENT: frozenset({ReferralState.ACCEPTED, ReferralState.SERVED, ReferralState.FAILED}),
    ReferralState.ACCEPTED: frozenset({ReferralState.SERVED, ReferralState.FAILED}),
    ReferralState.SERVED: frozenset(),
    ReferralState.FAILED: frozenset(),
}


@confidential
@sensitive_variables()
def refer(
    *,
    case: Case,
    kind: ReferralKind,
    consent: Consent | str,
    actor: User,
    now: datetime,
    contact: Contact | None = None,
    words: str = "",
) -> Referral:
    """Ask somebody to help. The call to them is made by voice; nothing is sent by message.

    Args:
        words: what they are told; needed where the ground is danger to life.

    Raises:
        ConsentNeeded: there is no ground for telling anybody.
        NoConsentGround: the law asks for it of minors only, and for child protection only.
        NotInFamily: this helpline does not refer there, or the contact is of another kind.
        Missing: danger to life, and no words say which.
    """
    if not consent:
        raise ConsentNeeded
    case = begin(case, "refer", actor=actor, kind=kind, consent=consent)
    if kind not in case.of.referrals or (contact and contact.kind != kind):
        raise NotInFamily(field="kind")
    if consent == Consent.CHILD and not (case.is_minor and kind in case.of.minors_duty):
        raise NoConsentGround
    if consent == Consent.VITAL and not words.strip():
        raise Missing("words")
    sealed = case.safe.seal(words.strip(), f"referral {case.reference}") if words.strip() else b""
    made: Referral = Referral.objects.create(
        case=case, kind=kind, contact=contact, consent=Consent(consent), at=now, by=actor, sealed=sealed
    )
    record(case, EventKind.REFERRED, actor=actor, at=now, referral=made.pk)
    return made


@confidential
def answer_referral(*, referral: Referral, state: ReferralState, actor: User, now: datetime) -> Referral:
    """Write down what became of a referral.

    Raises:
        ReferralOver: it does not lead from where it stands to `state`.
    """
    case = begin(referral.case_id, "answer_referral", actor=actor, state=state)
    row: Referral = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk, case=case)
    if state not in STEPS[ReferralState(row.state)]:
        raise ReferralOver
    if state == ReferralState.ACCEPTED:
        row.accepted_at = now
    else:
        row.ended_at = now
    row.state = state
    row.save()
    record(case, EventKind.REFERRAL_ANSWERED, actor=actor, at=now, referral=row.pk)
    return row
