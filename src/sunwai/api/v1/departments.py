"""Departments and the categories of what is brought to them."""

from __future__ import annotations

from typing import Annotated

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from sunwai.api.auth import Key
from sunwai.api.problems import Unavailable
from sunwai.api.v1.schemas import PROBLEMS, WITHOUT_NUL, CategoryOut, DepartmentOut, Named, Problem, Question
from sunwai.grievances.enums import Kind
from sunwai.grievances.suggestion import ModelMissing, suggest
from sunwai.offices.enums import PhotoNeed, Sensitivity
from sunwai.offices.models import Category, Department

router = Router(tags=["reference"])

SUGGESTED = 6
SEALED = Q(sensitivity=Sensitivity.CORRUPTION)
UNSEALED_KINDS: list[Kind] = [kind for kind in Kind if kind != Kind.CORRUPTION]


class NoSuggestions(Unavailable):
    """The model that suggests categories is not built in this installation."""

    code = "no-suggestions"
    sentence = _("Suggestions are not available here. Please choose from the whole list.")


@router.get(
    "/departments",
    auth=Key(),
    response={200: list[DepartmentOut]} | PROBLEMS,
    operation_id="listDepartments",
    summary="List departments",
)
def list_departments(request: HttpRequest) -> list[DepartmentOut]:
    """The departments in use that answer for at least one category."""
    in_use = Department.objects.filter(pk__in=_in_use().values("department"))
    return [
        DepartmentOut(**_named(department), short_hi=department.short_hi, short_en=department.short_en)
        for department in in_use
    ]


@router.get(
    "/categories",
    auth=Key(),
    response={200: list[CategoryOut], 503: Problem} | PROBLEMS,
    operation_id="listCategories",
    summary="List or suggest categories",
)
def list_categories(
    request: HttpRequest,
    department: Annotated[
        str | None, Query(description="Code of a department.", max_length=40, pattern=WITHOUT_NUL)
    ] = None,
    q: Annotated[
        str | None,
        Query(
            description="The citizen's words, in Hindi or Latin letters: only likely categories, the "
            "likeliest first. They help to choose; they do not choose.",
            min_length=1,
            max_length=5000,
            pattern=WITHOUT_NUL,
            examples=["bijli nahi aa rahi"],
        ),
    ] = None,
    kind: Annotated[Kind | None, Query(description="Only what a case of this kind may be about.")] = None,
) -> list[CategoryOut]:
    """What a case may be about, with the questions to ask and the day limits of the levels."""
    categories = _in_use()
    if department is not None:
        categories = categories.filter(department__code=department)
    if kind:
        categories = categories.filter(SEALED if kind == Kind.CORRUPTION else ~SEALED)
    return [_out(category) for category in (categories if q is None else _likely(categories, q))]


def _in_use() -> QuerySet[Category]:
    return Category.objects.filter(is_active=True, department__is_active=True).select_related("department")


def _likely(categories: QuerySet[Category], words: str) -> list[Category]:
    try:
        codes = [suggestion.category for suggestion in suggest(words, limit=SUGGESTED)]
    except ModelMissing as error:
        raise NoSuggestions from error
    found = {category.code: category for category in categories.filter(code__in=codes)}
    return [found[code] for code in codes if code in found]


def _out(category: Category) -> CategoryOut:
    sealed = category.sensitivity == Sensitivity.CORRUPTION
    return CategoryOut(
        **_named(category),
        department=Named(**_named(category.department)),
        kinds=[Kind.CORRUPTION] if sealed else UNSEALED_KINDS,
        days=category.days,
        photo=PhotoNeed(category.photo),
        questions=[Question(**question) for question in category.questions],
    )


def _named(thing: Department | Category) -> dict[str, str]:
    return {"code": thing.code, "name_hi": thing.name_hi, "name_en": thing.name_en}
