"""An issued paper goes to a locker of its holder."""

from __future__ import annotations

from datetime import datetime

from sunwai.casework.action import action
from sunwai.core.actors import SYSTEM
from sunwai.core.errors import NotAllowed
from sunwai.janseva.actions.base import record
from sunwai.janseva.enums import EventKind
from sunwai.janseva.models import Certificate
from sunwai.janseva.selectors import certificate_of_code
from sunwai.language.keys import key


class NothingToPull(NotAllowed):
    """There is no such paper, it is no longer good, or it is somebody else's; which of these is not told."""

    code = "nothing-to-pull"


@action
def pull_certificate(*, code: str, doc_type: str, now: datetime, name: str | None = None) -> Certificate:
    """Give out the paper with this code, and write down on its timeline that a locker fetched it.

    Args:
        code: as printed on it.
        doc_type: the kind that the locker knows it by; a kind without one is given to no locker.
        name: of who looks for it, which must be the applicant's, in whatever script; None where the locker was given
            the paper's address before.

    Raises:
        NothingToPull: see there.
    """
    certificate = certificate_of_code(code)
    if certificate is None or not certificate.is_good(now):
        raise NothingToPull
    application = certificate.application
    if not doc_type or doc_type != application.service.digilocker_type:
        raise NothingToPull
    if name is not None and not _is_same_person(name, application.applicant_name):
        raise NothingToPull
    record(application, EventKind.PULLED, actor=SYSTEM, at=now)
    return certificate


def _is_same_person(one: str, other: str) -> bool:
    """The same names in whatever order and script."""
    return bool(one.strip()) and sorted(key(one).split()) == sorted(key(other).split())
