"""Taking in: once each, the broken put aside, the rest to whose job it is."""

import json
from datetime import datetime, timedelta

import pytest
from django.db import DataError

from sunwai.casework import audit
from sunwai.core import clock
from sunwai.core.clock import IST
from sunwai.core.encryption import decrypt
from sunwai.core.errors import NotAllowed
from sunwai.cpgrams.actions import intake
from sunwai.cpgrams.actions.intake import Taken, dispatch_all_waiting, take_in
from sunwai.cpgrams.actions.mapping import NotADistrict, map_category, map_district
from sunwai.cpgrams.models import AsideRecord, CentralCategory, CentralGrievance, CentreCall, CentreLink
from sunwai.cpgrams.ports import CentreFailed
from sunwai.cpgrams.selectors import waiting_categories, waiting_districts
from sunwai.grievances.enums import EventKind, Kind, State
from sunwai.grievances.models import Grievance
from sunwai.grievances.seal import unseal
from sunwai.messages.enums import Channel, Event
from sunwai.messages.models import Message
from tests.central_world import BRIBES, LAND, NOBODY_KNOWS, number, record


def test_a_grievance_of_the_centre_becomes_a_case(world, taken):
    (central,) = taken()

    case = central.grievance
    assert (case.channel, case.source_reference, case.state) == (Channel.CPGRAMS, number(1), State.OPEN)
    assert (case.place, case.district) == (world.district, world.district)
    assert (case.level, case.post) == (2, world.post("ae"))  # nobody at level 1 serves the whole district
    assert case.due_at is not None
    assert case.text_key
    assert [event.kind for event in case.events()] == [EventKind.REGISTERED]
    assert case.events().get().words.text == case.text
    assert audit.verify() == (1, [])
    assert (central.record, central.waits_for) == (None, "")


def test_its_21_days_are_the_centres_and_run_from_when_the_state_received_it(taken):
    (central,) = taken(record(recvd_date="2026-11-02T23:30:00+05:30"))

    assert central.due_at == datetime(2026, 11, 23, 23, 59, 59, tzinfo=IST)
    assert central.due_at != central.grievance.due_at


def test_the_same_number_is_taken_in_once(centre, taken):
    taken()
    centre.pages.append([record(1, subject_content_text="anders"), record(2), record(2)])

    assert take_in(centre=centre) == Taken(read=2, taken=1, known=1)
    assert Grievance.objects.count() == 2
    assert not Grievance.objects.filter(text="anders").exists()


def test_a_page_that_comes_again_changes_nothing(centre):
    centre.pages = [[record(1), record(2, CategoryV7=NOBODY_KNOWS), record(3, subject_content_text="")]]
    take_in(centre=centre)
    CentreLink.objects.update(grievances_mark="")

    assert take_in(centre=centre) == Taken(read=3, known=2)
    assert (Grievance.objects.count(), AsideRecord.objects.count()) == (1, 1)


def test_pages_may_come_in_any_order(centre):
    centre.pages = [[record(9), record(3)], [record(5)], [record(3), record(1)]]

    assert take_in(centre=centre).taken == 4
    assert set(CentralGrievance.objects.values_list("registration_no", flat=True)) == {
        number(n) for n in (1, 3, 5, 9)
    }


def test_what_is_broken_lies_aside_with_its_reason_and_the_rest_goes_on(centre, now):
    centre.pages = [[record(1, dist_name=""), record(2), "a line", record(4)]]

    assert take_in(centre=centre) == Taken(read=4, taken=2, aside=2)
    aside = {row.reason: row for row in AsideRecord.objects.all()}
    assert aside["district"].registration_no == number(1)
    assert aside["district"].place == "page 0, 1"
    assert json.loads(decrypt(aside["district"].record))["registration_no"] == number(1)
    assert number(1).encode() not in bytes(aside["district"].record)
    assert aside["not_a_record"].registration_no == ""


def test_what_comes_again_and_is_good_leaves_the_list(centre, taken, now):
    centre.pages.append([record(1, dist_name="")])
    take_in(centre=centre)
    taken(record(1))

    assert AsideRecord.objects.get().settled_at == now


def test_what_the_database_refuses_is_found_and_put_aside(centre, monkeypatch):
    """A fault that no check of ours foresaw: here, a text that the database does not like."""
    register = intake.register_many

    def picky(*, cases, **given):
        if any("poison" in case.text for case in cases):
            raise DataError("no poison")
        register(cases=cases, **given)

    monkeypatch.setattr(intake, "register_many", picky)
    centre.pages = [
        [record(n, subject_content_text="poison" if n == 4 else f"text {n}") for n in range(1, 8)]
    ]

    assert take_in(centre=centre) == Taken(read=7, taken=6, aside=1)
    assert AsideRecord.objects.get().registration_no == number(4)
    assert AsideRecord.objects.get().reason == "database"
    assert CentreLink.objects.get().grievances_mark == "1"


def test_a_citizen_without_a_mobile_is_known_by_name_and_told_nothing(taken):
    (central,) = taken(record(name="Sita Bai"))

    assert (central.grievance.citizen.name, central.grievance.citizen.mobile) == ("Sita Bai", None)
    assert not Message.objects.exists()


