"""Invented people for a demo: somebody for (nearly) every post, and a few named ones to sign in as.

The same offices get the same people in every demo. A few of them, none in Balaghat, are left vacant or their
holder is away; a neighbour has additional charge of nearly all of these, so that all of it can be seen.
"""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import connection, models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from sunwai.accounts.models import User
from sunwai.accounts.roles import Role
from sunwai.core.clock import IST
from sunwai.core.data import path
from sunwai.offices.enums import PostingKind, Sensitivity
from sunwai.offices.filled import refresh_filled
from sunwai.offices.ladder import Ladder
from sunwai.offices.models import Category, Leave, Post, Posting, Responsibility
from sunwai.places.actions import Progress, quiet
from sunwai.places.enums import PlaceKind
from sunwai.places.models import Place

SINCE = date(2026, 1, 1)
SPARED = "Balaghat"  # the district of the guided path: every post there is held
VACANT = 0.02  # share of the posts up to the district that nobody holds regularly
AWAY = 0.01  # share of them whose holder is on leave
IN_CHARGE = 0.995  # share of the vacant ones and of those on leave that a neighbour looks after
LEAVE = timedelta(days=12)
CANNOT_SIGN_IN = "!"  # no password has this hash
BATCH = 2_000

# Where the guided path goes.
PATH_PLACE = {"kind": PlaceKind.VILLAGE, "name_en__iexact": "Rampayli", "district__name_en__iexact": SPARED}
PATH_TEHSIL = {"kind": PlaceKind.TEHSIL, "name_en__iexact": "Waraseoni"}


@dataclass(frozen=True)
class Named:
    """Somebody to sign in as: an officer of a line (category, level) or a role of the helpline itself."""

    username: str
    name: str
    does: str
    roles: tuple[Role, ...]
    category: str = ""
    level: int = 0


OFFICER = (Role.OFFICER,)
# fmt: off
NAMED = (
    Named("je.waraseoni",         "राजेश बिसेन", "Electricity, L1 in Waraseoni: works on complaints", OFFICER, "energy.no-supply", 1),
    Named("dgm.waraseoni",        "अनिल चौहान", "Electricity, L2: decides transfers",                OFFICER, "energy.no-supply", 2),
    Named("gm.balaghat",          "कविता मिश्रा", "Electricity, L3: approves special closures",        OFFICER, "energy.no-supply", 3),
    Named("md.electricity",       "दिनेश राठौर", "Electricity, L4: sends back, marks invalid",        OFFICER, "energy.no-supply", 4),
    Named("water.waraseoni",      "सुरेश उइके", "Drinking water, L1: receives a transfer",           OFFICER, "public-health-engineering.other", 1),
    Named("tehsildar.waraseoni",  "प्रीति सोनी", "Revenue, L1",                                       OFFICER, "revenue.other", 1),
    Named("sdo.waraseoni",        "अरुण नेमा", "Revenue, L2: first appeals of CM Jan Seva",           OFFICER, "revenue.other", 2),
    Named("collector.balaghat",   "मीनाक्षी राव", "Revenue, L3: second appeals, penalties",             OFFICER, "revenue.other", 3),
    Named("commissioner.revenue",    "विवेक पांडे", "Revenue, L4: revisions of penalties",                OFFICER, "revenue.other", 4),
    Named("vigilance.balaghat",   "शबनम खान", "Vigilance, L1: corruption, complainant sealed",     (Role.OFFICER, Role.VIGILANCE), "general-administration.bribe-demanded", 1),
    Named("vigilance.jabalpur",   "आरिफ़ कुरैशी", "Vigilance, L2: agrees to reading an identity",       (Role.OFFICER, Role.VIGILANCE), "general-administration.bribe-demanded", 2),
    Named("nodal.helpline",       "संजय तिवारी", "Nodal officer: last resort and arbiter",            (Role.OFFICER, Role.VIGILANCE), "public-service-management.other", 4),
    Named("agent.rekha",          "रेखा पटेल", "Call-centre agent",                                 (Role.AGENT,)),
    Named("agent.imran",          "इमरान खान", "Call-centre agent",                                 (Role.AGENT,)),
    Named("supervisor.mamta",     "ममता यादव", "Floor supervisor",                                  (Role.SUPERVISOR,)),
    Named("counsellor.asha",      "आशा मरावी", "Counsellor of the women's helpline",                (Role.COUNSELLOR,)),
    Named("lead.nirmala",         "निर्मला दुबे", "Supervisor of the women's helpline",                (Role.WOMEN_SUPERVISOR,)),
    Named("child.meera",          "मीरा धुर्वे", "Counsellor of the child helpline (1098)",           (Role.CHILD_COUNSELLOR,)),
    Named("childlead.sarla",      "सरला बघेल", "Supervisor of the child helpline (1098)",           (Role.CHILD_SUPERVISOR,)),
    Named("divyang.farida",       "फ़रीदा शेख़", "Counsellor of the Divyangjan helpline",             (Role.DIVYANG_COUNSELLOR,)),
    Named("divyanglead.mohan",    "मोहन कटरे", "Supervisor of the Divyangjan helpline",             (Role.DIVYANG_SUPERVISOR,)),
    Named("auditor.vijay",        "विजय जैन", "Quality auditor",                                   (Role.AUDITOR,)),
    Named("editor.kavita",        "कविता शर्मा", "Editor of schemes",                                 (Role.EDITOR,)),
    Named("admin.sunita",         "सुनीता वर्मा", "Administrator",                                     (Role.ADMINISTRATOR,)),
)
# fmt: on


