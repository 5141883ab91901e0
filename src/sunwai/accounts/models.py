"""Staff users, keys of programs, and the access log."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime
from typing import Any, ClassVar

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.postgres.fields import ArrayField
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from sunwai.accounts.roles import PERMISSIONS, Role, permissions_of
from sunwai.core import rows
from sunwai.core.actors import ActorKind

KEY_SECONDS_KEPT = 5
# What an administrator does to a sign-in; in the history of the person, since the record of a row holds no secrets.
PASSWORD_GIVEN, SECOND_FACTOR_TAKEN = "password_given", "second_factor_taken"
DESK = frozenset(role for role, may in PERMISSIONS.items() if "desk" in may)
APART = frozenset({Role.OFFICER, Role.ADMINISTRATOR})


class UserManager(BaseUserManager["User"]):
    """Makes users."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """A user with this password, or with none that works."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old),
    pghistory.DeleteEvent(),
    pghistory.ManualEvent(PASSWORD_GIVEN),  # type: ignore[no-untyped-call]
    pghistory.ManualEvent(SECOND_FACTOR_TAKEN),  # type: ignore[no-untyped-call]
    exclude=["password", "password_was_given", "last_login"],
)
class User(AbstractBaseUser):
    """A member of staff."""

    username = models.CharField(
        _("user name"), max_length=60, unique=True, validators=[UnicodeUsernameValidator()]
    )
    name = models.CharField(_("name"), max_length=120)
    mobile = models.CharField(_("mobile"), max_length=16, blank=True)
    roles = ArrayField(
        models.CharField(max_length=16, choices=Role), default=list, blank=True, verbose_name=_("roles")
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    password_was_given = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="By an administrator: the person chooses an own one first.",
    )
    is_demo = models.BooleanField(_("invented, for the demo"), default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def actor_kind(self) -> ActorKind:
        """What the timeline calls this actor."""
        return ActorKind.STAFF

    #: Which posts this user answers for, by day: a dict while a request asks again and again, else None.
    remembered_posts: dict[date, list[int]] | None = None

    @property
    def permissions(self) -> frozenset[str]:
        """What this user's roles allow; nothing while the account is closed."""
        return permissions_of(self.roles) if self.is_active else frozenset()

    def may(self, permission: str) -> bool:
        """Whether one of this user's roles gives `permission`."""
        return permission in self.permissions

    def set_password(self, raw_password: str | None) -> None:
        """The person's own choice."""
        super().set_password(raw_password)
        self.password_was_given = False

    def give_password(self, raw_password: str) -> None:
        """A password that another person knows: it opens nothing but the page for choosing an own one."""
        self.set_password(raw_password)
        self.password_was_given = True

    # Django's own screens ask these three.
    @property
    def is_staff(self) -> bool:
        """Whether the admin screens open."""
        return self.may("admin")

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Administrators may do everything inside the admin screens."""
        return self.may("admin")

    def has_module_perms(self, app_label: str) -> bool:
        """Administrators see every part of the admin screens."""
        return self.may("admin")

    def clean(self) -> None:
        """Refuse roles that do not go together."""
        super().clean()
        if not APART.isdisjoint(self.roles) and not DESK.isdisjoint(self.roles):
            raise ValidationError(
                {"roles": _("Who records the citizen's word cannot also be an officer or administrator.")}
            )


class ApiScope(models.TextChoices):
    """What a key may be used for."""

    FILE = "grievances:write", _("file complaints")
    READ = "grievances:read", _("read complaints filed with this key")
    DEPARTMENT_READ = "department:read", _("read the complaints of a department (its own system)")
    DEPARTMENT_WRITE = "department:write", _("work on the complaints of a department (its own system)")
    APP = "citizen:app", _("sign citizens in by a code, and act for them (an app)")


@pghistory.track(exclude=["last_used_at"])
class ApiKey(models.Model):
    """A key of a program. Only its digest is kept: a lost key is replaced, never looked up."""

    name = models.CharField(_("program"), max_length=120)
    prefix = models.CharField(_("beginning"), max_length=12, unique=True, editable=False)
    digest = models.BinaryField(editable=False)
    scopes = ArrayField(
        models.CharField(max_length=24, choices=ApiScope), default=list, verbose_name=_("scopes")
    )
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        caches["local"].delete(f"accounts.key.{self.prefix}")

    @property
    def actor_kind(self) -> ActorKind:
        """What the timeline calls this actor."""
        return ActorKind.API

    @classmethod
    def issue(cls, *, name: str, scopes: list[str]) -> tuple[ApiKey, str]:
        """A new key and its text, which is shown once."""
        prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        key = cls.objects.create(name=name, prefix=prefix, digest=_digest(secret), scopes=scopes)
        return key, f"sunwai_{prefix}_{secret}"

    @classmethod
    def find(cls, text: str) -> ApiKey | None:
        """The live key with this text, or None. A revoked one ends within `KEY_SECONDS_KEPT` in every process."""
        kind, _, rest = text.partition("_")
        prefix, _, secret = rest.partition("_")
        key = cls._live(prefix) if kind == "sunwai" else None
        return key if key and secrets.compare_digest(bytes(key.digest), _digest(secret)) else None

    @classmethod
    def _live(cls, prefix: str) -> ApiKey | None:
        known: ApiKey | None = caches["local"].get(f"accounts.key.{prefix}")
        if known is None and (known := cls.objects.filter(prefix=prefix, revoked_at=None).first()):
            caches["local"].set(f"accounts.key.{prefix}", known, KEY_SECONDS_KEPT)
        return known


def _digest(secret: str) -> bytes:
    # 256 random bits need no slow hash.
    return hashlib.sha256(secret.encode()).digest()


class Reading(models.TextChoices):
    """What of a citizen was read."""

    CASE = "case", _("a case")
    CALLER = "caller", _("a caller, with earlier cases")
    FILE = "file", _("a file of a case")
    MOBILE = "mobile", _("name and mobile")
    SEAL = "seal", _("a sealed identity")
    SEARCH = "search", _("a search in cases")
    FLOOR = "floor", _("the floor, with the case that waits longest")
    MESSAGE = "message", _("what became of a message")
    RECORDING = "recording", _("a recording of a call")


class AccessLogQuerySet(models.QuerySet["AccessLog"]):
    """Readings of personal data."""

    def visible_to(self, viewer: object) -> AccessLogQuerySet:
        """Auditors and administrators see all of them; anyone else none."""
        sees = isinstance(viewer, User) and viewer.may("see_readings")
        return self.all() if sees else self.none()


class AccessLog(models.Model):
    """That a member of staff read a citizen's data, or opened a seal."""

    at = models.DateTimeField(_("when"))
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("who"))
    what = models.CharField(_("what"), max_length=24, choices=Reading)
    case_id = models.BigIntegerField(_("case"), null=True)
    citizen_id = models.BigIntegerField(_("citizen"), null=True)
    reason = models.CharField(_("reason or words"), max_length=200, blank=True)

    objects = AccessLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading of personal data")
        verbose_name_plural = _("readings of personal data")
        indexes = [
            models.Index(fields=["user", "at"], name="access_user"),
            models.Index(fields=["citizen_id", "at"], name="access_citizen"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.user} {self.what}"


def log_access(
    *,
    user: User,
    what: str,
    now: datetime,
    case_id: int | None = None,
    citizen_id: int | None = None,
    reason: str = "",
) -> None:
    """Write down that `user` read something personal."""
    rows.insert(
        AccessLog(at=now, user=user, what=what, case_id=case_id, citizen_id=citizen_id, reason=reason)
    )
