"""Four eyes: one editor writes a change, another publishes it; nobody else does either."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sunwai.accounts.models import User
from sunwai.accounts.roles import Role
from sunwai.core.errors import NotAllowed
from sunwai.offices.models import Department
from sunwai.schemes.actions import load_schemes, propose_change, publish_change, refuse_change
from sunwai.schemes.enums import ChangeState, Translation
from sunwai.schemes.errors import BadScheme, NothingChanged, Overtaken, Reviewed, SecondPerson, WaitsAlready
from sunwai.schemes.models import Scheme, SchemeChange
from sunwai.schemes.selectors import find_scheme, to_check
from tests.schemes.conftest import read_schemes_of_one
from tests.world import MONDAY

LATER = MONDAY + timedelta(days=1)


@pytest.fixture
def editors(db):
    return [User.objects.create(username=f"editor-{n}", name=f"x{n}", roles=[Role.EDITOR]) for n in (1, 2)]


@pytest.fixture
def propose(editors):
    def propose(scheme, by=0, **columns):
        return propose_change(
            scheme=scheme, columns=columns, why="विभाग का पत्र", actor=editors[by], now=MONDAY
        )

    return propose


def test_a_change_stands_once_another_editor_has_published_it(new_scheme, propose, editors):
    scheme = new_scheme()
    change = propose(scheme, fee_hi="50 रुपये", fee_en="50 rupees", who_hi=scheme.who_hi)
    assert change.columns == {"fee_hi": "50 रुपये", "fee_en": "50 rupees"}
    assert find_scheme("invented").fee_hi == "कोई फीस नहीं"
    publish_change(change=change, actor=editors[1], now=LATER)
    assert find_scheme("invented").fee_hi == "50 रुपये"
    change.refresh_from_db()
    assert (change.state, change.reviewer, change.before["fee_en"]) == ("published", editors[1], "No fee")


def test_nobody_publishes_what_they_wrote(new_scheme, propose, editors):
    change = propose(new_scheme(), fee_hi="50 रुपये")
    with pytest.raises(SecondPerson):
        publish_change(change=change, actor=editors[0], now=LATER)
    change.refresh_from_db()
    assert change.state == ChangeState.WAITING
    assert find_scheme("invented").fee_hi == "कोई फीस नहीं"


def test_one_takes_ones_own_change_back(new_scheme, propose, editors):
    change = propose(new_scheme(), fee_hi="50 रुपये")
    refuse_change(change=change, answer="भूल", actor=editors[0], now=LATER)
    with pytest.raises(Reviewed):
        publish_change(change=change, actor=editors[1], now=LATER)
    assert find_scheme("invented").fee_hi == "कोई फीस नहीं"


def test_only_editors(new_scheme, propose):
    scheme, agent = new_scheme(), User.objects.create(username="agent-x", name="x", roles=[Role.AGENT])
    with pytest.raises(NotAllowed):
        propose_change(scheme=scheme, columns={"fee_hi": "क"}, why="", actor=agent, now=MONDAY)
    change = propose(scheme, fee_hi="50 रुपये")
    for verb, more in ((publish_change, {}), (refuse_change, {"answer": ""})):
        with pytest.raises(NotAllowed):
            verb(change=change, actor=agent, now=LATER, **more)
    change.refresh_from_db()
    assert change.state == ChangeState.WAITING


def test_one_change_at_a_time_and_only_a_change(new_scheme, propose):
    scheme = new_scheme()
    with pytest.raises(NothingChanged):
        propose(scheme, fee_hi=scheme.fee_hi)
    propose(scheme, fee_hi="50 रुपये")
    with pytest.raises(WaitsAlready):
        propose(scheme, by=1, fee_hi="60 रुपये")
    assert SchemeChange.objects.count() == 1


@pytest.mark.parametrize(
    "columns",
    [
        {"short_hi": "(क)"},
        {"short_hi": "क" * 301},
        {"rules": [{"fact": "wealth", "min": 1}]},
        {"kind": "no-such"},
        {"link": "http://example.invalid"},
        {"documents_hi": ["क", "ख"]},
    ],
)
def test_what_readers_could_not_read_is_refused(new_scheme, propose, columns):
    with pytest.raises(BadScheme):
        propose(new_scheme(), **columns)
    assert not SchemeChange.objects.exists()


def test_a_change_that_was_overtaken_is_not_published(new_scheme, propose, editors):
    scheme = new_scheme()
    change = propose(scheme, fee_hi="50 रुपये")
    Scheme.objects.update(fee_hi="70 रुपये")
    with pytest.raises(Overtaken):
        publish_change(change=change, actor=editors[1], now=LATER)
    assert find_scheme("invented").fee_hi == "70 रुपये"


def test_a_new_scheme(departments, propose, editors):
    owner = Department.objects.get(code="labour")
    change = propose(None, **read_schemes_of_one(), code="brand-new", department_id=owner.pk)
    assert find_scheme("brand-new") is None
    publish_change(change=change, actor=editors[1], now=LATER)
    assert find_scheme("brand-new").department == owner


def test_who_changes_one_language_leaves_the_other_behind(new_scheme, propose, editors):
    def change(**columns):
        scheme = Scheme.objects.get()
        published = publish_change(change=propose(scheme, **columns), actor=editors[1], now=next(times))
        return published.translation

    times = iter(LATER + timedelta(days=n) for n in range(9))
    new_scheme()
    assert change(order=4) == Translation.SAME
    assert change(fee_hi="50 रुपये") == Translation.ENGLISH_BEHIND
    assert change(who_hi="सब") == Translation.ENGLISH_BEHIND
    assert change(fee_en="50 rupees") == Translation.SAME
    assert change(fee_en="60 rupees") == Translation.HINDI_BEHIND
    assert change(fee_hi="60 रुपये", fee_en="Sixty rupees") == Translation.SAME


def test_an_editors_words_outlast_the_next_load(departments, propose, editors):
    load_schemes()
    scheme = Scheme.objects.get(code="kcc")
    publish_change(change=propose(scheme, fee_hi="50 रुपये"), actor=editors[1], now=LATER)
    assert load_schemes() == 0
    scheme.refresh_from_db()
    assert scheme.fee_hi == "50 रुपये"


def test_the_database_writes_the_history(new_scheme, propose, editors):
    scheme = new_scheme()
    publish_change(change=propose(scheme, fee_hi="50 रुपये"), actor=editors[1], now=LATER)
    assert [event.fee_hi for event in scheme.events.all()] == ["कोई फीस नहीं"]


def test_what_is_to_be_checked_again_is_told_before_its_day(new_scheme):
    today = MONDAY.date()
    days = {"due": -1, "soon": 29, "far": 31}
    for code, away in days.items():
        new_scheme(code, review_by=today + timedelta(days=away))
    new_scheme("never-set")
    assert [scheme.code for scheme in to_check(today)] == ["due", "soon"]
