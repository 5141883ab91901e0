"""Our register against the centre's: what stands only in one of them, and what stands differently."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from sunwai.casework.action import action
from sunwai.core import clock
from sunwai.cpgrams import links
from sunwai.cpgrams.enums import CentralStatus, DifferenceKind, PushState
from sunwai.cpgrams.models import CentralDifference, CentralGrievance, Push
from sunwai.cpgrams.ports import Centre, Entry
from sunwai.cpgrams.records import clean
from sunwai.cpgrams.status import agree


@dataclass(frozen=True)
class Reconciled:
    """What a comparison found.

    Attributes:
        differences: by kind; `on_its_way` of them will vanish once what is queued has been sent.
    """

    ours: int
    theirs: int
    differences: dict[str, int]
    on_its_way: int

    @property
    def total(self) -> int:
        """All differences that will not vanish by themselves."""
        return sum(self.differences.values()) - self.on_its_way

    def __str__(self) -> str:
        found = ", ".join(
            f"{DifferenceKind(kind).label}: {count}" for kind, count in self.differences.items()
        )
        return _("%(ours)s here, %(theirs)s there; %(found)s; %(on_its_way)s of these on their way") % {
            "ours": self.ours,
            "theirs": self.theirs,
            "found": found,
            "on_its_way": self.on_its_way,
        }


def reconcile(*, centre: Centre) -> Reconciled:
    """Read the register of `centre` and compare it with ours; what differs is kept until the next time.

    Raises:
        CentreFailed: it cannot be read; the last comparison stays.
    """
    with links.noted(centre.name, "register"):
        theirs = list(centre.register())
    return keep_differences(theirs=theirs, source=centre.name, now=clock.now())


@action
def keep_differences(*, theirs: Iterable[Entry], source: str, now: datetime) -> Reconciled:
    """Compare, and put what differs in the place of what differed the last time."""
    there = {clean(entry.registration_no, 40): clean(entry.status, 40) for entry in theirs}
    rows = CentralGrievance.objects.filter(source=source)
    here = dict(rows.values_list("registration_no", "told_status"))
    queued = Push.objects.filter(state=PushState.QUEUED, central__source=source)
    on_its_way = set(queued.values_list("central__registration_no", flat=True))
    found = [
        CentralDifference(
            registration_no=number,
            kind=kind,
            ours=here.get(number, ""),
            theirs=there.get(number, ""),
            on_its_way=number in on_its_way,
            found_at=now,
        )
        for kind, number in _differences(here, there)
    ]
    CentralDifference.objects.all().delete()
    CentralDifference.objects.bulk_create(found, batch_size=5_000)
    _note_their_status(there)
    counts = {kind.value: sum(1 for one in found if one.kind == kind) for kind in DifferenceKind}
    return Reconciled(len(here), len(there), counts, sum(1 for one in found if one.on_its_way))


def _differences(here: dict[str, str], there: dict[str, str]) -> Iterable[tuple[DifferenceKind, str]]:
    for number, status in sorted(there.items()):
        if number not in here:
            yield DifferenceKind.MISSING_HERE, number
        elif not agree(here[number] or CentralStatus.RECEIVED, status):
            yield DifferenceKind.STATUS, number
    for number in sorted(here.keys() - there.keys()):
        yield DifferenceKind.MISSING_THERE, number


def _note_their_status(there: dict[str, str]) -> None:
    rows = CentralGrievance.objects.filter(registration_no__in=there).only("registration_no", "their_status")
    changed = [row for row in rows if row.their_status != there[row.registration_no]]
    for row in changed:
        row.their_status = there[row.registration_no]
    CentralGrievance.objects.bulk_update(changed, ["their_status"], batch_size=1_000)
