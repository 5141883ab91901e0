"""Reading data/schemes: one TOML file a department, checked whole before anything of it is loaded.

The format is described in data/schemes/README.md.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sunwai.core.errors import InvalidInput
from sunwai.offices.shipped import CODE, Problem
from sunwai.schemes.directory import NOT_SCHEMES, benefits, groups, kinds, questions
from sunwai.schemes.models import LISTS, OTHER_PARTS, TEXTS, Scheme

LANGUAGES = ("hi", "en")
IN_BOTH = tuple(f"{name}_{language}" for name in TEXTS for language in LANGUAGES)
LISTS_IN_BOTH = tuple(f"{name}_{language}" for name in LISTS for language in LANGUAGES)
ALSO_NEEDED = ("also_needed_hi", "also_needed_en")

#: Key → type of its value.
MUST: dict[str, type] = {
    **dict.fromkeys(
        ("code", "level", "status", "kind", "benefit", "helpline", "link", "source", *IN_BOTH), str
    ),
    **dict.fromkeys(("groups", "also", "needs", "verify", "rules", *LISTS_IN_BOTH[:4]), list),
}
MAY: dict[str, type] = {"apply": str, "since": int, "order": int, **dict.fromkeys(ALSO_NEEDED, list)}
#: What stands in a column whose key is left out.
ABSENT: dict[str, Any] = {
    "apply": "", "since": None, "order": 0, "also_needed_hi": [], "also_needed_en": [],
}  # fmt: skip
#: Parts that `verify` may name.
PARTS = frozenset((*TEXTS, *LISTS, *OTHER_PARTS))
#: Numbers stand in Latin digits in both languages; a name of the centre may stand in Latin letters alone.
HINDI = re.compile(r"[\u0900-\u097f]")
MUST_BE_HINDI = tuple(name for name in TEXTS if name != "fee")
BRACKETS = re.compile(r"[()\[\]]")
NUMBERS = re.compile(r"\d+( \d+)*(, ?\d+( \d+)*)*")
ADDRESSES = ("link", "source", "apply")


class BadSchemeFiles(InvalidInput):
    """Files of schemes that cannot be loaded; `problems` has every one of their problems."""

    code = "bad-scheme-files"
    sentence = gettext_lazy("The schemes were not loaded. Put these right:\n%(list)s")

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(list="\n".join(map(str, problems)))
        self.problems = problems


@dataclass
class SchemeFile:
    """What a file says: the department, and by the codes of its schemes their columns."""

    department: str
    schemes: dict[str, dict[str, Any]]


def read_schemes(folder: Path, departments: Iterable[str]) -> list[SchemeFile]:
    """All schemes of `folder`, a file a department, in the order of their files.

    Args:
        departments: codes of the departments there are.

    Raises:
        BadSchemeFiles: there is no file, or something in one of them is wrong; nothing is returned then.
    """
    paths = [path for path in sorted(folder.glob("*.toml")) if path.name not in NOT_SCHEMES]
    known, codes, problems, files = set(departments), set[str](), list[Problem](), list[SchemeFile]()
    for path in paths:
        reader = _Reader(path, codes)
        if path.stem not in known:
            reader.refuse("department", _("There is no department %(code)s.") % {"code": path.stem})
        problems += reader.problems
        files.append(SchemeFile(path.stem, reader.found))
    if not paths:
        problems = [Problem(folder.name, "*.toml", _("There is no file here."))]
    if problems:
        raise BadSchemeFiles(problems)
    return files


def problems_of_rules(rules: Any) -> Iterator[str]:
    """What is wrong with rules, a sentence each: facts and answers that nobody asks, limits that are none."""
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        yield _("Rules are a list of tables.")
        return
    for rule in rules:
        yield from _problems_of_any(rule) if "any" in rule else _problems_of_rule(rule)


def _problems_of_any(rule: dict[str, Any]) -> Iterator[str]:
    alternatives = rule["any"]
    if set(rule) != {"any"} or not isinstance(alternatives, list) or not alternatives or [] in alternatives:
        yield _("“any” stands alone, with at least one list of rules, none of them empty.")
        return
    for alternative in alternatives:
        yield from problems_of_rules(alternative)


def _problems_of_rule(rule: dict[str, Any]) -> Iterator[str]:
    question, keys = questions().get(str(rule.get("fact"))), set(rule) - {"fact"}
    if question is None:
        yield _("Nobody asks for the fact %(fact)s.") % {"fact": rule.get("fact")}
    elif question.type == "number":
        limits = [rule[name] for name in ("min", "max") if name in rule]
        if not keys or keys - {"min", "max"} or any(type(limit) not in (int, float) for limit in limits):
            yield _("A rule of the number %(fact)s has min, max or both.") % {"fact": question.fact}
        elif limits != sorted(limits):
            yield _("min is more than max at %(fact)s.") % {"fact": question.fact}
    elif keys != {"is"} or not isinstance(rule["is"], list) or not rule["is"]:
        yield _("A rule of %(fact)s has only “is”, a list.") % {"fact": question.fact}
    elif unknown := [one for one in rule["is"] if one not in question.options]:
        yield _("%(answers)s is no answer to %(fact)s.") % {
            "answers": ", ".join(map(str, unknown)),
            "fact": question.fact,
        }


class _Reader:
    """Reads one file, and keeps what is wrong with it. `codes`: those of the files before."""

    def __init__(self, path: Path, codes: set[str]) -> None:
        self.path, self.codes = path, codes
        self.found: dict[str, dict[str, Any]] = {}
        self.problems: list[Problem] = []
        try:
            given = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self.refuse("TOML", str(error))
            return
        rows = given.get("scheme")
        if (
            set(given) != {"scheme"}
            or not isinstance(rows, list)
            or not all(isinstance(row, dict) for row in rows)
        ):
            self.refuse("TOML", _("A file has [[scheme]] and nothing else."))
            return
        for number, row in enumerate(rows, 1):
            self.read(f"scheme {number} ({row.get('code', '?')})", row)

    def refuse(self, entry: str, text: str) -> None:
        self.problems.append(Problem(self.path.name, entry, text))

    def read(self, entry: str, row: dict[str, Any]) -> None:
        if not self.has_shape(entry, row):
            return
        if row["code"] in self.codes:
            self.refuse(entry, _("This code stands twice."))
        self.codes.add(row["code"])
        columns = {name: row.get(name, ABSENT.get(name)) for name in (*MUST, *MAY) if name != "code"}
        for text in (*faults_of(row), *problems_of_rules(row["rules"])):
            self.refuse(entry, text)
        self.check(entry, Scheme(code=row["code"], **columns))
        self.found[row["code"]] = columns

    def has_shape(self, entry: str, row: dict[str, Any]) -> bool:
        """Whether `row` has the keys it must have, and no others, each of its type."""
        before, known = len(self.problems), MUST | MAY
        for key in sorted(MUST.keys() - row.keys()):
            self.refuse(entry, _("%(key)s is missing.") % {"key": key})
        for key in sorted(row.keys() - known.keys()):
            self.refuse(entry, _("%(key)s is not known here.") % {"key": key})
        for key in sorted(row.keys() & known.keys()):
            if type(row[key]) is not known[key] or not _are_texts(key, row[key]):
                self.refuse(
                    entry, _("%(key)s must be of type %(type)s.") % {"key": key, "type": known[key].__name__}
                )
        return len(self.problems) == before

    def check(self, entry: str, row: Scheme) -> None:
        """What the table itself would not take: texts too long or empty, unknown choices."""
        try:
            row.clean_fields(exclude={"department", "shipped"})
        except ValidationError as error:
            for name, texts in error.message_dict.items():
                self.refuse(entry, f"{name}: {' '.join(texts)}")


#: What readers would not take though the columns would: the sentence, and whether a row is free of it.
FREE_OF: tuple[tuple[Any, Callable[[dict[str, Any]], object]], ...] = (
    (
        gettext_lazy("A code has small Latin letters, digits and hyphens only."),
        lambda row: CODE.fullmatch(row["code"]),
    ),
    (gettext_lazy("kind does not stand in words.toml."), lambda row: row["kind"] in kinds()),
    (gettext_lazy("benefit does not stand in words.toml."), lambda row: row["benefit"] in benefits()),
    (
        gettext_lazy("groups has at least one group, all of words.toml."),
        lambda row: row["groups"] and set(row["groups"]) <= set(groups()),
    ),
    (gettext_lazy("verify names something that is no part."), lambda row: set(row["verify"]) <= PARTS),
    (gettext_lazy("needs has 3 to 8 sentences."), lambda row: 3 <= len(row["needs"]) <= 8),
    (gettext_lazy("how has 2 to 6 steps."), lambda row: 2 <= len(row["how_hi"]) <= 6),
    (
        gettext_lazy("helpline has digits and spaces, a comma between numbers."),
        lambda row: NUMBERS.fullmatch(row["helpline"]),
    ),
    (
        gettext_lazy("link, source and apply begin with https://."),
        lambda row: all(row[key].startswith("https://") for key in ADDRESSES if key in row),
    ),
    (
        gettext_lazy("short is spoken: no brackets."),
        lambda row: not any(BRACKETS.search(row[f"short_{language}"]) for language in LANGUAGES),
    ),
)


def faults_of(row: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a scheme whose keys are there and of their types, a sentence each."""
    yield from (str(sentence) for sentence, is_free in FREE_OF if not is_free(row))
    yield from _too_long(row)
    yield from _in_other_letters(row)
    for name in LISTS:
        if len(row.get(f"{name}_hi", ())) != len(row.get(f"{name}_en", ())):
            yield _("%(key)s has not as many lines in Hindi as in English.") % {"key": name}


def _too_long(row: dict[str, Any]) -> Iterator[str]:
    for name, most in TEXTS.items():
        for language in LANGUAGES:
            if len(row[f"{name}_{language}"]) > most:
                yield _("%(key)s has more than %(most)s characters.") % {
                    "key": f"{name}_{language}",
                    "most": most,
                }


def _in_other_letters(row: dict[str, Any]) -> Iterator[str]:
    for name in MUST_BE_HINDI:
        if not HINDI.search(row[f"{name}_hi"]):
            yield _("%(key)s is not in Hindi.") % {"key": f"{name}_hi"}
        if HINDI.search(row[f"{name}_en"]):
            yield _("%(key)s has Devanagari in it.") % {"key": f"{name}_en"}


def _are_texts(key: str, value: Any) -> bool:
    """Whether a list, but for the rules, holds texts."""
    return key == "rules" or not isinstance(value, list) or all(isinstance(item, str) for item in value)
