"""A department's own system: a program that works on the department's cases, alone or for an officer it names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from sunwai.accounts.models import ApiKey, ApiScope, User
from sunwai.accounts.programs import Program
from sunwai.core.errors import InvalidInput
from sunwai.offices.models import DepartmentKey

OF_DEPARTMENTS = frozenset({ApiScope.DEPARTMENT_READ, ApiScope.DEPARTMENT_WRITE})


class UnknownOfficer(InvalidInput):
    """There is no such officer."""

    code = "unknown-officer"
    sentence = _("No officer has this user name.")
    field = "officer"


@dataclass(frozen=True, kw_only=True)
class DepartmentSystem(Program):
    """The system of `department_id` as an actor.

    Attributes:
        post_id: only cases that lie with this post; None: all of the department.
        officer: for whom it acts, where the rules want to know a person.
    """

    department_id: int
    post_id: int | None = None
    officer: User | None = None

    @property
    def is_live(self) -> bool:
        """Whether its key may still be used for the department."""
        return self.key.revoked_at is None and bool(OF_DEPARTMENTS & set(self.key.scopes))

    def may(self, scope: ApiScope) -> bool:
        """Whether its key is live and has `scope`."""
        return self.is_live and scope in self.key.scopes

    @property
    def remark(self) -> dict[str, Any]:
        """With the officer for whom it acted."""
        return super().remark | ({"officer": self.officer.pk} if self.officer else {})


def system_of(key: ApiKey, *, number: str = "", officer: str = "") -> DepartmentSystem | None:
    """The department's system that `key` belongs to; None where it belongs to none.

    Args:
        officer: user name of the officer for whom it acts; "" for nobody.

    Raises:
        UnknownOfficer: nobody who may sign in is called so.
    """
    bound = DepartmentKey.objects.filter(key=key).first()
    if bound is None:
        return None
    return DepartmentSystem(
        key=key,
        number=number,
        department_id=bound.department_id,
        post_id=bound.post_id,
        officer=_officer(officer) if officer else None,
    )


def _officer(username: str) -> User:
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise UnknownOfficer
    return found
