"""What a program asks of the cases it filed, hundreds of times a second."""

from __future__ import annotations

from django.db import connection

from sunwai.accounts.models import ApiKey
from sunwai.core import reference, rows
from sunwai.grievances.models import Grievance
from sunwai.offices.models import Category, Department, Designation, Post
from sunwai.places.models import Place
from sunwai.places.selectors import NAMES

# fmt: off
CASE = (
    rows.Part("g", Grievance, (
        "id", "reference", "kind", "state", "level", "text", "registered_at", "due_at", "resolved_at", "closed_at",
        "rating", "reopen_count", "supporter_count", "source_reference", "post_id", "place_id", "category_id",
    )),
    rows.Part("c",       Category,    ("id", "code", "name_hi", "name_en", "days"), "category"),
    rows.Part("dep", Department, ("id", "code", "name_hi", "name_en", "short_hi", "short_en"), "category.department"),
    rows.Part("place",   Place,       NAMES,                                        "place"),
    rows.Part("revenue", Place,       NAMES,                                        "place.revenue_parent"),
    rows.Part("near",    Place,       NAMES,                                        "place.local_parent"),
    rows.Part("home",    Place,       NAMES,                                        "place.district"),
    rows.Part("post",    Post,        ("id",),                                      "post"),
    rows.Part("rank",    Designation, ("id", "code", "name_hi", "name_en"),         "post.designation"),
    rows.Part("seat",    Place,       NAMES,                                        "post.place"),
)
# fmt: on
CASE_TABLES = """
    grievances_grievance g
    JOIN offices_category c ON c.id = g.category_id
    JOIN offices_department dep ON dep.id = c.department_id
    JOIN places_place place ON place.id = g.place_id
    LEFT JOIN places_place revenue ON revenue.id = place.revenue_parent_id
    LEFT JOIN places_place near ON near.id = place.local_parent_id
    LEFT JOIN places_place home ON home.id = place.district_id
    JOIN offices_post post ON post.id = g.post_id
    JOIN offices_designation rank ON rank.id = post.designation_id
    JOIN places_place seat ON seat.id = post.place_id
"""
FILED_WITH = f"""
    SELECT {rows.columns(CASE)} FROM {CASE_TABLES}
    JOIN grievances_apifiling filing ON filing.grievance_id = g.id AND filing.key_id = %s
    WHERE g.reference = %s
"""  # noqa: S608 (names of columns)


def filed_with(key: ApiKey, text: str) -> Grievance | None:
    """The case with the number `text` that was filed with `key`, with everything a status names of it; else None.

    It is `Grievance.objects.visible_to(key)` in one statement that the database has planned before.
    """
    number = reference.clean(text)
    if not reference.is_valid(number):
        return None
    with connection.cursor() as cursor:
        cursor.execute(FILED_WITH, [key.pk, number])
        found = cursor.fetchone()
    case: Grievance | None = rows.build(CASE, found) if found else None
    return case
