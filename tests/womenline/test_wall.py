"""Nobody reaches a confidential case: not by permission, not by SQL, not in a backup, a log or an error report."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, transaction

from sunwai.accounts.models import AccessLog, ApiKey, ApiScope, User
from sunwai.accounts.roles import PERMISSIONS, Role
from sunwai.casework import audit
from sunwai.casework.models import Event, EventWords
from sunwai.core.actors import SYSTEM
from sunwai.core.errors import NotAllowed
from sunwai.womenline import keys, perms, wall
from sunwai.womenline.actions import cases, referrals, requests
from sunwai.womenline.enums import Consent
from sunwai.womenline.families import families, family
from sunwai.womenline.models import CallRequest, Case, CaseReading, Contact, FollowUp, Note, Review
from tests.womenline.conftest import CODE_WORD, HERS, SECRET, counsels, open_case
from tests.world import MONDAY

WALLED = [
    model
    for model in apps.get_app_config("womenline").get_models()
    if model is not Contact and not model._meta.label_lower.startswith("womenline.contact")
]
CLEAR = [SECRET, CODE_WORD, HERS.name, HERS.number, HERS.safe_number, HERS.where]


def tables() -> list[str]:
    return [model._meta.db_table for model in WALLED]


def ask(sql, *given):
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchall()


# ── The database ─────────────────────────────────────────────────────────────────────────────────────────


def test_every_table_but_the_directory_has_its_wall_forced_on_the_owner(db):
    held = dict(
        ask(
            "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class WHERE relname = ANY(%s)",
            tables(),
        )
    )

    assert len(tables()) == 8
    assert held == dict.fromkeys(tables(), True)


def test_the_role_of_the_web_process_cannot_step_over_the_wall(db):
    assert ask("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user") == [(False,)]


@pytest.mark.parametrize("setting", ["", "portal", "admin", "counsellor", "1 OR 1=1", "0", "999999999"])
def test_plain_sql_over_the_connection_of_the_web_process_finds_nothing(world, case, setting):
    requests.ask_to_be_called(family=family("women"), person=HERS, address="10.0.0.1", now=MONDAY)
    with transaction.atomic():
        ask("SELECT set_config('sunwai.womenline', %s, true)", setting)
        for table in tables():
            assert ask(f"SELECT count(*) FROM {table}") == [(0,)]


@pytest.mark.parametrize("who", ["administrator", "agent", "supervisor", "auditor"])
def test_the_database_itself_asks_what_somebody_is(world, case, who):
    with wall.opened(getattr(world, who)):
        assert ask("SELECT count(*) FROM womenline_case") == [(0,)]
    with wall.opened(world.counsellor):
        assert ask("SELECT count(*) FROM womenline_case") == [(1,)]
    world.counsellor.is_active = False
    world.counsellor.save()
    with wall.opened(world.counsellor):
        assert ask("SELECT count(*) FROM womenline_case") == [(0,)]


def test_the_database_opens_each_helpline_for_the_same_roles_as_the_permissions(world):
    made = {code: everything_of(world, code) for code in families()}
    for code, one in families().items():
        with_permission = {role for role, may in PERMISSIONS.items() if {one.permission, one.review} & may}
        opened = set()
        for role in Role:
            user = User.objects.filter(username=f"one-{role}").first() or world.new_user(f"one-{role}", role)
            with wall.opened(user):
                seen = [
                    ask(f"SELECT count(*) FROM {table} t WHERE {whose}", given)[0][0]
                    for table, whose, given in made[code]
                ]
            assert set(seen) in ({0}, {1}), (code, role, seen)  # all of a case, or nothing
            if seen[0]:
                opened.add(role)
        assert opened == with_permission, code
    assert ask("SELECT count(*) FROM womenline_case") == [(0,)]


def everything_of(world, code):
    """A row in every table of one helpline: (table, which rows, value of that)."""
    who = counsels(world, code)
    case = open_case(world, of=code, words="x", answers={"safe_to_talk": "no"})
    referrals.refer(
        case=case, kind=family(code).referrals[0], consent=Consent.GIVEN, actor=who, now=MONDAY, words="x"
    )
    requests.ask_to_be_called(family=family(code), person=HERS, address="10.0.0.1", now=MONDAY)
    with wall.opened(wall.KEEPER):
        FollowUp.objects.create(case=case, due_on=MONDAY.date())
        Review.objects.create(case=case, at=MONDAY, by=who, verdict="good")
        CaseReading.objects.create(family=code, at=MONDAY, user=who, what="case", case=case)
    parts = ("note", "assessment", "referral", "followup", "review")
    return [
        ("womenline_case", "id = %s", case.pk),
        *((f"womenline_{part}", "case_id = %s", case.pk) for part in parts),
        *((f"womenline_{table}", "family = %s", code) for table in ("casereading", "callrequest")),
    ]


@pytest.mark.parametrize(("mine", "theirs"), [("women", "child1098"), ("child1098", "women")])
def test_who_counsels_at_one_helpline_reaches_nothing_of_another(world, mine, theirs):
    who = counsels(world, mine)
    everything_of(world, theirs)
    with wall.opened(wall.KEEPER):  # even if the database's wall stood open
        case = Case.objects.get()
        for model in WALLED:
            assert model.objects.exists(), model
            assert not model.objects.visible_to(who).exists(), model
        assert perms.relations(who, case) == frozenset()
        assert perms.families_of(who) == [family(mine)]
    with pytest.raises(NotAllowed):
        cases.add_note(case=case, words="x", actor=who, now=MONDAY)
    with pytest.raises(NotAllowed):
        open_case(world, of=theirs, actor=who)
    with wall.opened(who):
        assert [ask(f"SELECT count(*) FROM {table}") for table in tables()] == [[(0,)]] * len(tables())
        with connection.cursor() as cursor:
            for change in ("UPDATE womenline_case SET state = 'new'", "DELETE FROM womenline_note"):
                cursor.execute(change)
                assert cursor.rowcount == 0
    with pytest.raises(ProgrammingError, match="row-level security"), wall.opened(who):
        Note.objects.create(case=case, at=MONDAY, by=who)
    with pytest.raises(ProgrammingError, match="row-level security"), wall.opened(who):
        CaseReading.objects.create(family=theirs, at=MONDAY, user=who, what="list")


def test_who_has_roles_at_both_sees_both(world):
    both = world.new_user("both", Role.COUNSELLOR, Role.CHILD_COUNSELLOR)
    everything_of(world, "women")
    everything_of(world, "child1098")
    everything_of(world, "divyangjan")
    with wall.opened(both):
        assert {one.family for one in Case.objects.all()} == {"women", "child1098"}
        assert {one.family for one in Case.objects.visible_to(both)} == {"women", "child1098"}
        assert ask("SELECT count(*) FROM womenline_note") == [(2,)]


def test_sql_changes_and_removes_nothing_behind_the_wall(world, case):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE womenline_case SET state = 'new'")
        assert cursor.rowcount == 0
        cursor.execute("DELETE FROM womenline_note")
        assert cursor.rowcount == 0
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        CallRequest.objects.create(
            family="women", asked_at=MONDAY, wrapped_key=b"x", sealed=b"x", number_index=b"x"
        )


def test_the_wall_is_closed_again_behind_everybody(world, case):
    with wall.opened(world.counsellor):
        with wall.opened(world.administrator):
            assert not Case.objects.exists()
        assert Case.objects.exists()
    assert not Case.objects.exists()
    with pytest.raises(ZeroDivisionError), wall.opened(world.counsellor):
        1 / 0  # noqa: B018
    assert not Case.objects.exists()


def test_a_request_is_dropped_in_and_not_read_back(world):
    requests.ask_to_be_called(family=family("women"), person=HERS, address="10.0.0.1", now=MONDAY)

    with wall.opened(wall.PORTAL):
        assert not CallRequest.objects.exists()
    with wall.opened(world.counsellor):
        assert CallRequest.objects.get().person.safe_number == HERS.safe_number


def test_readings_cannot_be_changed_even_behind_the_wall(world, case):
    with wall.opened(world.counsellor):
        CaseReading.objects.create(family="women", at=MONDAY, user=world.counsellor, what="case", case=case)
    for change in ("UPDATE womenline_casereading SET what = 'list'", "DELETE FROM womenline_casereading"):
        with pytest.raises(IntegrityError, match="append-only"), wall.opened(wall.KEEPER):
            ask(change)


# ── The permissions ──────────────────────────────────────────────────────────────────────────────────────


def test_nobody_else_sees_or_does_anything(world, case, outsiders):
    key, _text = ApiKey.issue(name="x", scopes=list(ApiScope))
    for who, actor in {**outsiders, "program": key, "system": SYSTEM}.items():
        with wall.opened(wall.KEEPER):  # even if the database's wall stood open
            for model in WALLED:
                assert not model.objects.visible_to(actor).exists(), (who, model)
            assert perms.relations(actor, case) == frozenset(), who
        with pytest.raises(NotAllowed):
            cases.add_note(case=case, words="x", actor=actor, now=MONDAY)
        with pytest.raises(NotAllowed):
            open_case(world, actor=actor or "nobody")
    with wall.opened(world.counsellor):
        assert Case.objects.count() == 1
        assert Note.objects.count() == 1


def test_counsellors_do_not_see_who_read_what(world, case):
    with wall.opened(world.counsellor):
        CaseReading.objects.create(family="women", at=MONDAY, user=world.counsellor, what="case", case=case)
        assert not CaseReading.objects.visible_to(world.counsellor).exists()
        assert CaseReading.objects.visible_to(world.women_supervisor).exists()


# ── What is stored ───────────────────────────────────────────────────────────────────────────────────────


def test_the_tables_hold_no_word_and_no_number_of_hers(world, case):
    requests.ask_to_be_called(family=family("women"), person=HERS, address="10.0.0.1", now=MONDAY)
    with wall.opened(wall.KEEPER):
        whole = "".join(str(row) for table in tables() for row in ask(f"SELECT t::text FROM {table} t"))
        hidden = "".join(
            bytes(value).decode("utf-8", "replace")
            for model in WALLED
            for row in model.objects.values_list()
            for value in row
            if isinstance(value, (bytes, memoryview))
        )

    assert case.reference in whole
    for text in CLEAR:
        assert text not in whole
        assert text not in hidden
        assert text.encode().hex() not in whole


def test_outside_its_tables_nothing_tells_of_a_case_but_codes_on_the_timeline(world, case):
    event = Event.objects.get(case_kind="womenline", kind="opened")

    assert event.data == {}
    assert not EventWords.objects.filter(event__case_kind="womenline").exists()
    assert not AccessLog.objects.exists()
    assert audit.verify()[1] == []


def test_a_text_of_one_case_does_not_open_in_another(world, case):
    other = open_case(world)
    with wall.opened(world.counsellor):
        Case.objects.filter(pk=other.pk).update(
            sealed_person=bytes(case.sealed_person), wrapped_key=bytes(case.wrapped_key)
        )
        with pytest.raises(keys.KeyMissing):
            _ = Case.objects.get(pk=other.pk).person


def test_without_the_keys_nothing_opens(world, case, settings):
    settings.WOMENLINE_KEYS = [settings.FIELD_KEYS[0]]
    with wall.opened(world.counsellor), pytest.raises(keys.KeyMissing):
        _ = Case.objects.get().person


def test_the_keys_are_of_their_own(settings):
    assert settings.WOMENLINE_KEYS
    assert not set(settings.WOMENLINE_KEYS) & set(settings.FIELD_KEYS)


def test_nothing_is_logged(world, caplog):
    with caplog.at_level(logging.DEBUG):
        made = open_case(world)
        cases.add_note(case=made, words=SECRET, actor=world.counsellor, now=MONDAY)

    assert not [text for text in CLEAR if text in caplog.text]


def test_a_family_with_another_permission_is_not_there_for_counsellors(world, case, monkeypatch):
    other = {**families(), "women": replace(family("women"), permission="office", review="office")}
    monkeypatch.setattr("sunwai.womenline.visibility.families", lambda: other)
    with wall.opened(world.counsellor):
        assert not Case.objects.visible_to(world.counsellor).exists()
        assert Case.objects.visible_to(world.officer("je")).exists()
