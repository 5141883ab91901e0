"""Our register against the centre's."""

from datetime import timedelta

from sunwai.core import clock
from sunwai.cpgrams.actions.pushing import push_due
from sunwai.cpgrams.actions.telling import tell_all_changes
from sunwai.cpgrams.models import CentralDifference, CentralGrievance
from sunwai.cpgrams.ports import Entry
from sunwai.cpgrams.reconcile import reconcile
from sunwai.grievances.actions import work
from tests.central_world import number, record


def differences():
    return [
        (one.registration_no, one.kind, one.ours, one.theirs, one.on_its_way)
        for one in CentralDifference.objects.all()
    ]


def test_what_stands_in_one_only_and_what_stands_differently_is_found(centre, taken, now):
    taken(record(1), record(2), record(3))
    tell_all_changes(now=now)
    push_due()
    centre.ledger = [Entry(number(1), "received"), Entry(number(2), "closed"), Entry(number(9), "received")]

    found = reconcile(centre=centre)

    assert differences() == [
        (number(9), "missing_here", "", "received", False),
        (number(3), "missing_there", "received", "", False),
        (number(2), "status", "received", "closed", False),
    ]
    assert (found.ours, found.theirs, found.total) == (3, 3, 3)
    assert CentralGrievance.objects.get(registration_no=number(2)).their_status == "closed"


def test_what_is_on_its_way_is_no_fault(world, centre, taken, now):
    (central,) = taken()
    tell_all_changes(now=now)
    push_due()
    work.take_up(grievance=central.grievance, actor=world.officer("ae"), now=now)
    tell_all_changes(now=now)
    centre.ledger = [Entry(number(1), "received")]

    assert reconcile(centre=centre).total == 0
    assert differences() == [(number(1), "status", "under_process", "received", True)]


def test_the_last_comparison_counts(centre, taken, now):
    taken()
    reconcile(centre=centre)
    assert len(differences()) == 1
    centre.ledger = [Entry(number(1), "received")]
    with clock.frozen(now + timedelta(days=1)):
        assert reconcile(centre=centre).total == 0
    assert differences() == []
