"""Who sees which cases. Everything that lists or opens a case goes through `visible_to`; it fails closed."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from sunwai.accounts.models import ApiKey, User
from sunwai.citizens.models import Citizen
from sunwai.core import clock
from sunwai.core.encryption import blind_index
from sunwai.grievances.enums import FileSide, InteractionKind, Kind
from sunwai.offices.enums import Sensitivity
from sunwai.offices.selectors import post_ids_of
from sunwai.offices.systems import DepartmentSystem

# Neither sealed nor sensitive, each said for itself.
UNSEALED = Q(citizen__isnull=False) & Q(category__sensitivity=Sensitivity.NORMAL) & ~Q(kind=Kind.CORRUPTION)


def citizen_index(citizen: Citizen) -> bytes:
    """The fingerprint under which a sealed case is found by its own citizen."""
    return blind_index(f"citizen:{citizen.pk}")


class GrievanceQuerySet(models.QuerySet[Any]):
    """Cases."""

    def visible_to(self, viewer: object) -> GrievanceQuerySet:
        """The cases that `viewer` may see:

        - a citizen: own ones (sealed ones too) and those they joined;
        - an officer: those in whose line a post of theirs stands, or that wait for their approval, but never one of
          which they, or anyone they serve under, are accused, or may be the accused;
        - an auditor: closed ones that are not sealed;
        - an agent: those, not sealed, of the citizens with whom they are on a call now;
        - a program: those it filed;
        - a department's own system: those that lie with the department (or its post), but none that is sealed or
          sensitive. Anyone else: none.
        """
        if isinstance(viewer, Citizen):
            return self.of_citizen(viewer)
        if isinstance(viewer, ApiKey):
            return self.filter(filing__key=viewer)
        if isinstance(viewer, DepartmentSystem):
            return self._visible_to_system(viewer)
        if isinstance(viewer, User):
            return self._visible_to_staff(viewer)
        return self.none()

    def public(self, filer: ApiKey | None = None) -> GrievanceQuerySet:
        """The cases of which everybody may know subject, place and state; and those that `filer` filed."""
        everybodys = UNSEALED & Q(category__is_public=True)
        return self.filter(everybodys | Q(filing__key=filer)) if filer else self.filter(everybodys)

    def _visible_to_system(self, system: DepartmentSystem) -> GrievanceQuerySet:
        if not system.is_live:
            return self.none()
        cases = self.filter(UNSEALED, department=system.department_id)
        return cases.filter(post=system.post_id) if system.post_id else cases

    def of_citizen(self, citizen: Citizen) -> GrievanceQuerySet:
        """The cases a citizen brought or joined."""
        sealed = self.model.objects.filter(seal__citizen_index=citizen_index(citizen))
        return self.filter(any_of(*self._by_name(citizen), sealed))

    def of_citizen_by_name(self, citizen: Citizen) -> GrievanceQuerySet:
        """The cases a citizen brought or joined, but none that is sealed."""
        return self.filter(any_of(*self._by_name(citizen)), seal=None)

    def _by_name(self, citizen: Citizen) -> tuple[GrievanceQuerySet, GrievanceQuerySet]:
        cases = self.model.objects
        return cases.filter(citizen=citizen), cases.filter(supporters__citizen=citizen)

    def held_by(self, user: User) -> GrievanceQuerySet:
        """The cases on the table of `user` now."""
        posts = _posts_of(user)
        return self._unaccused(user, posts).filter(post__in=posts)

    def before_second(self, user: User) -> GrievanceQuerySet:
        """The corruption cases outside the lines of `user` in which a request to read who brought them lies before a
        post of theirs. They see the request, not the case.
        """
        posts = _posts_of(user)
        return self._unaccused(user, posts).filter(pk__in=_waiting_for(self.model, "revealrequests", posts))

    def _visible_to_staff(self, user: User) -> GrievanceQuerySet:
        may_see = Q(pk__in=[])
        posts = _posts_of(user)
        if posts and user.may("office"):
            may_see |= Q(line__overlap=posts) | Q(post__in=posts)
            may_see |= Q(pk__in=_waiting_for(self.model, "transfers", posts))
            may_see |= Q(pk__in=_waiting_for(self.model, "specialclosures", posts))
        if user.may("audit_quality"):
            may_see |= Q(closed_at__isnull=False, seal=None)
        if user.may("desk"):
            may_see |= Q(seal=None) & self._of_callers(user)
        return self._unaccused(user, posts).filter(may_see)

    def _of_callers(self, agent: User) -> Q:
        """Brought or joined by somebody with whom `agent` is on a call."""
        calls = apps.get_model("grievances", "Interaction")._default_manager.on_the_line(agent)
        mobiles = calls.values("mobile")
        return any_of(
            self.model.objects.filter(citizen__mobile__in=mobiles),
            self.model.objects.filter(supporters__citizen__mobile__in=mobiles),
        )

    def _unaccused(self, user: User, posts: list[int]) -> GrievanceQuerySet:
        """Without those of which `user`, who holds `posts`, is or may be accused, or serves below the one who is."""
        cases = self.exclude(accused=user).exclude(barred_users__contains=[user.pk])
        return cases.exclude(barred_posts__overlap=posts) if posts else cases


def any_of(*found: models.QuerySet[Any]) -> Q:
    """Whatever one of several look-ups finds.

    Each uses its own index. Said with OR, a look-up in another table has PostgreSQL read every row of this one.
    """
    first, *others = (one.values("pk") for one in found)
    return Q(pk__in=first.union(*others, all=True))


def _posts_of(user: User) -> list[int]:
    return post_ids_of(user, clock.today())


def _waiting_for(model: Any, proposals: str, posts: list[int]) -> models.QuerySet[Any]:
    pending = {f"{proposals}__approver__in": posts, f"{proposals}__outcome": ""}
    cases: models.QuerySet[Any] = model.objects.filter(**pending)
    return cases.values("pk")


class InteractionQuerySet(models.QuerySet[Any]):
    """Contacts with citizens."""

    def visible_to(self, viewer: object) -> InteractionQuerySet:
        """The contacts that `viewer` may see:

        - an agent: own ones, and earlier ones of the citizens with whom they are on a call now, but no trace of a call
          about corruption;
        - a floor supervisor: all. Anyone else: none;
        - those of the women's helpline only who counsels.
        """
        if not isinstance(viewer, User) or not viewer.may("desk"):
            return self.none()
        if not viewer.may("counsel"):
            return self.filter(is_confidential=False)._seen_at_the_desk(viewer)
        return self._seen_at_the_desk(viewer)

    def _seen_at_the_desk(self, viewer: User) -> InteractionQuerySet:
        if viewer.may("floor"):
            return self
        mobiles = self.model._default_manager.on_the_line(viewer).values("mobile")
        known = Q(mobile__in=mobiles) & ~Q(mobile="")  # two withheld numbers are not one person
        earlier = known & Q(ended_at__isnull=False) & ~Q(kind=InteractionKind.CORRUPTION)
        contacts = self.model._default_manager
        return self.filter(any_of(contacts.filter(agent=viewer), contacts.filter(earlier)))

    def on_the_line(self, agent: User) -> InteractionQuerySet:
        """The calls that `agent` has not wrapped up yet."""
        return self.filter(agent=agent, ended_at=None)


class FloorNoteQuerySet(models.QuerySet[Any]):
    """What supervisors tell their agents."""

    def visible_to(self, viewer: object) -> FloorNoteQuerySet:
        """A floor supervisor: all. An agent: those for all and for themselves. Anyone else: none."""
        if not isinstance(viewer, User) or not viewer.may("desk"):
            return self.none()
        return self.all() if viewer.may("floor") else self.filter(Q(agent=None) | Q(agent=viewer))


class DraftQuerySet(models.QuerySet[Any]):
    """What was typed and not sent."""

    def visible_to(self, viewer: object, *, named: object = None) -> DraftQuerySet:
        """The drafts that `viewer` may see: a citizen's, an agent's or an officer's own.

        Whoever brings the name of a draft, which only its own browser or form has (`named`), sees it without being
        signed in, for typing must outlast a sign-in; but not one citizen that of another on the same phone.
        """
        may_see = Q(pk__in=[])
        if isinstance(viewer, Citizen):
            may_see = Q(citizen=viewer, agent=None)
        elif isinstance(viewer, User) and (viewer.may("desk") or viewer.may("office")):
            may_see = Q(agent=viewer)
        if named is not None:
            free = Q(citizen=None) | Q(citizen=viewer) if isinstance(viewer, Citizen) else Q()
            may_see |= Q(pk=named) & free
        return self.filter(may_see)


class AttachmentQuerySet(models.QuerySet[Any]):
    """Files on cases."""

    def visible_to(self, viewer: object) -> AttachmentQuerySet:
        """Who sees a case sees its files; one who joined it only the proof of the work, not what others gave."""
        cases = apps.get_model("grievances", "Grievance")._default_manager
        visible = self.filter(grievance__in=cases.visible_to(viewer).values("pk"))
        if not isinstance(viewer, Citizen):
            return visible
        return visible.filter(Q(side=FileSide.PROOF) | ~Q(grievance__supporters__citizen=viewer))


class FilingQuerySet(models.QuerySet[Any]):
    """Cases filed by programs."""

    def visible_to(self, viewer: object) -> FilingQuerySet:
        """A program's own. Anyone else: none."""
        return self.filter(key=viewer) if isinstance(viewer, ApiKey) else self.none()
