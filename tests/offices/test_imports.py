"""`sunwai import posts`: posts and people from a CSV. All people are invented."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from sunwai.accounts.models import User
from sunwai.accounts.roles import Role
from sunwai.offices.actions import import_posts
from sunwai.offices.actions.imports import NotAPostsFile
from sunwai.offices.models import Post, Posting
from sunwai.offices.selectors import holder_of

TODAY = date(2026, 11, 23)
HEAD = "department,designation,place,username,name,mobile,kind,from,until,order_number"
TEHSIL = "tehsil:test-Waraseoni"


@pytest.fixture
def load(world, tmp_path):
    """Import a CSV of these lines under the usual head."""

    def load(*lines, head=HEAD, encoding="utf-8"):
        file = tmp_path / "posts.csv"
        file.write_text("\n".join([head, *lines, ""]), encoding=encoding)
        return import_posts(path=file)

    return load


def test_a_new_holder_takes_over_from_the_one_before(world, load):
    report = load(f"energy,je,{TEHSIL},rajesh.bisen,राजेश बिसेन,6000012345,,2026-11-23,,14/2026")

    post = world.post("je")
    user = holder_of(post, TODAY)
    assert (user.username, user.name, user.mobile, user.roles) == (
        "rajesh.bisen",
        "राजेश बिसेन",
        "6000012345",
        [Role.OFFICER],
    )
    assert not user.has_usable_password()
    assert holder_of(post, date(2026, 11, 22)) == world.officer("je")
    assert (report.made["people"], report.made["postings"], report.made["posts"]) == (1, 1, 0)
    assert post.postings.get(user=user).order_number == "14/2026"


def test_running_it_again_changes_nothing(load):
    line = f"energy,je,{TEHSIL},rajesh.bisen,राजेश बिसेन,,,23-11-2026,,"
    load(line)
    before = set(Posting.objects.values_list("pk", "post", "user", "period"))

    again = load(line)

    assert not +again.made
    assert (again.taken, again.rejected) == (1, [])
    assert set(Posting.objects.values_list("pk", "post", "user", "period")) == before


def test_a_post_that_is_not_there_is_made_vacant(world, load):
    Post.objects.filter(designation__code="je").delete()

    report = load(f"energy,je,{TEHSIL},,,,,,,")

    post = world.post("je")
    assert (report.made["posts"], post.place, post.is_filled) == (1, world.tehsil, False)


def test_additional_charge_stands_beside_the_regular_holder(world, load):
    load(f"energy,je,{TEHSIL},ae,,,additional,,2026-12-01,")

    assert holder_of(world.post("je"), TODAY) == world.officer("je")
    world.post("je").postings.filter(kind="regular").delete()
    assert holder_of(world.post("je"), TODAY) == world.officer("ae")
    assert holder_of(world.post("je"), date(2026, 12, 1)) is None


def test_a_known_user_becomes_an_officer_and_keeps_name_and_roles(world, load):
    load(f"energy,je,{TEHSIL},auditor,Another Name,,,,,")

    auditor = User.objects.get(username="auditor")
    assert (auditor.name, auditor.roles) == ("auditor", [Role.AUDITOR, Role.OFFICER])


def test_who_begins_today_fills_the_post_and_who_begins_later_does_not(world, load):
    world.vacate("je")
    load(f"energy,je,{TEHSIL},later,बाद में,,,2026-12-01,,")
    assert not world.post("je").is_filled

    load(f"energy,je,{TEHSIL},now,अभी,,,2026-11-23,2026-12-01,")
    assert world.post("je").is_filled


# fmt: off
BAD = {
    "unknown department":  (f"power,je,{TEHSIL},x,X,,,,,", "power"),
    "unknown designation": (f"energy,chief,{TEHSIL},x,X,,,,,", "chief"),
    "unknown place":       ("energy,je,tehsil:0,x,X,,,,,", "tehsil:0"),
    "no place":            ("energy,je,,x,X,,,,,", ""),
    "serves no such place": ("energy,je,district:test-Balaghat,x,X,,,,,", "district:test-Balaghat"),
    "new without a name":  (f"energy,je,{TEHSIL},nobody,,,,,,", "nobody"),
    "a bad mobile":        (f"energy,je,{TEHSIL},x,X,12345,,,,", "12345"),
    "an agent":            (f"energy,je,{TEHSIL},agent,,,,,,", "agent"),
    "a kind of its own":   (f"energy,je,{TEHSIL},x,X,,acting,,,", "acting"),
    "no date":             (f"energy,je,{TEHSIL},x,X,,,31-02-2026,,", "31-02-2026"),
    "ends first":          (f"energy,je,{TEHSIL},x,X,,,2026-11-23,2026-11-23,", ""),
    "held from later on":  (f"energy,je,{TEHSIL},x,X,,,2025-12-01,,", "2026-01-01"),
}
# fmt: on


@pytest.mark.parametrize(("line", "word"), BAD.values(), ids=BAD)
def test_a_bad_row_is_rejected_with_the_reason_and_leaves_nothing(world, load, line, word):
    before = (User.objects.count(), Post.objects.count(), set(Posting.objects.values_list("pk", "period")))

    report = load("energy,ae,district:test-Balaghat,new.ae,नया,,,2026-11-01,,", line)

    (rejected,) = report.rejected
    assert (rejected.line, word in rejected.reason, bool(rejected.reason)) == (3, True, True)
    assert report.taken == 1
    assert User.objects.count() == before[0] + 1
    assert Post.objects.count() == before[1]
    assert set(world.post("je").postings.values_list("pk", "period")) <= before[2]
    assert f"line 3: {rejected.reason}" in str(report)


@pytest.mark.parametrize("head", ["department,designation", HEAD + ",colour", ""])
def test_a_file_with_other_columns_is_refused_whole(load, head):
    with pytest.raises(NotAPostsFile):
        load(f"energy,je,{TEHSIL}", head=head)


def test_a_file_from_a_spreadsheet_is_read(load):
    report = load(f"energy,je,{TEHSIL}", "", head="department,designation,place", encoding="utf-8-sig")

    assert (report.rows, report.rejected) == (1, [])


def test_who_has_additional_charge_is_not_made_regular_beside_it(world, load):
    Posting.objects.create(
        post=world.post("je"), user=world.officer("ae"), kind="additional", period=DateRange(TODAY, None)
    )

    report = load(f"energy,je,{TEHSIL},ae,,,,2026-11-24,,")

    assert len(report.rejected) == 1
    assert holder_of(world.post("je"), TODAY) == world.officer("je")
