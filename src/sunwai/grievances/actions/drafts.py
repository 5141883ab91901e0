"""Keeping what somebody types before it is a case."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sunwai.accounts.models import User
from sunwai.casework.action import action
from sunwai.citizens.models import Citizen
from sunwai.core import aadhaar
from sunwai.core.errors import InvalidInput
from sunwai.core.options import option
from sunwai.files.models import Upload
from sunwai.grievances.models import Draft


@action
def save_draft(
    *, draft: Draft | None, citizen: Citizen | None, agent: User | None, data: dict[str, Any], now: datetime
) -> Draft:
    """Keep `data` over what the draft held; a draft without an owner becomes that of who signs in.

    It is kept while it is typed: an Aadhaar number in it is masked, and stands masked in the form from then on.
    """
    data = aadhaar.masked_within(data)
    if draft is None:
        return Draft.objects.create(citizen=citizen, agent=agent, data=data, created_at=now, updated_at=now)
    row: Draft = Draft.objects.select_for_update().get(pk=draft.pk)
    row.data |= data
    row.citizen = row.citizen or citizen
    row.updated_at = now
    row.save()
    return row


@action
def begin_draft(*, name: UUID, citizen: Citizen, now: datetime) -> Draft:
    """The draft of this name, made where it is new: what is sent twice under one name becomes one case."""
    draft, _is_new = Draft.objects.get_or_create(
        pk=name, defaults={"citizen": citizen, "created_at": now, "updated_at": now}
    )
    found: Draft = draft
    return found


@action
def attach_to_draft(*, draft: Draft, upload: Upload, now: datetime) -> None:
    """Keep a file with the draft.

    Raises:
        InvalidInput: it has as many as it may.
    """
    if draft.uploads.count() >= option("files.per_case"):
        raise InvalidInput
    draft.uploads.add(upload)
    Draft.objects.filter(pk=draft.pk).update(updated_at=now)


@action
def detach_from_draft(*, draft: Draft, upload: Upload, now: datetime) -> None:
    """Take a file off the draft; one that belongs to no case is removed for good."""
    draft.uploads.remove(upload)
    Draft.objects.filter(pk=draft.pk).update(updated_at=now)


@action
def drop_draft(*, draft: Draft) -> None:
    """Forget a draft that has done its work; its files stay where they hang on a case."""
    draft.delete()
