"""A small corner of the state for tests: one district with a village and a town, two departments with their ladders,
vigilance, the last resort, people in every post, and citizens. All people are invented.
"""

from __future__ import annotations

import io
import pickle
from datetime import date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from PIL import Image

from sunwai.accounts.models import User
from sunwai.accounts.roles import Role
from sunwai.citizens.models import Citizen
from sunwai.core.clock import IST
from sunwai.files.actions import store_upload
from sunwai.grievances.actions.registration import Complaint, register_grievance
from sunwai.grievances.enums import Kind
from sunwai.messages.actions import load_templates
from sunwai.messages.enums import Channel
from sunwai.messages.models import Template
from sunwai.offices.enums import AppliesTo, Sensitivity
from sunwai.offices.ladder import Ladder
from sunwai.offices.models import Category, Department, Designation, Post, Posting, Responsibility
from sunwai.places.enums import PlaceKind, Setting
from sunwai.places.models import Place

MONDAY = datetime(2026, 11, 23, 11, 0, tzinfo=IST)

# department → (level, designation, English, Hindi, kind of place it serves)
# fmt: off
LADDERS = {
    "energy": (
        (1, "je",       "Junior Engineer",         "कनिष्ठ अभियंता",      PlaceKind.TEHSIL),
        (2, "ae",       "Assistant Engineer",      "सहायक अभियंता",      PlaceKind.DISTRICT),
        (3, "se",       "Superintending Engineer", "अधीक्षण अभियंता",     PlaceKind.DIVISION),
        (4, "md",       "Managing Director",       "प्रबंध संचालक",        PlaceKind.STATE),
    ),
    "revenue": (
        (1, "patwari",  "Naib Tehsildar",          "नायब तहसीलदार",     PlaceKind.TEHSIL),
        (2, "sdo",      "Sub-Divisional Officer",  "अनुविभागीय अधिकारी",   PlaceKind.DISTRICT),
        (3, "commissioner", "Commissioner",        "संभागायुक्त",          PlaceKind.DIVISION),
        (4, "secretary", "Principal Secretary",    "प्रमुख सचिव",          PlaceKind.STATE),
    ),
    "vigilance": (
        (1, "district-vigilance", "District Vigilance Officer", "जिला सतर्कता अधिकारी", PlaceKind.DISTRICT),
        (2, "division-vigilance", "Divisional Vigilance",       "संभागीय सतर्कता",      PlaceKind.DIVISION),
        (3, "state-vigilance",    "State Vigilance",            "राज्य सतर्कता",        PlaceKind.STATE),
        (4, "lokayukt",           "Lokayukt Liaison",           "लोकायुक्त संपर्क",      PlaceKind.STATE),
    ),
    "public-service-management": (
        (4, "nodal-officer-cm-helpline", "Nodal Officer, CM Helpline", "नोडल अधिकारी", PlaceKind.STATE),
    ),
}
CATEGORIES = (
    ("energy.no-supply",   "energy",    "supply", "No electricity",    "बिजली नहीं आ रही", Sensitivity.NORMAL),
    ("energy.transformer", "energy",    "supply", "Transformer burnt", "ट्रांसफार्मर जला",   Sensitivity.NORMAL),
    ("revenue.mutation",   "revenue",   "land",   "Mutation pending",  "नामांतरण लंबित",   Sensitivity.NORMAL),
    ("vigilance.bribe",    "vigilance", "bribe",  "Bribe demanded",    "रिश्वत मांगी",      Sensitivity.CORRUPTION),
)
# fmt: on