@transaction.atomic
def make_demo_officers(*, now: datetime, progress: Progress = quiet) -> int:
    """Post invented people to the posts that nobody ever held, and make the named ones. Safe to run again.

    Officers on duty who have no name of their own here cannot sign in.

    Returns:
        How many people were made.
    """
    names = _Names.read()
    named = _make_named()
    made = _fill(_free_offices(), names, now, progress)
    refresh_filled(on=now.astimezone(IST).date())
    return named + made


def demo_password() -> str:
    """The password of all named people: `SUNWAI_DEMO_PASSWORD`, else one made for this installation and kept."""
    if given := os.environ.get("SUNWAI_DEMO_PASSWORD"):
        return given
    kept = Path(settings.DATA_FOLDER) / "secrets" / "demo_password"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept.touch(mode=0o600)
        kept.write_text(f"sunwai-{secrets.token_hex(4)}")
    return kept.read_text().strip()


def named_people() -> list[tuple[Named, User]]:
    """The people one can sign in as, in the order of `NAMED`."""
    users = User.objects.filter(is_demo=True).in_bulk(
        [named.username for named in NAMED], field_name="username"
    )
    return [(named, users[named.username]) for named in NAMED if named.username in users]


def totp_secret(user: User) -> str:
    """The second factor of an invented person, to be shown in a demo."""
    row = Authenticator.objects.get(user=user, user__is_demo=True, type=Authenticator.Type.TOTP)
    return str(decrypt(row.data["secret"]))


# ── People to sign in as ─────────────────────────────────────────────────────────────────────────────────


def _make_named() -> int:
    known = User.objects.in_bulk([named.username for named in NAMED], field_name="username")
    password = _password_hash(known.values())
    made = 0
    for named in NAMED:
        post = _post_on_path(named) if named.category else None
        if named.username in known or (named.category and post is None):
            continue
        user = User.objects.create(
            username=named.username,
            name=named.name,
            roles=list(named.roles),
            password=password,
            is_demo=True,
        )
        TOTP.activate(user, generate_totp_secret())
        if post:
            post.postings.filter(user__is_demo=True).delete()
            Posting.objects.create(post=post, user=user, period=DateRange(SINCE, None))
        made += 1
    return made


def _password_hash(known: Iterable[User]) -> str:
    """The hash of the demo's password, given to those who were made when it was another one."""
    password = demo_password()
    for user in known:
        if check_password(password, user.password):
            return user.password
    fresh = make_password(password)
    User.objects.filter(username__in=[named.username for named in NAMED], is_demo=True).update(password=fresh)
    return fresh


def _post_on_path(named: Named) -> Post | None:
    """The post of a named officer, on the ladder over the guided path's village."""
    place = Place.objects.filter(**PATH_PLACE).first() or Place.objects.filter(**PATH_TEHSIL).first()
    category = Category.objects.filter(code=named.category).first()
    if place is None or category is None:
        return None
    return Ladder.current().rungs(category, place)[named.level - 1].post


# ── Everybody else ───────────────────────────────────────────────────────────────────────────────────────


@dataclass
class _Office:
    """The posts of one title at one place, which one person holds: the collector, for all departments."""

    title: str
    place: str
    district: str | None
    posts: list[int] = field(default_factory=list)
    roles: list[str] = field(default_factory=lambda: [Role.OFFICER])
    username: str = ""
    is_away: bool = False

    def falls_under(self, share: float, what: str) -> bool:
        """Whether chance (the same in every demo) makes this office one of this share.

        Never on the guided path: in its district, and at what lies above the districts.
        """
        if self.district in (None, SPARED):
            return False
        return Random(f"{what} {self.title} {self.place}").random() < share  # noqa: S311


