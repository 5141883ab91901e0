"""An officer's table: whose it is, in which order, how it is narrowed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sunwai.core import clock
from sunwai.grievances import table
from sunwai.grievances.actions.closure import deny
from sunwai.grievances.actions.work import ask_citizen, resolve
from sunwai.grievances.enums import CLOSED_STATES, OPEN_STATES, DenialReason, State
from sunwai.grievances.models import Grievance
from sunwai.messages.enums import Channel
from sunwai.offices.selectors import post_ids_of

ALL = table.Filters()


def numbers(page):
    return [line.reference for line in page.rows]


def on_the_table_of(user):
    """By the rule in `visibility`, which the statements here say in other words."""
    held = Grievance.objects.held_by(user).filter(state__in=OPEN_STATES)
    return set(held.values_list("reference", flat=True))


def test_the_statement_gives_what_the_rule_gives_to_everybody(world, now):
    world.register()
    world.register(code="revenue.mutation")
    accused = world.post("sdo")
    world.register(code="vigilance.bribe", accused_post=accused)
    everybody = [world.officer(name) for name in ("je", "ae", "patwari", "sdo", "district-vigilance")]
    everybody += [world.agent, world.auditor]

    for user in everybody:
        lines = table.page(user, ALL)
        assert set(numbers(lines)) == on_the_table_of(user)
        assert table.counts(user)["all"] == len(lines.rows)


def test_the_accused_find_nothing_on_their_table(world, now):
    vigilance = world.officer("district-vigilance")
    case = world.register(code="vigilance.bribe")
    assert table.find(case.reference, vigilance) == case

    Grievance.objects.filter(pk=case.pk).update(accused=vigilance)

    assert table.find(case.reference, vigilance) is None
    assert numbers(table.page(vigilance, ALL)) == []


def test_whoever_serves_below_the_accused_finds_nothing(world, now):
    vigilance = world.officer("district-vigilance")
    case = world.register(code="vigilance.bribe")

    Grievance.objects.filter(pk=case.pk).update(
        accused_post=world.post("division-vigilance"), barred_posts=post_ids_of(vigilance, clock.today())
    )

    assert table.find(case.reference, vigilance) is None
    assert table.counts(vigilance)["all"] == 0


def test_of_one_day_the_returned_come_first_then_the_warned_then_the_rest(world, now):
    plain, warned, returned = (world.register(now=now + timedelta(minutes=n)) for n in range(3))
    earlier_day = world.register(now=now - timedelta(days=3))
    waiting = ask_citizen(grievance=world.register(), words="कौन सा खंभा?", actor=world.officer("je"), now=now)
    Grievance.objects.filter(pk=warned.pk).update(warned=1)
    Grievance.objects.filter(pk=returned.pk).update(reopen_count=1)

    expected = [case.reference for case in (earlier_day, returned, warned, plain, waiting)]
    assert numbers(table.page(world.officer("je"), ALL)) == expected


def test_pages_follow_one_another_in_that_order(world, now):
    for n in range(7):
        case = world.register(now=now - timedelta(hours=n // 2))
        Grievance.objects.filter(pk=case.pk).update(reopen_count=n % 2, warned=n % 3)
    ask_citizen(grievance=world.register(), words="कब?", actor=world.officer("je"), now=now)
    je = world.officer("je")

    whole, mark, pages = numbers(table.page(je, ALL)), "", []
    while len(pages) < 4 and (mark or not pages):
        pages.append(table.page(je, ALL, mark, size=3))
        mark = pages[-1].next

    assert [number for page in pages for number in numbers(page)] == whole
    assert len(pages) == 3


def test_the_next_case_is_the_one_below_and_then_the_first_again(world, now):
    first, second, third = (world.register(now=now + timedelta(minutes=n)) for n in range(3))
    je = world.officer("je")

    assert table.next_one(je, ALL, first) == second.reference
    assert table.next_one(je, ALL, third) is None
    done = resolve(grievance=second, words="हो गया", proof=[world.photo(je)], actor=je, now=now)
    assert table.next_one(je, ALL, done) == first.reference


@pytest.mark.parametrize("mark", ["", "nonsense", "x~11~1", "~", "~1~", "2026-11-25~1~2"])
def test_a_crooked_mark_means_the_first_page(world, now, mark):
    case = world.register()

    assert numbers(table.page(world.officer("je"), ALL, mark)) == [case.reference]


def test_a_case_is_found_with_what_its_page_names(world, now, django_assert_num_queries):
    case = world.register()
    je = world.officer("je")
    post_ids_of(je, clock.today())

    found = table.find(case.spoken_reference, je)
    with django_assert_num_queries(0):
        assert found.place.label("en").startswith("Rampayli")
        assert (found.citizen, found.answers) == (world.citizen, {})
        assert found.post.label
        assert found.category.label


def test_what_was_handed_up_is_no_more_on_the_table(world, now):
    je, ae = world.officer("je"), world.officer("ae")
    case = resolve(grievance=world.register(), words="हो गया", proof=[world.photo(je)], actor=je, now=now)
    deny(grievance=case, reason=DenialReason.NOT_DONE, channel=Channel.PORTAL, actor=world.citizen, now=now)

    assert table.find(case.reference, je) is None
    assert table.find(case.reference, ae) == case
    assert State(case.state) not in CLOSED_STATES
