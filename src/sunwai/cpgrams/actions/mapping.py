"""Saying what a name of the centre means here: what waited for it is sent to whose job it is at once."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from sunwai.accounts.models import User
from sunwai.casework.action import action
from sunwai.core.errors import InvalidInput, NotAllowed
from sunwai.cpgrams.atlas import district_key, forget
from sunwai.cpgrams.enums import PushState
from sunwai.cpgrams.models import AsideRecord, CentralCategory, DistrictSpelling, Push
from sunwai.offices.models import Category
from sunwai.places.enums import PlaceKind
from sunwai.places.models import Place


class NotADistrict(InvalidInput):
    """The place is none of our districts."""

    code = "not-a-district"
    sentence = _("Please choose a district.")
    field = "district"


@action
def map_category(*, code: int, category: Category | None, actor: User, now: datetime) -> CentralCategory:
    """Their category `code`, and those below it without one of their own, are our subject `category` from now on.

    Those that wait are then sent on by `dispatch_all_waiting`.

    Raises:
        NotAllowed: `actor` is no administrator.
    """
    _require_administrator(actor)
    row, _new = CentralCategory.objects.select_for_update().get_or_create(code=code)
    row.category = category
    row.save(update_fields=["category"])
    forget()
    return row


@action
def map_district(*, spelling: str, district: Place, actor: User, now: datetime) -> DistrictSpelling:
    """A name as the centre spells it is our `district` from now on.

    Raises:
        NotAllowed: `actor` is no administrator.
        NotADistrict: see there.
    """
    _require_administrator(actor)
    if district.kind != PlaceKind.DISTRICT:
        raise NotADistrict
    row = DistrictSpelling.objects.filter(key=district_key(spelling)).first()
    row = row or DistrictSpelling(spelling=spelling.strip()[:80])
    row.district = district
    row.save()
    return row


@action
def let_go(*, record: AsideRecord, actor: User, now: datetime) -> None:
    """A record that lies aside is of no use: it is off the list, with who said so.

    Raises:
        NotAllowed: `actor` is no administrator.
    """
    _require_administrator(actor)
    AsideRecord.objects.filter(pk=record.pk, settled_at=None).update(settled_at=now, settled_by=actor)


@action
def push_again(*, push: Push, actor: User, now: datetime) -> None:
    """What the centre refused goes out once more: what was in the way has been mended.

    Raises:
        NotAllowed: `actor` is no administrator.
    """
    _require_administrator(actor)
    refused = Push.objects.filter(pk=push.pk, state=PushState.REFUSED)
    refused.update(state=PushState.QUEUED, not_before=now, finished_at=None)


def _require_administrator(actor: User) -> None:
    if not actor.may("admin"):
        raise NotAllowed
