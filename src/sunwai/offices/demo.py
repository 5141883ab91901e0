"""Invented people for a demo: a holder for (nearly) every post, and a few named ones to sign in as."""

from __future__ import annotations

import random
import secrets
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateRange

from sunwai.accounts.models import User
from sunwai.accounts.roles import Role
from sunwai.core.data import path
from sunwai.offices.actions import quiet, refresh_filled
from sunwai.offices.enums import PostingKind
from sunwai.offices.ladder import Ladder
from sunwai.offices.models import Category, Post, Posting
from sunwai.places.models import Place

SEED = 181
SINCE = date(2026, 1, 1)
SPARED = "balaghat"  # the district of the guided path: every post there is held
VACANT_SHARE = 0.02
BATCH = 2000

# Where the guided path goes, and the categories whose lines get people one can sign in as.
PATH_PLACE = {"name_en__iexact": "Rampayli", "district__name_en__iexact": "Balaghat"}
PATH_TEHSIL = {"kind": "tehsil", "name_en__iexact": "Waraseoni"}


@dataclass(frozen=True)
class Named:
    """Somebody to sign in as: an officer of a line (category, level) or a role of the helpline itself."""

    username: str
    does: str
    roles: tuple[Role, ...]
    category: str = ""
    level: int = 0


# fmt: off
NAMED = (
    Named("je.waraseoni",       "Electricity, L1 in Waraseoni: resolves complaints", (Role.OFFICER,), "energy.no-supply", 1),
    Named("ae.balaghat",        "Electricity, L2: decides transfers",                (Role.OFFICER,), "energy.no-supply", 2),
    Named("se.electricity",     "Electricity, L3: approves special closures",        (Role.OFFICER,), "energy.no-supply", 3),
    Named("md.electricity",     "Electricity, L4",                                   (Role.OFFICER,), "energy.no-supply", 4),
    Named("handpump.waraseoni", "Drinking water, L1",                                (Role.OFFICER,), "public-health-engineering.hand-pump-broken", 1),
    Named("vigilance.balaghat", "Vigilance, L1: corruption cases, sealed",           (Role.OFFICER, Role.VIGILANCE), "general-administration.bribe-demanded", 1),
    Named("nodal.helpline",     "Nodal officer: last resort and arbiter",            (Role.OFFICER,), "public-service-management.other", 4),
    Named("agent.rekha",        "Call-centre agent",                                 (Role.AGENT,)),
    Named("agent.imran",        "Call-centre agent",                                 (Role.AGENT,)),
    Named("supervisor.mamta",   "Floor supervisor",                                  (Role.SUPERVISOR,)),
    Named("auditor.vijay",      "Quality auditor",                                   (Role.AUDITOR,)),
    Named("admin.sunita",       "Administrator",                                     (Role.ADMINISTRATOR,)),
)
# fmt: on


def make_demo_officers(*, now: datetime, progress: Callable[..., object] = quiet) -> int:
    """Post invented people to the posts that nobody ever held, and make the named ones. Safe to run again.

    Returns:
        How many people were made.
    """
    made = _make_named(progress)
    free = list(
        Post.objects.filter(postings=None, is_active=True)
        .select_related("place__district", "designation")
        .order_by("pk")
    )
    chance = random.Random(SEED)  # noqa: S311 (names, not secrets)
    people = _People(chance, start=User.objects.count())
    filled = [post for post in free if _in_spared_district(post) or chance.random() > VACANT_SHARE]
    for start in range(0, len(filled), BATCH):
        posts = filled[start : start + BATCH]
        users = User.objects.bulk_create(people.next() for _post in posts)
        Posting.objects.bulk_create(
            Posting(post=post, user=user, kind=PostingKind.REGULAR, period=DateRange(SINCE, None))
            for post, user in zip(posts, users, strict=True)
        )
        progress("Officers", start + len(posts), len(filled))
    refresh_filled(on=now.date())
    return made + len(filled)


def demo_password() -> str:
    """The password of all named people of this demo, made once for this installation."""
    kept = Path(settings.DATA_FOLDER) / "secrets" / "demo_password"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(f"sunwai-{secrets.token_hex(4)}")
    return kept.read_text().strip()


def named_people() -> list[tuple[Named, User]]:
    """The people one can sign in as."""
    users = User.objects.in_bulk([named.username for named in NAMED], field_name="username")
    return [(named, users[named.username]) for named in NAMED if named.username in users]


def totp_secret(user: User) -> str:
    """The second factor of an invented person, to be shown in a demo."""
    row = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    return str(row.wrap().secret) if hasattr(row.wrap(), "secret") else str(row.data["secret"])


def _make_named(progress: Callable[..., object]) -> int:
    known = set(User.objects.filter(is_demo=True).values_list("username", flat=True))
    new = [named for named in NAMED if named.username not in known]
    people = _People(random.Random(SEED + 1), start=0)  # noqa: S311
    password = make_password(demo_password())
    for number, named in enumerate(new, 1):
        invented = people.next()
        user = User.objects.create(
            username=named.username,
            name=invented.name,
            mobile=invented.mobile,
            roles=list(named.roles),
            password=password,
            is_demo=True,
        )
        TOTP.activate(user, generate_totp_secret())
        if named.category and (post := _path_post(named)):
            Posting.objects.filter(post=post).delete()
            Posting.objects.create(post=post, user=user, period=DateRange(SINCE, None))
        progress("Sign-ins", number, len(new))
    return len(new)


def _path_post(named: Named) -> Post | None:
    """The post of a named officer, on the ladder over the guided path's village."""
    place = Place.objects.filter(**PATH_PLACE).first() or Place.objects.filter(**PATH_TEHSIL).first()
    category = Category.objects.filter(code=named.category).first()
    if place is None or category is None:
        return None
    return Ladder.current().rungs(category, place)[named.level - 1].post


def _in_spared_district(post: Post) -> bool:
    district = post.place.district or post.place
    return district.name_en.lower() == SPARED


class _People:
    """An endless line of invented people, the same in every demo."""

    def __init__(self, chance: random.Random, *, start: int) -> None:
        names: dict[str, Any] = tomllib.loads(path("demo/names.toml").read_text())
        self._given, self._surnames = names["women"] + names["men"], names["surnames"]
        self._chance, self._number = chance, start

    def next(self) -> User:
        self._number += 1
        given, surname = self._chance.choice(self._given), self._chance.choice(self._surnames)
        return User(
            username=f"{given[1]}.{surname[1]}.{self._number}",
            name=f"{given[0]} {surname[0]}",
            mobile=f"60000{self._number % 100_000:05}",
            roles=[Role.OFFICER],
            password="!",  # noqa: S106 (cannot sign in)
            is_demo=True,
        )
