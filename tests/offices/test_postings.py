"""Who holds a post: regular, on leave, in additional charge, nobody. And which orders are refused."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from sunwai.accounts.roles import Role
from sunwai.core.actors import SYSTEM
from sunwai.offices.actions import (
    end_leave,
    end_posting,
    grant_leave,
    move_officer,
    post_holder,
    refresh_filled,
)
from sunwai.offices.enums import GapReason, PostingKind
from sunwai.offices.errors import (
    EndsBeforeItBegins,
    LeaveOverlaps,
    NotAnOfficer,
    OnlyAdministrators,
    PostHeld,
    PostingOver,
)
from sunwai.offices.gaps import forget_closed_gaps, note_gap
from sunwai.offices.jobs import begin_day
from sunwai.offices.models import DispatchGap, Leave, Post, Posting
from sunwai.offices.selectors import gaps, holder_of, holders_of, posts_of, vacancies

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.fixture
def je(world):
    return world.post("je")


@pytest.fixture
def stand_in(world):
    return world.new_user("stand-in", Role.OFFICER)


@pytest.fixture
def order(world, now):
    """An action, ordered by the administrator."""
    return lambda action, **given: action(actor=world.administrator, now=now, **given)


def is_filled(post):
    return Post.objects.values_list("is_filled", flat=True).get(pk=post.pk)


# ── Who answers ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_regular_holder_answers(world, je):
    assert holder_of(je, TODAY) == world.officer("je")
    assert posts_of(world.officer("je"), TODAY) == [je]


def test_nobody_answers_before_the_first_and_on_the_last_day(je, world):
    Posting.objects.filter(post=je).update(period=DateRange(TODAY - DAY, TODAY))

    answering = [holder_of(je, TODAY + n * DAY) for n in (-2, -1, 0)]

    assert answering == [None, world.officer("je"), None]


def test_who_has_additional_charge_answers_during_leave_and_not_before(world, je, stand_in, order):
    order(post_holder, post=je, user=stand_in, start=TODAY, kind=PostingKind.ADDITIONAL)
    assert holder_of(je, TODAY) == world.officer("je")

    order(grant_leave, user=world.officer("je"), first_day=TODAY, last_day=TODAY + DAY)

    assert [holder_of(je, TODAY + n * DAY) for n in (0, 1, 2)] == [stand_in, stand_in, world.officer("je")]
    assert is_filled(je)


def test_nobody_answers_when_both_are_away(world, je, stand_in, order):
    order(post_holder, post=je, user=stand_in, start=TODAY, kind=PostingKind.ADDITIONAL)
    for user in (world.officer("je"), stand_in):
        order(grant_leave, user=user, first_day=TODAY, last_day=TODAY)

    assert holder_of(je, TODAY) is None
    assert not is_filled(je)


def test_a_closed_account_answers_for_nothing(world, je):
    user = world.officer("je")
    user.is_active = False
    user.save()

    assert holder_of(je, TODAY) is None
    assert refresh_filled(on=TODAY) == 1
    assert not is_filled(je)


def test_many_holders_are_read_at_once(world, django_assert_num_queries):
    posts = list(Post.objects.all())
    with django_assert_num_queries(1):
        holders = holders_of(posts, TODAY)

    assert holders == {post.pk: holder_of(post, TODAY) for post in posts}


# ── Orders ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_vacant_post_is_filled_from_its_day_on(world, je, stand_in, order):
    world.vacate("je")

    posting = order(post_holder, post=je, user=stand_in, start=TODAY, order_number="12/2026")

    assert (posting.period.lower, posting.period.upper, posting.order_number) == (TODAY, None, "12/2026")
    assert is_filled(je)


def test_an_order_for_tomorrow_fills_the_post_tomorrow(world, je, stand_in, order):
    world.vacate("je")
    order(post_holder, post=je, user=stand_in, start=TODAY + DAY)
    assert not is_filled(je)

    assert refresh_filled(on=TODAY + DAY) == 1
    assert is_filled(je)


def test_two_regular_holders_at_once_are_refused_and_nothing_happens(world, je, stand_in, order):
    with pytest.raises(PostHeld, match="je") as refused:
        order(post_holder, post=je, user=stand_in, start=TODAY)

    assert "2026" in str(refused.value)
    assert not Posting.objects.filter(user=stand_in).exists()


def test_the_same_person_twice_is_refused(world, je, order):
    with pytest.raises(PostHeld):
        order(post_holder, post=je, user=world.officer("je"), start=TODAY, kind=PostingKind.ADDITIONAL)


def test_handing_over_takes_two_orders(world, je, stand_in, order):
    order(end_posting, posting=je.postings.get(), end=TODAY + DAY)
    order(post_holder, post=je, user=stand_in, start=TODAY + DAY)

    assert [holder_of(je, TODAY + n * DAY) for n in (0, 1)] == [world.officer("je"), stand_in]


def test_ending_a_posting_today_leaves_the_post_vacant(je, order):
    order(end_posting, posting=je.postings.get(), end=TODAY)

    assert holder_of(je, TODAY) is None
    assert not is_filled(je)


def test_a_posting_cannot_end_before_it_began_or_later_than_planned(je, order):
    posting = je.postings.get()
    with pytest.raises(EndsBeforeItBegins):
        order(end_posting, posting=posting, end=posting.period.lower)
    order(end_posting, posting=posting, end=TODAY)
    with pytest.raises(PostingOver):
        order(end_posting, posting=posting, end=TODAY + DAY)

    assert je.postings.get().period.upper == TODAY


def test_only_who_may_open_the_office_can_hold_a_post(world, je, order):
    world.vacate("je")
    with pytest.raises(NotAnOfficer):
        order(post_holder, post=je, user=world.agent, start=TODAY)

    assert not je.postings.exists()


@pytest.mark.parametrize("end", [TODAY, TODAY - DAY])
def test_an_end_that_is_no_end_is_refused(world, je, stand_in, order, end):
    world.vacate("je")
    with pytest.raises(EndsBeforeItBegins):
        order(post_holder, post=je, user=stand_in, start=TODAY, end=end)


def test_leave_twice_in_the_same_days_is_refused(world, order):
    user = world.officer("je")
    order(grant_leave, user=user, first_day=TODAY, last_day=TODAY + 5 * DAY)
    with pytest.raises(LeaveOverlaps, match="je"):
        order(grant_leave, user=user, first_day=TODAY + 5 * DAY, last_day=TODAY + 6 * DAY)
    with pytest.raises(EndsBeforeItBegins):
        order(grant_leave, user=user, first_day=TODAY + 9 * DAY, last_day=TODAY + 8 * DAY)

    assert Leave.objects.count() == 1


def test_one_day_of_leave_is_one_day(world, je, order):
    order(grant_leave, user=world.officer("je"), first_day=TODAY, last_day=TODAY)

    assert [holder_of(je, TODAY + n * DAY) for n in (-1, 0, 1)] == [
        world.officer("je"),
        None,
        world.officer("je"),
    ]


def test_back_early(world, je, order):
    leave = order(grant_leave, user=world.officer("je"), first_day=TODAY - DAY, last_day=TODAY + 9 * DAY)
    assert not is_filled(je)

    order(end_leave, leave=leave, back_on=TODAY)

    assert is_filled(je)
    assert Leave.objects.get().period.upper == TODAY


def test_leave_that_never_began_is_struck_out(world, order):
    leave = order(grant_leave, user=world.officer("je"), first_day=TODAY + DAY, last_day=TODAY + 9 * DAY)
    order(end_leave, leave=leave, back_on=TODAY)

    assert not Leave.objects.exists()


@pytest.mark.parametrize("who", ["agent", "supervisor", "auditor", "je"])
def test_only_administrators_and_the_system_give_orders(world, je, stand_in, now, who):
    world.vacate("se")
    actor = world.officer(who)
    posting, leave = (
        je.postings.get(),
        Leave.objects.create(user=stand_in, period=DateRange(TODAY, TODAY + DAY)),
    )
    orders = (
        (post_holder, {"post": world.post("se"), "user": stand_in, "start": TODAY}),
        (end_posting, {"posting": posting, "end": TODAY}),
        (grant_leave, {"user": world.officer("je"), "first_day": TODAY, "last_day": TODAY}),
        (end_leave, {"leave": leave, "back_on": TODAY}),
    )
    for action, given in orders:
        with pytest.raises(OnlyAdministrators):
            action(actor=actor, now=now, **given)
    assert posting.period == je.postings.get().period
    assert Leave.objects.get() == leave
    assert not world.post("se").postings.exists()

    for action, given in orders:
        action(actor=SYSTEM, now=now, **given)


def test_the_form_says_that_somebody_else_holds_the_post(je, stand_in):
    second = Posting(post=je, user=stand_in, period=DateRange(TODAY, None))

    with pytest.raises(ValidationError) as refused:
        second.full_clean()

    constraint = next(c for c in Posting._meta.constraints if c.name == "one_regular_holder_at_a_time")
    assert refused.value.messages == [str(constraint.violation_error_message)]


def test_the_database_itself_refuses_a_second_regular_holder(je, stand_in):
    with pytest.raises(IntegrityError, match="one_regular_holder_at_a_time"), transaction.atomic():
        Posting.objects.create(post=je, user=stand_in, period=DateRange(TODAY, None))

    Posting.objects.create(post=je, user=stand_in, period=DateRange(TODAY, None), kind=PostingKind.ADDITIONAL)


def test_orders_are_kept_in_history(je, order):
    order(end_posting, posting=je.postings.get(), end=TODAY)

    assert (
        Posting.pgh_event_model.objects.filter(pgh_obj_id=je.postings.get().pk, pgh_label="update").count()
        == 1
    )


# ── The administrator's lists ────────────────────────────────────────────────────────────────────────────


def test_vacant_posts_are_counted_by_department_and_district(world, now):
    world.vacate("je")
    world.vacate("md")

    rows = {(row.department.code, row.district and row.district.name_en): row for row in vacancies()}

    assert set(rows) == {("energy", "Balaghat"), ("energy", None)}
    assert (rows["energy", "Balaghat"].vacant, rows["energy", "Balaghat"].posts) == (1, 2)  # of je, ae
    assert (rows["energy", None].vacant, rows["energy", None].posts) == (1, 2)  # of se, md


def test_gaps_stay_on_the_list_until_the_post_is_held(world, je, stand_in, order, now):
    world.vacate("je")
    for _time in range(3):
        note_gap(
            department=je.department, level=1, place=world.village, reason=GapReason.VACANT, post=je, now=now
        )
    (gap,) = gaps()
    assert (gap.post, gap.place, gap.times, gap.level) == (je, world.tehsil, 3, 1)

    order(post_holder, post=je, user=stand_in, start=TODAY)

    assert not gaps().exists()
    assert forget_closed_gaps(seen_before=now - 30 * DAY) == 1


def test_gaps_that_no_case_meets_any_more_are_forgotten(world, now):
    note_gap(
        department=world.post("je").department,
        level=1,
        place=world.village,
        reason=GapReason.NO_POST,
        post=None,
        now=now - 31 * DAY,
    )
    assert gaps().count() == 1
    assert forget_closed_gaps(seen_before=now - 30 * DAY) == 1
    assert not DispatchGap.objects.exists()


def test_the_day_begins_with_who_is_there(world, je, now):
    Posting.objects.filter(post=je).update(period=DateRange(TODAY - 9 * DAY, TODAY))
    assert is_filled(je)

    begin_day(timestamp=0)

    assert not is_filled(je)


# ── Moving ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_move_ends_what_both_held_and_begins_the_new_posting(world, je, order):
    ae = world.officer("ae")

    moved = order(move_officer, user=ae, post=je, start=TODAY, order_number="S-12")

    assert (holder_of(je, TODAY - DAY), holder_of(je, TODAY)) == (world.officer("je"), ae)
    assert posts_of(ae, TODAY) == [je]
    assert {ended.user for ended in moved.ended} == {ae, world.officer("je")}
    assert moved.begun.order_number == "S-12"
    assert is_filled(je)
    assert not is_filled(world.post("ae"))


def test_who_keeps_the_present_posts_holds_both(world, je, order):
    ae = world.officer("ae")
    order(move_officer, user=ae, post=je, start=TODAY, keeps_posts=True)
    assert set(posts_of(ae, TODAY)) == {je, world.post("ae")}


def test_an_additional_charge_of_the_same_post_becomes_the_regular_posting(world, je, stand_in, order):
    order(post_holder, post=je, user=stand_in, start=TODAY - DAY, kind=PostingKind.ADDITIONAL)
    order(move_officer, user=stand_in, post=je, start=TODAY)
    assert [one.kind for one in je.postings.filter(user=stand_in, period__contains=TODAY)] == ["regular"]


@pytest.mark.parametrize("later", [0, 5])
def test_a_posting_that_begins_later_is_in_the_way(world, je, stand_in, order, later):
    end_of_je = Posting.objects.get(post=je)
    order(end_posting, posting=end_of_je, end=TODAY)
    order(post_holder, post=je, user=stand_in, start=TODAY + later * DAY)

    with pytest.raises(PostHeld):
        order(move_officer, user=world.officer("ae"), post=je, start=TODAY)

    assert posts_of(world.officer("ae"), TODAY) == [world.post("ae")]


def test_who_holds_a_post_is_not_moved_to_it(world, je, order):
    with pytest.raises(PostHeld):
        order(move_officer, user=world.officer("je"), post=je, start=TODAY)
    assert Posting.objects.get(post=je).period.upper is None


def test_only_officers_are_moved_and_only_by_administrators(world, je, order, now):
    with pytest.raises(NotAnOfficer):
        order(move_officer, user=world.agent, post=je, start=TODAY)
    with pytest.raises(OnlyAdministrators):
        move_officer(user=world.officer("ae"), post=je, start=TODAY, actor=world.officer("je"), now=now)
    assert holder_of(je, TODAY) == world.officer("je")