class World:
    """The corner of the state; `world.<name>` for its people and places."""

    def __init__(self) -> None:
        Ladder.forget()
        load_templates()
        self._last_mobile = 6000000000
        self._make_places()
        self._make_offices()
        self.citizen = self.new_citizen("सीता बाई")
        self.agent = self.new_user("agent", Role.AGENT)
        self.supervisor = self.new_user("supervisor", Role.SUPERVISOR)
        self.auditor = self.new_user("auditor", Role.AUDITOR)
        self.counsellor = self.new_user("womens-counsellor", Role.COUNSELLOR)
        self.women_supervisor = self.new_user("womens-supervisor", Role.WOMEN_SUPERVISOR)
        self.administrator = self.new_user("administrator", Role.ADMINISTRATOR)

    def new_citizen(self, name: str = "मोहन लाल") -> Citizen:
        self._last_mobile += 1
        return Citizen.objects.create(mobile=str(self._last_mobile), name=name, created_at=MONDAY)

    def new_user(self, username: str, *roles: Role) -> User:
        return User.objects.create_user(username, "correct horse battery", name=username, roles=list(roles))

    def officer(self, designation: str) -> User:
        """Who holds the post with this designation."""
        return User.objects.get(username=designation)

    def post(self, designation: str) -> Post:
        return Post.objects.get(designation__code=designation)

    def category(self, code: str = "energy.no-supply") -> Category:
        return Category.objects.select_related("department").get(code=code)

    def complaint(self, code: str = "energy.no-supply", **given: object) -> Complaint:
        """What the citizen brings: no electricity in Rampayli, unless said otherwise."""
        sealed = self.category(code).sensitivity == Sensitivity.CORRUPTION
        fields = {
            "kind": Kind.CORRUPTION if sealed else Kind.COMPLAINT,
            "category": self.category(code),
            "place": self.village,
            "text": "हमारे गाँव में तीन दिन से बिजली नहीं आ रही",
        }
        return Complaint(**(fields | given))  # type: ignore[arg-type]

    def register(self, *, citizen: Citizen | None = None, now: datetime = MONDAY, **given: object):
        """A registered case."""
        citizen = citizen or self.citizen
        return register_grievance(
            citizen=citizen,
            complaint=self.complaint(**given),  # type: ignore[arg-type]
            channel=Channel.PORTAL,
            actor=citizen,
            now=now,
        )

    def photo(self, by: object, now: datetime = MONDAY):
        """An uploaded photo."""
        return store_upload(file=photo_file(), actor=by, now=now)  # type: ignore[arg-type]

    def vacate(self, designation: str) -> None:
        """Nobody holds the post any more."""
        Posting.objects.filter(post__designation__code=designation).delete()
        Post.objects.filter(designation__code=designation).update(is_filled=False)

    def _make_places(self) -> None:
        def place(kind: PlaceKind, name_en: str, name_hi: str, setting: Setting, **parents: Place) -> Place:
            return Place.objects.create(
                code=f"{kind}:test-{name_en}",
                kind=kind,
                name_en=name_en,
                name_hi=name_hi,
                setting=setting,
                **parents,
            )

        self.state = place(PlaceKind.STATE, "Madhya Pradesh", "मध्य प्रदेश", Setting.MIXED)
        self.division = place(
            PlaceKind.DIVISION, "Jabalpur", "जबलपुर", Setting.MIXED, revenue_parent=self.state
        )
        self.district = place(
            PlaceKind.DISTRICT, "Balaghat", "बालाघाट", Setting.MIXED, revenue_parent=self.division
        )
        self.tehsil = place(
            PlaceKind.TEHSIL, "Waraseoni", "वारासिवनी", Setting.MIXED, revenue_parent=self.district
        )
        self.village = place(
            PlaceKind.VILLAGE, "Rampayli", "रामपायली", Setting.RURAL, revenue_parent=self.tehsil
        )
        self.other_village = place(
            PlaceKind.VILLAGE, "Doke", "डोके", Setting.RURAL, revenue_parent=self.tehsil
        )
        self.town = place(
            PlaceKind.URBAN_BODY, "Waraseoni", "वारासिवनी", Setting.URBAN, revenue_parent=self.tehsil
        )

    def _make_offices(self) -> None:
        serves = {
            PlaceKind.TEHSIL: self.tehsil,
            PlaceKind.DISTRICT: self.district,
            PlaceKind.DIVISION: self.division,
            PlaceKind.STATE: self.state,
        }
        for code, rungs in LADDERS.items():
            department = Department.objects.create(
                code=code, name_hi=code, name_en=code, short_hi=code, short_en=code
            )
            roles = (Role.OFFICER, Role.VIGILANCE) if code == "vigilance" else (Role.OFFICER,)
            designations = Designation.objects.bulk_create(
                Designation(department=department, code=designation_code, name_en=name_en, name_hi=name_hi)
                for _level, designation_code, name_en, name_hi, _area in rungs
            )
            levels = [
                (level, area, designation)
                for (level, *_, area), designation in zip(rungs, designations, strict=True)
            ]
            Responsibility.objects.bulk_create(
                Responsibility(
                    department=department,
                    level=level,
                    applies_to=AppliesTo.ANY,
                    area=area,
                    designation=designation,
                )
                for level, area, designation in levels
            )
            posts = Post.objects.bulk_create(
                Post(department=department, designation=designation, place=serves[area], is_filled=True)
                for _level, area, designation in levels
            )
            Posting.objects.bulk_create(
                Posting(
                    post=post,
                    user=self.new_user(post.designation.code, *roles),
                    period=(date(2026, 1, 1), None),
                )
                for post in posts
            )
        for code, department_code, group, name_en, name_hi, sensitivity in CATEGORIES:
            Category.objects.create(
                code=code,
                department=Department.objects.get(code=department_code),
                group=group,
                name_en=name_en,
                name_hi=name_hi,
                days=[3, 5, 7, 10],
                sensitivity=sensitivity,
                is_public=sensitivity == Sensitivity.NORMAL,
            )


class WrittenWorld:
    """A world that was written once and taken back. `again()` writes the same rows, many times as quickly: most
    tests begin with it.
    """

    MODELS = (
        Template,
        Place,
        Department,
        Designation,
        Responsibility,
        Post,
        User,
        Posting,
        Citizen,
        Category,
    )

    def __init__(self) -> None:
        with transaction.atomic():
            assert not Place.objects.exists(), "the rows of others would be taken for those of the world"
            self._world = pickle.dumps(World())
            self._rows = {model._meta.db_table: self._read(model._meta.db_table) for model in self.MODELS}
            transaction.set_rollback(True)

    def again(self) -> World:
        """The rows, as of now in the database, and the world that knows them."""
        Ladder.forget()
        with connection.cursor() as cursor:
            for table, rows in self._rows.items():
                with cursor.copy(f'COPY "{table}" FROM STDIN') as copy:
                    copy.write(rows)
        return pickle.loads(self._world)

    def _read(self, table: str) -> bytes:
        with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
            return b"".join(copy)


def photo_file(name: str = "photo.jpg", size: tuple[int, int] = (40, 30)) -> SimpleUploadedFile:
    """A small JPEG as a browser would send it."""
    out = io.BytesIO()
    Image.new("RGB", size, "orange").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")
