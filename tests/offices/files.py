"""Files of departments for tests, invented: right as they stand, to be spoilt by the tests."""

from __future__ import annotations

from pathlib import Path

HEAD = """\
code = "roads"
name_en = "Roads"
name_hi = "सड़क विभाग"
short_en = "Roads"
short_hi = "सड़क"
order = 5
"""

RULE = """
[[ladder]]
level = {level}
setting = "{setting}"
area = "{area}"
designation = "{designation}"
designation_en = "{designation} in English"
designation_hi = "{designation} हिंदी में"
"""

CATEGORY = """
[[category]]
code = "{code}"
group = "surface"
name_en = "{name}"
name_hi = "सड़क में गड्ढे"
days = [3, 5, 7, 10]
photo = "useful"
sensitivity = "normal"
keywords_hi = ["गड्ढा"]
keywords_en = ["pothole"]
keywords_latn = ["gaddha"]
questions = []
samples = ["सड़क में बड़े गड्ढे हैं"]
"""

RULES = (
    (1, "rural", "block", "sub-engineer"),
    (1, "urban", "urban_body", "town-engineer"),
    (2, "any", "district", "executive-engineer"),
    (3, "any", "division", "superintending-engineer"),
    (4, "any", "state", "engineer-in-chief"),
)


class DepartmentText:
    """The text of a department's file."""

    def __init__(self) -> None:
        self.head = HEAD
        self.rules = [
            RULE.format(level=level, setting=setting, area=area, designation=designation)
            for level, setting, area, designation in RULES
        ]
        self.categories = [CATEGORY.format(code="potholes", name="Potholes")]

    def add_category(self, code: str, name: str = "Culvert broken") -> DepartmentText:
        self.categories.append(CATEGORY.format(code=code, name=name))
        return self

    def replace(self, old: str, new: str) -> DepartmentText:
        """Every `old` by `new`; that there is one is part of the test."""
        assert old in self.text
        self.head = self.head.replace(old, new)
        self.rules = [rule.replace(old, new) for rule in self.rules]
        self.categories = [category.replace(old, new) for category in self.categories]
        return self

    @property
    def text(self) -> str:
        return self.head + "".join(self.rules) + "".join(self.categories)

    def write(self, folder: Path, name: str = "roads.toml") -> Path:
        (folder / name).write_text(self.text, encoding="utf-8")
        return folder
