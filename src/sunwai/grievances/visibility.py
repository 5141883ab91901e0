"""Who sees which cases. Everything that lists or opens a case goes through `visible_to`; it fails closed."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from sunwai.accounts.models import ApiKey, User
from sunwai.citizens.models import Citizen
from sunwai.core import clock
from sunwai.core.encryption import blind_index
from sunwai.offices.selectors import post_ids_of


def citizen_index(citizen: Citizen) -> bytes:
    """The fingerprint under which a sealed case is found by its own citizen."""
    return blind_index(f"citizen:{citizen.pk}")


class GrievanceQuerySet(models.QuerySet[Any]):
    """Cases."""

    def visible_to(self, viewer: object) -> GrievanceQuerySet:
        """The cases that `viewer` may see:

        - a citizen: own ones (sealed ones too) and those they joined;
        - an officer: those in whose line a post of theirs stands, or that wait for their approval, but never one of
          which they, or anyone they serve under, are accused;
        - an auditor: closed ones that are not sealed;
        - an agent: all that are not sealed (the desk narrows to the caller and logs the reading);
        - a program: those it filed. Anyone else: none.
        """
        if isinstance(viewer, Citizen):
            return self.of_citizen(viewer)
        if isinstance(viewer, ApiKey):
            return self.filter(filing__key=viewer)
        if isinstance(viewer, User):
            return self._visible_to_staff(viewer)
        return self.none()

    def of_citizen(self, citizen: Citizen) -> GrievanceQuerySet:
        """The cases a citizen brought or joined."""
        return self.filter(
            Q(citizen=citizen)
            | Q(pk__in=self.model.objects.filter(seal__citizen_index=citizen_index(citizen)).values("pk"))
            | Q(pk__in=self.model.objects.filter(supporters__citizen=citizen).values("pk"))
        )

    def held_by(self, user: User) -> GrievanceQuerySet:
        """The cases on the table of `user` now."""
        return self._unaccused(user).filter(post__in=_posts_of(user))

    def _visible_to_staff(self, user: User) -> GrievanceQuerySet:
        may_see = Q(pk__in=[])
        if user.may("office"):
            posts = _posts_of(user)
            may_see |= Q(line__overlap=posts) | Q(post__in=posts)
            may_see |= Q(pk__in=_waiting_for(self.model, "transfers", posts))
            may_see |= Q(pk__in=_waiting_for(self.model, "specialclosures", posts))
        if user.may("audit_quality"):
            may_see |= Q(closed_at__isnull=False, seal=None)
        if user.may("desk"):
            may_see |= Q(seal=None)
        return self._unaccused(user).filter(may_see)

    def _unaccused(self, user: User) -> GrievanceQuerySet:
        """Without those of which `user` is accused, or serves below the one who is."""
        return self.exclude(accused=user).exclude(
            accused_post__isnull=False, barred_posts__overlap=_posts_of(user)
        )


def _posts_of(user: User) -> list[int]:
    return post_ids_of(user, clock.today())


def _waiting_for(model: Any, proposals: str, posts: list[int]) -> models.QuerySet[Any]:
    pending = {f"{proposals}__approver__in": posts, f"{proposals}__outcome": ""}
    cases: models.QuerySet[Any] = model.objects.filter(**pending)
    return cases.values("pk")
