"""A corruption case is given to an investigating agency, as a package.

The case stays with its vigilance officer, who answers for what becomes of it; its state does not change.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile

from sunwai.accounts.models import User
from sunwai.casework.action import action
from sunwai.core import aadhaar
from sunwai.core.sealed import sealed
from sunwai.files import originals
from sunwai.files.models import CustodyKind
from sunwai.grievances import perms
from sunwai.grievances.actions.base import begin, record, tell
from sunwai.grievances.enums import EventKind
from sunwai.grievances.models import Grievance
from sunwai.messages.enums import Channel, Event
from sunwai.vigilance.agencies import Agency, agencies
from sunwai.vigilance.errors import UnknownAgency
from sunwai.vigilance.models import HandOver
from sunwai.vigilance.package import make_package


def hand_over(*, grievance: Grievance, agency: str, words: str, actor: User, now: datetime) -> HandOver:
    """Make the package for the agency with this code, and write down that it has it.

    Raises:
        NotAllowed: `actor` does not hold the case, may not open seals, or is or serves below the accused.
        TransitionNotAllowed: the case is not being worked on.
        Missing: no reason.
        UnknownAgency: there is none with this code.
        SigningFailed: no key answers.
        EvidenceBroken: a piece of evidence is not as it arrived.
        AadhaarNotHere: there is an Aadhaar number in the words.
    """
    aadhaar.refuse(words)
    perms.require(actor, "hand_over", grievance)
    if agency not in agencies():
        raise UnknownAgency
    to = agencies()[agency]
    # Before the transaction: setting a letter takes its time, and a signature may have to be asked for elsewhere.
    package = make_package(grievance, agency=to, words=words.strip(), by=actor, now=now)
    return _record(grievance=grievance, agency=to, package=package, words=words.strip(), actor=actor, now=now)


@action
def _record(
    *, grievance: Grievance, agency: Agency, package: bytes, words: str, actor: User, now: datetime
) -> HandOver:
    case = begin(grievance, "hand_over", actor=actor, agency=agency.code, words=words)
    digest = hashlib.sha256(package)
    event = record(
        case,
        EventKind.HANDED_OVER,
        actor=actor,
        at=now,
        channel=Channel.OFFICE,
        words=words,
        agency=agency.code,
        package=digest.hexdigest(),
    )
    for original in originals.of_case(case.pk):
        originals.log(original, CustodyKind.HANDED_OVER, case_id=case.pk, by=actor, now=now, note=agency.code)
    kept = HandOver(grievance=case, event=event, agency=agency.code, at=now, by=actor, sha256=digest.digest())
    kept.package.save(f"{case.reference}.sealed", ContentFile(sealed(package)), save=False)
    kept.save(force_insert=True)
    tell(case, Event.INTERIM_NOTE, now=now)
    return kept
