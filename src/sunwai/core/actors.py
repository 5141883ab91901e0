"""Who acts: a citizen, a member of staff, a program with a key, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActorKind(models.TextChoices):
    """What kind of actor an event names."""

    CITIZEN = "citizen", _("citizen")
    STAFF = "staff", _("staff")
    API = "api", _("program")
    SYSTEM = "system", _("system")


class Actor(Protocol):
    """Anything that can act on a case: `accounts.User`, `citizens.Citizen`, `accounts.ApiKey`, `SYSTEM`."""

    @property
    def actor_kind(self) -> ActorKind: ...

    @property
    def pk(self) -> int | None: ...


@dataclass(frozen=True)
class System:
    """The clock and the rules acting by themselves."""

    actor_kind: ActorKind = ActorKind.SYSTEM
    pk: int | None = None


SYSTEM = System()