def test_a_citizen_with_a_mobile_is_the_one_we_know_and_is_told(world, taken):
    one, two = taken(record(1, mobile=world.citizen.mobile, name="x"), record(2, mobile=world.citizen.mobile))

    assert one.grievance.citizen == two.grievance.citizen == world.citizen
    assert one.grievance.citizen.name == world.citizen.name
    messages = Message.objects.filter(event=Event.REGISTERED, to=world.citizen.mobile)
    assert {message.case_id for message in messages} == {one.grievance_id, two.grievance_id}


def test_two_without_a_mobile_are_two_people(taken):
    one, two = taken(record(1), record(2))

    assert one.grievance.citizen != two.grievance.citizen


def test_corruption_is_sealed_here_too(world, taken):
    (central,) = taken(record(CategoryV7=BRIBES, name="Sita Bai", mobile="6000000077"))

    case = central.grievance
    assert (case.kind, case.citizen) == (Kind.CORRUPTION, None)
    assert (unseal(case).name, unseal(case).mobile) == ("Sita Bai", "6000000077")
    assert case.post == world.post("district-vigilance")
    assert Message.objects.get().to == "6000000077"


# ── What waits ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_category_below_one_that_is_known_needs_no_subject_of_its_own(world, taken):
    (central,) = taken(record(CategoryV7=101))

    assert central.grievance.category == world.category("energy.no-supply")


def test_an_unknown_category_waits_encrypted_and_is_sent_on_once_somebody_says_what_it_means(
    world, taken, now
):
    one, two = taken(record(1, CategoryV7=NOBODY_KNOWS), record(2, CategoryV7=55_555, mobile="6000000077"))
    assert (one.grievance, one.waits_for) == (None, "category")
    assert "बिजली".encode() not in bytes(one.record)
    assert [(row.code, row.count) for row in waiting_categories()] == [(NOBODY_KNOWS, 1), (55_555, 1)]

    later = now + timedelta(days=2)
    with clock.frozen(later):
        map_category(
            code=55_555, category=world.category("revenue.mutation"), actor=world.administrator, now=later
        )
        assert dispatch_all_waiting(now=later) == 1

    two.refresh_from_db()
    assert two.grievance.category == world.category("revenue.mutation")
    assert two.grievance.registered_at == later
    assert (two.record, two.due_at) == (None, one.due_at)  # the centre's days ran all the while
    assert Message.objects.get().to == "6000000077"
    one.refresh_from_db()
    assert one.grievance is None


def test_a_district_spelt_as_nobody_here_spells_it_waits_too(world, taken, now):
    (central,) = taken(record(dist_name="BALLAGATT ZILA"))
    assert central.waits_for == "district"
    (row,) = waiting_districts()
    assert (row.name, row.count) == ("BALLAGATT ZILA", 1)

    map_district(spelling=row.name, district=world.district, actor=world.administrator, now=now)
    assert dispatch_all_waiting(now=now) == 1

    central.refresh_from_db()
    assert central.grievance.district == world.district
    assert taken(record(2, dist_name="ballagatt zila"))[0].grievance


def test_a_case_may_wait_for_both(world, taken, now):
    (central,) = taken(record(CategoryV7=NOBODY_KNOWS, dist_name="NOWHERE"))
    map_category(
        code=NOBODY_KNOWS, category=world.category("revenue.mutation"), actor=world.administrator, now=now
    )
    assert dispatch_all_waiting(now=now) == 0
    assert [row.name for row in waiting_districts()] == ["NOWHERE"]
    map_district(spelling="NOWHERE", district=world.district, actor=world.administrator, now=now)
    assert dispatch_all_waiting(now=now) == 1
    central.refresh_from_db()
    assert central.grievance


def test_only_an_administrator_says_what_names_mean(world, centre, now):
    with pytest.raises(NotAllowed):
        map_category(code=LAND, category=world.category(), actor=world.officer("je"), now=now)
    with pytest.raises(NotAllowed):
        map_district(spelling="X", district=world.district, actor=world.officer("je"), now=now)

    assert CentralCategory.objects.get(code=LAND).category == world.category("revenue.mutation")


def test_a_spelling_leads_to_a_district_and_nowhere_else(world, centre, now):
    with pytest.raises(NotADistrict):
        map_district(spelling="X", district=world.village, actor=world.administrator, now=now)


def test_a_category_whose_tree_bites_its_own_tail_waits(world, centre, taken):
    CentralCategory.objects.create(code=1, parent_code=2)
    CentralCategory.objects.create(code=2, parent_code=1)

    assert taken(record(CategoryV7=1))[0].waits_for == "category"


# ── The link ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_centre_that_fails_leaves_what_was_taken_in_and_is_noted_without_a_word_of_it(centre, taken):
    taken()
    centre.failing = f"HTTP 500 about {number(1)} of 6000000001"
    with pytest.raises(CentreFailed):
        take_in(centre=centre)

    assert CentralGrievance.objects.count() == 1
    link = CentreLink.objects.get()
    assert (link.failures, link.grievances_mark) == (1, "1")
    assert link.reason == "HTTP 500 about … of …"
    assert [call.reason for call in CentreCall.objects.order_by("pk")] == ["", "HTTP 500 about … of …"]