def _fill(offices: list[_Office], names: _Names, now: datetime, progress: Progress) -> int:
    """Give each office its person, but for the gaps that are meant; how many people were made."""
    held = [office for office in offices if not office.falls_under(VACANT, "vacant")]
    people = []
    for office in held:
        name, latin = names.of(f"{office.title} {office.place}")
        office.username, office.is_away = f"{latin}.{office.posts[0]}", office.falls_under(AWAY, "away")
        people.append((office.username, name, "", office.roles, CANNOT_SIGN_IN, True, True, now))
    columns = "username name mobile roles password is_active is_demo created_at"
    _copy(User, columns, people, "officers", progress)
    ids = dict(User.objects.filter(is_demo=True).values_list("username", "pk"))
    since = DateRange(SINCE, None)
    regular = [
        (post, ids[office.username], PostingKind.REGULAR, since, "")
        for office in held
        for post in office.posts
    ]
    charges = [
        (post, ids[neighbour.username], PostingKind.ADDITIONAL, since, "")
        for office, neighbour in _charges(offices)
        for post in office.posts
    ]
    _copy(Posting, "post_id user_id kind period order_number", regular + charges, "postings", progress)
    today = now.astimezone(IST).date()
    leave = DateRange(today, today + LEAVE)
    Leave.objects.bulk_create(
        Leave(user_id=ids[office.username], period=leave) for office in held if office.is_away
    )
    return len(held)


def _free_offices() -> list[_Office]:
    """The offices with posts that nobody ever held."""
    vigilance = _vigilance_designations()
    free = Post.objects.filter(postings=None, is_active=True).order_by("pk")
    offices: dict[tuple[str, str], _Office] = {}
    for post, designation, title, place, district in free.values_list(
        "pk", "designation", "designation__name_en", "place__code", "place__district__name_en"
    ):
        office = offices.setdefault((title, place), _Office(title, place, district))
        office.posts.append(post)
        if designation in vigilance:
            office.roles = [Role.OFFICER, Role.VIGILANCE]
    return list(offices.values())


def _vigilance_designations() -> set[int]:
    rules = Responsibility.objects.filter(category__sensitivity=Sensitivity.CORRUPTION)
    return set(rules.values_list("designation", flat=True))


def _charges(offices: list[_Office]) -> Iterator[tuple[_Office, _Office]]:
    """Offices without a person, and the one of the same title in the same district that looks after them."""
    on_duty = {
        (office.title, office.district): office
        for office in offices
        if office.username and not office.is_away
    }
    for office in offices:
        neighbour = on_duty.get((office.title, office.district))
        unattended = office.is_away or not office.username
        if unattended and neighbour and office.falls_under(IN_CHARGE, "in charge"):
            yield office, neighbour


def _copy(
    model: type[models.Model], columns: str, rows: list[tuple[Any, ...]], what: str, progress: Progress
) -> None:
    """Insert by COPY: some 25,000 rows in a second or two."""
    with connection.cursor() as cursor:
        into = f"COPY {model._meta.db_table} ({', '.join(columns.split())}) FROM STDIN"
        with cursor.copy(into) as copy:
            for done, row in enumerate(rows):
                copy.write_row(row)
                if done % BATCH == 0:
                    progress(what, done, len(rows))
        cursor.execute(
            f"ANALYZE {model._meta.db_table}"
        )  # a table just filled is otherwise read the slow way
    progress(what, len(rows), len(rows))


class _Names:
    """Invented names: the same for the same words."""

    def __init__(self, given: list[list[str]], surnames: list[list[str]]) -> None:
        self._given, self._surnames = given, surnames

    @classmethod
    def read(cls) -> _Names:
        """From data/demo/names.toml."""
        names = tomllib.loads(path("demo/names.toml").read_text(encoding="utf-8"))
        return cls(names["women"] + names["men"], names["surnames"])

    def of(self, words: str) -> tuple[str, str]:
        """A name in Devanagari, and the beginning of a user name."""
        chance = Random(words)  # noqa: S311 (names, not secrets)
        given, surname = chance.choice(self._given), chance.choice(self._surnames)
        return f"{given[0]} {surname[0]}", f"{given[1]}.{surname[1]}"
