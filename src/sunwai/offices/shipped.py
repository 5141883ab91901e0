"""Reading data/departments: one TOML file a department, checked whole before anything of it is loaded.

The format is described in data/departments/README.md.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from types import GenericAlias
from typing import Any, get_origin

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sunwai.core.errors import InvalidInput
from sunwai.offices.enums import AppliesTo, Sensitivity
from sunwai.offices.models import Category, Department, Designation

LEVELS = (1, 2, 3, 4)
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

#: Setting of a rule → kinds of place whose posts can serve it; a village has no urban body, a town no block.
AREAS = {
    AppliesTo.ANY: ("tehsil", "district", "division", "state"),
    AppliesTo.RURAL: ("block", "tehsil", "district", "division", "state"),
    AppliesTo.URBAN: ("urban_body", "tehsil", "district", "division", "state"),
}

#: Key → type of its value; of a list, also that of its items.
Shape = dict[str, type | GenericAlias]
TABLES = list[dict[str, Any]]
NAMES: Shape = {"name_en": str, "name_hi": str}
DEPARTMENT: Shape = {
    "code": str, **NAMES, "short_en": str, "short_hi": str, "order": int, "ladder": TABLES, "category": TABLES,
}  # fmt: skip
RULE: Shape = {
    "level": int, "setting": str, "area": str, "designation": str, "designation_en": str, "designation_hi": str,
}  # fmt: skip
RULE_MAY: Shape = {"categories": list[str]}
CATEGORY: Shape = {
    "code": str, **NAMES, "group": str, "days": list[int], "photo": str, "sensitivity": str,
    "keywords_hi": list[str], "keywords_en": list[str], "keywords_latn": list[str],
    "questions": TABLES, "samples": list[str],
}  # fmt: skip

CATEGORY_MAY: Shape = {"public": bool}

#: Category (None: all of the department), level, setting.
RuleKey = tuple[str | None, int, str]


@dataclass(frozen=True)
class Problem:
    """What is wrong in a file, and where."""

    file: str
    entry: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}, {self.entry}: {self.text}"


class BadDepartmentFiles(InvalidInput):
    """Files of departments that cannot be loaded; `problems` has every one of their problems."""

    code = "bad-department-files"
    sentence = gettext_lazy("The departments were not loaded. Put these right:\n%(list)s")

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(list="\n".join(map(str, problems)))
        self.problems = problems


@dataclass
class DepartmentFile:
    """What a file says, as the columns of the tables.

    Attributes:
        fields: of the department.
        designations, categories: their columns by code; the code of a category is "department.category".
        rules: designation code and kind of place served.
    """

    code: str
    fields: dict[str, Any] = field(default_factory=dict)
    designations: dict[str, dict[str, Any]] = field(default_factory=dict)
    categories: dict[str, dict[str, Any]] = field(default_factory=dict)
    rules: dict[RuleKey, tuple[str, str]] = field(default_factory=dict)


def read_departments(folder: Path) -> list[DepartmentFile]:
    """All departments of `folder`, in the order of their files.

    Raises:
        BadDepartmentFiles: there is no file, or something in one of them is wrong; nothing is returned then.
    """
    readers = [_Reader(path) for path in sorted(folder.glob("*.toml"))]
    problems = [problem for reader in readers for problem in reader.problems]
    if not readers:
        problems = [Problem(folder.name, "*.toml", _("There is no file here."))]
    if problems:
        raise BadDepartmentFiles(problems)
    return [reader.found for reader in readers]


class _Reader:
    """Reads one file, and keeps what is wrong with it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found = DepartmentFile(path.stem)
        self.problems: list[Problem] = []
        try:
            given = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self.refuse("TOML", str(error))
            return
        if self.has_shape("department", given, DEPARTMENT):
            self.read(given)

    def refuse(self, entry: str, text: str | Promise) -> None:
        self.problems.append(Problem(self.path.name, entry, str(text)))

    def read(self, given: dict[str, Any]) -> None:
        if given["code"] != self.path.stem:
            self.refuse("code", _("The file must be named after the code: %(code)s.toml.") % given)
        self.found.fields = {
            name: given[name] for name in ("name_en", "name_hi", "short_en", "short_hi", "order")
        }
        self.check("department", Department(code=given["code"], **self.found.fields))
        for number, row in enumerate(given["category"], 1):
            self.read_category(f"category {number} ({row.get('code', '?')})", row)
        for number, row in enumerate(given["ladder"], 1):
            self.read_rule(f"ladder {number} ({row.get('designation', '?')})", row)
        if not self.problems:
            self.check_ladder()

    def read_category(self, entry: str, row: dict[str, Any]) -> None:
        if not self.has_shape(entry, row, CATEGORY, CATEGORY_MAY):
            return
        code = f"{self.found.code}.{row['code']}"
        if not CODE.fullmatch(row["code"]):
            self.refuse(entry, _("A code has small Latin letters, digits and hyphens only."))
        if code in self.found.categories:
            self.refuse(entry, _("This code stands twice."))
        if not row["samples"]:
            self.refuse(entry, _("At least one sample text is needed."))
        fields = {
            name: row[name]
            for name in ("name_en", "name_hi", "group", "days", "photo", "sensitivity", "questions")
        }
        fields["is_public"] = row.get("public", row["sensitivity"] == Sensitivity.NORMAL)
        fields["keywords"] = list(
            dict.fromkeys(row["keywords_hi"] + row["keywords_en"] + row["keywords_latn"])
        )
        self.found.categories[code] = fields
        self.check(entry, Category(code=code, **fields))

    def read_rule(self, entry: str, row: dict[str, Any]) -> None:
        if not self.has_shape(entry, row, RULE, RULE_MAY):
            return
        if row["level"] not in LEVELS:
            self.refuse(entry, _("Levels are 1 to 4."))
        if row["setting"] not in AREAS:
            self.refuse(entry, _("setting is any, rural or urban."))
        elif row["area"] not in AREAS[AppliesTo(row["setting"])]:
            self.refuse(
                entry,
                _("With setting %(setting)s the area is one of %(areas)s.")
                % {"setting": row["setting"], "areas": ", ".join(AREAS[AppliesTo(row["setting"])])},
            )
        self.read_designation(entry, row)
        for category in row.get("categories") or [None]:
            self.add_rule(entry, category, row)

    def read_designation(self, entry: str, row: dict[str, Any]) -> None:
        code, names = row["designation"], {"name_en": row["designation_en"], "name_hi": row["designation_hi"]}
        if not CODE.fullmatch(code):
            self.refuse(entry, _("A code has small Latin letters, digits and hyphens only."))
        if self.found.designations.setdefault(code, names) != names:
            self.refuse(entry, _("The designation has another name further up."))
        self.check(entry, Designation(code=code, **names))

    def add_rule(self, entry: str, category: str | None, row: dict[str, Any]) -> None:
        code = f"{self.found.code}.{category}" if category else None
        if code and code not in self.found.categories:
            self.refuse(entry, _("There is no category %(code)s in this file.") % {"code": category})
        key = (code, row["level"], row["setting"])
        if key in self.found.rules:
            self.refuse(entry, _("There is already a rule for this level and setting."))
        self.found.rules[key] = (row["designation"], row["area"])

    def check_ladder(self) -> None:
        """Somebody answers for every category at every level, in village and town, and another than one below."""
        for category, setting in product(self.found.categories, (AppliesTo.RURAL, AppliesTo.URBAN)):
            below = None
            for level in LEVELS:
                rung = self.rung(category, level, setting)
                where = {"level": level, "setting": setting.value}
                if rung is None:
                    text = _("Nobody answers at level %(level)s in a place of setting %(setting)s.")
                    self.refuse(f"ladder, {category}", text % where)
                elif rung == below:
                    text = _("At level %(level)s the office below answers again (setting %(setting)s).")
                    self.refuse(f"ladder, {category}", text % where)
                below = rung

    def rung(self, category: str, level: int, setting: str) -> tuple[str, str] | None:
        keys = product((category, None), (level,), (setting, AppliesTo.ANY))
        return next((self.found.rules[key] for key in keys if key in self.found.rules), None)

    def has_shape(self, entry: str, row: dict[str, Any], must: Shape, may: Shape | None = None) -> bool:
        """Whether `row` has these keys; refuses what is missing, unknown or of the wrong type."""
        before = len(self.problems)
        known = must | (may or {})
        for key in must.keys() - row.keys():
            self.refuse(entry, _("%(key)s is missing.") % {"key": key})
        for key in row.keys() - known.keys():
            self.refuse(entry, _("%(key)s is not known here.") % {"key": key})
        for key in row.keys() & known.keys():
            if not _fits(row[key], known[key]):
                self.refuse(
                    entry, _("%(key)s must be of type %(type)s.") % {"key": key, "type": known[key].__name__}
                )
        return len(self.problems) == before

    def check(self, entry: str, row: models.Model) -> None:
        """What the table itself would not take: names too long, unknown choices, days out of range."""
        links = {column.name for column in row._meta.concrete_fields if column.is_relation}
        try:
            row.clean_fields(exclude=links)
            row.clean()
        except ValidationError as error:
            for name, texts in error.message_dict.items():
                self.refuse(entry, f"{name}: {' '.join(texts)}")


def _fits(value: Any, kind: type | GenericAlias) -> bool:
    if isinstance(kind, GenericAlias):
        item_kind = get_origin(kind.__args__[0]) or kind.__args__[0]
        return isinstance(value, list) and all(type(item) is item_kind for item in value)
    return type(value) is kind
