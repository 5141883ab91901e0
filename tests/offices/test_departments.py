"""Loading data/departments: again and again without harm, never over an administrator's edit, all or nothing."""

import pytest
from django.db.models import Model

from sunwai.offices.actions import load_departments
from sunwai.offices.ladder import Ladder
from sunwai.offices.models import Category, Department, Designation, Responsibility
from sunwai.offices.shipped import BadDepartmentFiles, read_departments
from tests.offices.files import CATEGORY, DepartmentText

TABLES: tuple[type[Model], ...] = (Department, Designation, Category, Responsibility)


@pytest.fixture
def load(db, now):
    return lambda folder: load_departments(folder=folder, now=now)


def rows():
    return {(table, *row) for table in TABLES for row in map(str_values, table.objects.all())}


def str_values(row):
    return [str(getattr(row, column.attname)) for column in row._meta.concrete_fields]


def test_a_file_becomes_rows(load, folder):
    loaded = load(folder)

    assert loaded.created == 1 + 5 + 1 + 5
    category = Category.objects.get()
    assert (category.code, category.department.code, category.days) == (
        "roads.potholes",
        "roads",
        [3, 5, 7, 10],
    )
    assert category.keywords == ["गड्ढा", "pothole", "gaddha"]
    rules = Responsibility.objects.values_list("level", "applies_to", "area", "designation__code")
    assert (1, "rural", "block", "sub-engineer") in rules


def test_the_search_key_follows_from_names_and_keywords(load, folder):
    load(folder)
    category = Category.objects.get()
    before = category.key
    category.keywords = [*category.keywords, "culvert"]
    category.save()

    assert before
    assert category.key.startswith(before)
    assert len(category.key) > len(before)


def test_loading_again_changes_nothing(load, folder):
    load(folder)
    before = rows()

    again = load(folder)
    assert (again.created, again.changed, again.retired) == (0, 0, 0)
    (folder / "roads.toml").write_text(DepartmentText().text + "\n# a remark\n", encoding="utf-8")
    read_anew = load(folder)

    assert (read_anew.created, read_anew.changed, read_anew.unchanged) == (0, 0, 12)
    assert rows() == before


def test_what_the_file_changes_is_taken_over(load, folder):
    load(folder)
    load(DepartmentText().replace("[3, 5, 7, 10]", "[2, 4, 6, 8]").write(folder))

    assert Category.objects.get().days == [2, 4, 6, 8]


def test_an_edit_stays_and_what_was_not_edited_follows_the_file(load, folder):
    load(folder)
    category = Category.objects.get()
    category.days = [1, 1, 1, 1]
    category.save()
    text = (
        DepartmentText().replace("[3, 5, 7, 10]", "[2, 4, 6, 8]").replace('"Potholes"', '"Holes in the road"')
    )

    for round_ in ("first", "second"):
        (folder / "roads.toml").write_text(text.text + f"\n# {round_}", encoding="utf-8")
        load(folder)

    category.refresh_from_db()
    assert (category.name_en, category.days) == ("Holes in the road", [1, 1, 1, 1])


def test_an_edited_rule_and_one_put_out_of_use_stay(load, folder):
    load(folder)
    edited = Responsibility.objects.get(level=2)
    edited.area = "division"
    edited.save()
    Responsibility.objects.filter(level=1, applies_to="urban").update(is_active=False)

    load(DepartmentText().replace("order = 5", "order = 6").write(folder))

    assert Department.objects.get().order == 6
    assert Responsibility.objects.get(level=2).area == "division"
    assert not Responsibility.objects.get(level=1, applies_to="urban").is_active


def test_what_leaves_the_file_goes_out_of_use_and_comes_back(load, folder):
    load(DepartmentText().add_category("culvert").write(folder))

    load(DepartmentText().write(folder))
    assert not Category.objects.get(code="roads.culvert").is_active
    assert Category.objects.get(code="roads.potholes").is_active

    load(DepartmentText().add_category("culvert").write(folder))
    assert Category.objects.get(code="roads.culvert").is_active


def test_a_department_that_leaves_goes_out_of_use_with_all_it_has(load, folder):
    load(folder)
    (folder / "roads.toml").rename(folder / "streets.toml")
    DepartmentText().replace('"roads"', '"streets"').write(folder, "streets.toml")

    load(folder)

    assert not Department.objects.get(code="roads").is_active
    assert Department.objects.get(code="streets").is_active
    assert not Responsibility.objects.filter(department__code="roads", is_active=True).exists()


def test_what_an_administrator_made_is_left_alone(load, folder):
    load(folder)
    own = Category.objects.create(
        department=Department.objects.get(),
        code="roads.ferry",
        group="ferry",
        name_en="Ferry",
        days=[1, 2, 3, 4],
    )

    load(DepartmentText().replace("order = 5", "order = 6").write(folder))

    own.refresh_from_db()
    assert own.is_active


def test_rules_count_at_once(load, folder, django_assert_num_queries):
    Ladder.forget()
    load(folder)
    category = Category.objects.select_related("department").get()

    assert Ladder.current().rule(category, 1, ("urban", "any")).area == "urban_body"
    assert Ladder.current().rule(category, 4, ("urban", "any")).area == "state"


