"""An officer's list: order, filters, pages, taking up many, decisions, search."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sunwai.core import clock
from sunwai.grievances.enums import State
from sunwai.grievances.models import Grievance
from sunwai.grievances.table import SIZE


@pytest.fixture
def many(world, now):
    """More cases than two pages hold; some due at the same moment."""
    return [
        world.register(citizen=world.new_citizen(), now=now - timedelta(minutes=n // 3))
        for n in range(2 * SIZE + 3)
    ]


def shown(page):
    return [case.reference for case in page.context["page"].rows]


def test_pages_follow_one_another_without_gap_or_repetition(office, many):
    address, seen, pages = "/office/", [], 0
    while address:
        page = office.of("je").get(address)
        seen += shown(page)
        pages += 1
        address = f"/office/?{page.context['next_page']}" if page.context["next_page"] else ""

    assert pages == 3
    assert seen == list(Grievance.objects.order_by("due_at", "pk").values_list("reference", flat=True))


def test_the_counts_are_of_all_not_of_the_page(office, many):
    counts = {view["name"]: view["count"] for view in office.of("je").get("/office/").context["views"]}

    assert counts[""] == counts["new"] == len(many)
    assert counts["overdue"] == 0


def test_filters_narrow_and_stay_on_the_next_page(office, many, world):
    office.do("je", many[0], "take-up")

    working = office.of("je").get("/office/?state=in_progress")
    new = office.of("je").get("/office/?when=new")

    assert shown(working) == [many[0].reference]
    assert many[0].reference not in shown(new)
    assert "when=new" in new.context["next_page"]
    assert shown(office.of("je").get("/office/?q=bijli&state=in_progress")) == [
        many[0].reference
    ]  # either script


@pytest.mark.parametrize(
    "query", ["state=nonsense", "when=nonsense", "after=nonsense", "after=x~1", "after=~", "q=%00"]
)
def test_a_crooked_address_still_shows_a_list(office, many, query):
    assert office.of("je").get(f"/office/?{query}").status_code == 200


def test_late_cases_show_it(office, world, now):
    world.register()
    with clock.frozen(now + timedelta(days=20)):
        page = office.of("je").get("/office/?when=overdue").content.decode()

    assert "sw-card--late" in page
    assert "दिन की देर" in page or "दिन देर" in page


def test_nothing_to_do_says_so(office):
    page = office.of("je").get("/office/").content.decode()

    assert "sw-card" not in page
    assert "<button" in page


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_list_needs_few_queries(office, many, language):
    office.of("je").get(f"{language}/office/")

    with CaptureQueriesContext(connection) as queries:
        office.of("je").get(f"{language}/office/")

    assert len(queries) <= 12, "\n".join(query["sql"][:160] for query in queries)


def test_ticked_cases_are_taken_up_together(office, many, world):
    theirs = world.register(code="revenue.mutation")
    ticked = [many[0].reference, many[1].reference, theirs.reference, "nonsense"]

    answer = office.of("je").post("/office/take-up/", {"case": ticked, "back": "when=new"})

    assert answer.url == "/office/?when=new"
    assert set(Grievance.objects.filter(state=State.IN_PROGRESS)) == {many[0], many[1]}
    assert "2 प्रकरणों पर काम शुरू" in office.of("je").get(answer.url).content.decode()


def test_what_could_not_be_taken_up_is_counted(office, many):
    office.done("je", many[0], "take-up")

    answer = office.of("je").post(
        "/office/take-up/", {"case": [many[0].reference, many[1].reference]}, follow=True
    )

    page = answer.content.decode()
    assert "1 प्रकरण पर काम शुरू" in page
    assert "1 पहले ही आगे बढ़ चुकी थी" in page


def test_a_subject_narrows_the_list_and_the_chips_keep_it(office, world):
    case = world.register()

    page = office.of("je").get("/office/?category=energy.no-supply&q=bijli")
    none = office.of("je").get("/office/?category=revenue.mutation")

    assert shown(page) == [case.reference]
    assert shown(none) == []
    late = next(view for view in page.context["views"] if view["name"] == "overdue")
    assert late["query"] == "category=energy.no-supply&q=bijli&when=overdue"


def test_a_case_leads_back_to_the_list_as_it_was_and_on_to_the_next_one(office, many):
    first, second = Grievance.objects.order_by("due_at", "pk")[:2]
    listed = office.of("je").get("/office/?when=new")

    assert f"/office/c/{first.reference}/?back=when%3Dnew" in listed.content.decode()
    page = office.of("je").get(f"/office/c/{first.reference}/?back=when%3Dnew")
    assert page.context["list"] == "/office/?when=new"
    assert page.context["next"] == second.reference

    done = office.of("je").post(f"/office/c/{first.reference}/take-up/?back=when%3Dnew")
    assert done.url == f"/office/c/{first.reference}/?back=when%3Dnew"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "next=//evil.example", "%00"])
def test_the_way_back_leads_only_to_the_list(office, world, back):
    case = world.register()

    page = office.of("je").get(f"/office/c/{case.reference}/", {"back": back})

    assert page.context["list"] == "/office/"


def test_nothing_ticked_says_so(office, world):
    world.register()
    page = office.of("je").post("/office/take-up/", follow=True).content.decode()

    assert "सही का निशान" in page


def test_taking_up_leads_nowhere_else(office):
    answer = office.of("je").post("/office/take-up/", {"back": "//evil.example"})

    assert answer.url == "/office/"
    assert office.of("je").get("/office/take-up/").url == "/office/"


def test_search_finds_by_number_in_any_digits_and_by_words_in_any_script(office, world):
    case = world.register()
    world.register(code="revenue.mutation", text="नामांतरण नहीं हुआ")
    devanagari = case.reference.translate(str.maketrans("0123456789", "०१२३४५६७८९"))

    assert (
        office.of("je")
        .get("/office/search/", {"q": case.spoken_reference})
        .url.endswith(f"{case.reference}/")
    )
    assert office.of("je").get("/office/search/", {"q": devanagari}).status_code == 302
    assert office.of("je").get("/office/search/", {"q": "bijli nahi"}).context["cases"][0] == case
    assert not office.of("je").get("/office/search/", {"q": "नामांतरण"}).context["cases"]
    assert office.of("je").get("/office/search/", {"q": ""}).status_code == 200


def test_an_officer_is_not_shown_the_audit(office, world):
    assert office.of("je").get("/office/audit/").status_code == 403
    assert office.of(world.auditor).get("/office/audit/").status_code == 200
    assert "/office/audit/" in office.of(world.auditor).get("/office/").content.decode()
    assert "/office/audit/" not in office.of("je").get("/office/").content.decode()


@pytest.mark.parametrize("who", ["agent", "administrator"])
def test_the_office_is_for_officers(office, world, who):
    assert office.of(getattr(world, who)).get("/office/").status_code == 403
