"""The schemes that ship."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest
from django.utils.translation import override

from sunwai.schemes import directory
from sunwai.schemes.actions import load_schemes
from sunwai.schemes.models import Scheme, told_by_telephone
from sunwai.schemes.shipped import BadSchemeFiles, read_schemes

AT_LEAST = 150
OF_THE_TELEPHONE = 21


@pytest.fixture
def folder(tmp_path):
    """A file of one invented scheme, to spoil."""
    shutil.copy(Path(__file__).with_name("one.toml"), tmp_path / "labour.toml")
    return tmp_path


def problems(folder) -> list[str]:
    with override("en"), pytest.raises(BadSchemeFiles) as refused:
        read_schemes(folder, ["labour"])
    return [str(problem) for problem in refused.value.problems]


def spoil(folder, old: str, new: str) -> list[str]:
    file = folder / "labour.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return problems(folder)


def test_they_are_many_and_told_in_order(departments):
    assert load_schemes() == Scheme.objects.count() >= AT_LEAST
    assert [scheme.order for scheme in told_by_telephone()] == list(range(1, OF_THE_TELEPHONE + 1))
    assert load_schemes() == 0


def test_what_an_editor_has_changed_stays_column_by_column(departments):
    load_schemes()
    scheme = Scheme.objects.get(code="pm-kisan")
    file_said = scheme.fee_hi
    scheme.shipped |= {"short_hi": "पहले", "fee_hi": "पहले"}
    scheme.short_hi, scheme.fee_hi = "हमारे शब्द", "पहले"
    scheme.save()
    assert load_schemes() == 1
    scheme.refresh_from_db()
    assert (scheme.short_hi, scheme.fee_hi) == ("हमारे शब्द", file_said)


def test_a_row_of_the_old_list_is_filled_up(departments):
    """An installation that knew the first columns only, and edited one."""
    load_schemes()
    scheme = Scheme.objects.get(code="kcc")
    whole, now = scheme.shipped, scheme.gets_hi
    scheme.shipped = {name: whole[name] for name in ("name_hi", "short_hi")}
    scheme.gets_hi, scheme.name_hi = "", "हमारा नाम"
    scheme.save()
    load_schemes()
    scheme.refresh_from_db()
    assert (scheme.gets_hi, scheme.name_hi, scheme.shipped) == (now, "हमारा नाम", whole)


def test_what_left_the_files_is_put_out_of_use(departments, folder):
    load_schemes()
    load_schemes(folder=folder)
    left = set(Scheme.objects.filter(is_active=True).values_list("department__code", flat=True))
    assert left == {"labour"}
    load_schemes()
    assert [scheme.code for scheme in Scheme.objects.filter(is_active=False)] == ["invented"]


def test_none_claims_to_be_checked_and_none_is_told_twice(departments):
    load_schemes()
    assert not Scheme.objects.filter(checked_on__isnull=False).exists()
    for name in ("name_hi", "name_en"):
        twice = [
            one for one, count in Counter(Scheme.objects.values_list(name, flat=True)).items() if count > 1
        ]
        assert not twice


def test_there_is_something_for_every_group(departments):
    load_schemes()
    used = {group for groups in Scheme.objects.values_list("groups", flat=True) for group in groups}
    assert used == set(directory.groups())
    assert set(Scheme.objects.values_list("kind", flat=True)) == set(directory.kinds())


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('level = "state"', 'level = "county"', "level: "),
        ('level = "state"\n', "", "level is missing."),
        ('level = "state"', 'level = "state"\ncolour = "red"', "colour is not known here."),
        ('level = "state"', "level = 1", "level must be of type str."),
        ('kind = "', 'kind = "no-such-', "kind does not stand in words.toml"),
        ('groups = ["', 'groups = ["no-such-', "groups has at least one group"),
        ("verify = [", 'verify = ["colour", ', "verify names something that is no part"),
        ("rules = [", 'rules = [{ fact = "wealth", max = 1 },', "Nobody asks for the fact wealth."),
        ("rules = [", 'rules = [{ fact = "age" },', "A rule of the number age has min, max or both."),
        ("rules = [", 'rules = [{ fact = "age", min = 9, max = 1 },', "min is more than max at age."),
        ("rules = [", 'rules = [{ fact = "gender", is = ["x"] },', "x is no answer to gender."),
        ("rules = [", "rules = [{ any = [[]] },", "“any” stands alone"),
        ('link = "https', 'link = "http', "begin with https://."),
        ('fee_hi = "', 'fee_hi = "' + "क" * 151, "fee_hi has more than 150 characters."),
        ('short_hi = "', 'short_hi = "(अ) ', "short is spoken: no brackets."),
        ('who_hi = "', 'who_hi = "x"\n#', "who_hi is not in Hindi."),
        ("how_hi = [", 'how_hi = ["एक और", ', "how has not as many lines in Hindi as in English."),
        ('helpline = "', 'helpline = "call ', "helpline has digits and spaces"),
        ("[[scheme]]", "[[scheme", "labour.toml, TOML: "),
    ],
)  # fmt: skip
def test_a_fault_is_named(folder, old, new, says):
    assert any(says in text for text in spoil(folder, old, new))


def test_all_faults_of_all_files_are_named_and_nothing_is_loaded(departments, folder):
    shutil.copy(folder / "labour.toml", folder / "nowhere.toml")
    found = spoil(folder, 'level = "state"', 'level = "county"')
    assert any("labour.toml" in text for text in found)
    assert any("nowhere.toml, department: There is no department nowhere." in text for text in found)
    assert any("This code stands twice." in text for text in found)
    with pytest.raises(BadSchemeFiles):
        load_schemes(folder=folder)
    assert not Scheme.objects.exists()


def test_the_file_that_is_spoilt_is_right_before(folder):
    [file] = read_schemes(folder, ["labour"])
    assert list(file.schemes) == ["invented"]


def test_a_scheme_out_of_use_is_not_told(departments):
    load_schemes()
    Scheme.objects.filter(code="kcc").update(is_active=False)
    assert "kcc" not in {scheme.code for scheme in told_by_telephone()}