# ── Bad files ────────────────────────────────────────────────────────────────────────────────────────────

# fmt: off
SPOILT = {
    "not TOML":                 ("order = 5", "order = ", "TOML", "line 6"),
    "a key is missing":         ('short_hi = "सड़क"\n', "", "department", "short_hi"),
    "a key is unknown":         ("order = 5", 'order = 5\ncolour = "red"', "department", "colour"),
    "of the wrong type":        ("order = 5", 'order = "five"', "department", "order"),
    "named after another code": ('code = "roads"', 'code = "streets"', "code", "streets.toml"),
    "a name is empty":          ('name_en = "Potholes"', 'name_en = ""', "category 1 (potholes)", "name_en"),
    "a name is too long":       ("सड़क में गड्ढे", "गड्ढे " * 40, "category 1 (potholes)", "name_hi"),
    "a code in capitals":       ('"potholes"', '"Potholes"', "category 1 (Potholes)", ""),
    "three day limits":         ("[3, 5, 7, 10]", "[3, 5, 7]", "category 1 (potholes)", "days"),
    "no day at all":            ("[3, 5, 7, 10]", "[0, 5, 7, 10]", "category 1 (potholes)", "days"),
    "days in words":            ("[3, 5, 7, 10]", '["three", 5, 7, 10]', "category 1 (potholes)", "days"),
    "an unknown choice":        ('photo = "useful"', 'photo = "maybe"', "category 1 (potholes)", "photo"),
    "questions without words":  ("questions = []", 'questions = [{code = "a"}]', "category 1 (potholes)", "questions"),
    "no samples":               ('["सड़क में बड़े गड्ढे हैं"]', "[]", "category 1 (potholes)", ""),
    "a level too high":         ("level = 4", "level = 5", "ladder 5 (engineer-in-chief)", ""),
    "an unknown setting":       ('setting = "rural"', 'setting = "hilly"', "ladder 1 (sub-engineer)", ""),
    "an unknown area":          ('area = "block"', 'area = "parish"', "ladder 1 (sub-engineer)", "block"),
    "a block for the town":     ('area = "urban_body"', 'area = "block"', "ladder 2 (town-engineer)", "urban_body"),
    "nobody in the town":       ('setting = "urban"', 'setting = "rural"', "ladder 2 (town-engineer)", ""),
    "two names for one rank":   ('= "engineer-in-chief"', '= "sub-engineer"', "ladder 5 (sub-engineer)", ""),
    "an unknown category":      ("level = 4", 'categories = ["x"]\nlevel = 4', "ladder 5 (engineer-in-chief)", "x"),
}
# fmt: on


@pytest.mark.parametrize(("old", "new", "entry", "words"), SPOILT.values(), ids=SPOILT)
def test_a_spoilt_file_is_refused_with_the_place_and_the_reason(load, folder, old, new, entry, words):
    DepartmentText().replace(old, new).write(folder)

    with pytest.raises(BadDepartmentFiles) as refused:
        load(folder)

    problems = [problem for problem in refused.value.problems if problem.entry == entry]
    assert problems, [str(problem) for problem in refused.value.problems]
    assert any(words in problem.text for problem in problems)
    assert all(str(problem).startswith("roads.toml, ") for problem in problems)
    assert not Department.objects.exists()


def test_a_code_that_stands_twice_is_refused(load, folder):
    DepartmentText().add_category("potholes").write(folder)

    with pytest.raises(BadDepartmentFiles, match="category 2"):
        load(folder)


def test_the_same_office_at_two_levels_running_is_refused(load, folder):
    text = (
        DepartmentText()
        .replace("superintending-engineer", "executive-engineer")
        .replace("division", "district")
    )
    text.write(folder)

    with pytest.raises(BadDepartmentFiles) as refused:
        load(folder)

    assert [problem.entry for problem in refused.value.problems] == [
        "ladder, roads.potholes"
    ] * 2  # village and town


def test_one_bad_file_keeps_all_files_out_and_all_problems_are_named(load, folder):
    spoilt = DepartmentText().replace('"roads"', '"streets"').replace("[3, 5, 7, 10]", "[3]")
    spoilt.categories += [CATEGORY.format(code="x_y", name="")]
    spoilt.write(folder, "streets.toml")

    with pytest.raises(BadDepartmentFiles) as refused:
        load(folder)

    assert {problem.file for problem in refused.value.problems} == {"streets.toml"}
    assert len(refused.value.problems) >= 3
    assert all(str(problem) in str(refused.value) for problem in refused.value.problems)
    assert not Department.objects.exists()


def test_an_empty_folder_is_refused(load, tmp_path):
    with pytest.raises(BadDepartmentFiles):
        load(tmp_path)


def test_a_level_without_anybody_is_named_for_village_and_town(folder):
    text = DepartmentText()
    del text.rules[0]
    text.write(folder)

    with pytest.raises(BadDepartmentFiles) as refused:
        read_departments(folder)

    assert [problem.entry for problem in refused.value.problems] == ["ladder, roads.potholes"]
