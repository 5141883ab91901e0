"""No screen and no route of the API reads what belongs to somebody without saying who looks."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

import sunwai
from sunwai.accounts.models import AccessLog, ApiKey, ApiScope
from sunwai.grievances.enums import InteractionKind
from sunwai.grievances.models import Attachment, Draft, Grievance, Interaction
from sunwai.messages.models import Message
from tests.web.walls.people import MONDAY

SOURCE = Path(sunwai.__file__).parent
INTERFACES = ("web", "api")

# All models whose rows belong to a citizen or tell of one.
OWNED = {
    *(model.__name__ for model in apps.get_app_config("grievances").get_models()),
    *(model.__name__ for model in apps.get_app_config("citizens").get_models()),
    *(model.__name__ for model in apps.get_app_config("casework").get_models()),
    *(model.__name__ for model in apps.get_app_config("vigilance").get_models()),
    *(
        model.__name__
        for model in apps.get_app_config("janseva").get_models()
        if "Service" not in model.__name__
    ),
    *(
        model.__name__
        for model in apps.get_app_config("womenline").get_models()
        if "Contact" not in model.__name__
    ),
    *(
        "Upload",
        "Original",
        "CustodyEntry",
        "AccessLog",
        "Message",
        "ProviderCall",
        "Receipt",
        "Call",
        "Callback",
        "Recording",
        "QualityMark",
    ),
}
# What may follow `Model.objects`: all of them ask who looks, or give nothing.
SCOPES = {"visible_to", "held_by", "on_table_of", "waiting_for", "on_the_line", "none", "public"}
# File and model → why it may.
EXCEPTIONS = {
    ("web/middleware.py", "Citizen"): "finds out who looks",
    ("web/portal/verification.py", "Certificate"): "whoever has the very file may ask whether it is genuine",
}


def reads(code: str) -> Iterator[tuple[str, str]]:
    """Model and what follows its manager, of every manager of an owned model in `code`."""
    tree = ast.parse(code)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"}:
            model = node.value.id if isinstance(node.value, ast.Name) else ""
            after = parents.get(node)
            if model in OWNED:
                yield model, after.attr if isinstance(after, ast.Attribute) else "itself"


def unscoped(code: str, file: str = "") -> list[str]:
    return [
        f"{file}: {model}.objects.{after}"
        for model, after in reads(code)
        if after not in SCOPES and (file, model) not in EXCEPTIONS
    ]


def test_every_reading_of_an_interface_says_who_looks():
    files = [file for folder in INTERFACES for file in (SOURCE / folder).rglob("*.py")]
    found = [
        one
        for file in files
        if "migrations" not in file.parts
        for one in unscoped(file.read_text(), str(file.relative_to(SOURCE)))
    ]

    assert len(files) > 60
    assert found == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("Grievance.objects.filter(pk=1)", ["x.py: Grievance.objects.filter"]),
        ("case = get_object_or_404(Draft.objects, pk=1)", ["x.py: Draft.objects.itself"]),
        ("Citizen._default_manager.all()", ["x.py: Citizen.objects.all"]),
        ("Grievance.objects.visible_to(user).filter(pk=1)", []),
        ("Place.objects.active()", []),
    ],
)
def test_the_scan_finds_what_it_is_for(code, found):
    assert unscoped(code, "x.py") == found


def test_no_exception_is_left_over():
    for file, model in EXCEPTIONS:
        assert model in {found for found, _after in reads((SOURCE / file).read_text())}


# ── What each viewer sees ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def case(world):
    return world.register(uploads=(world.photo(world.citizen),))


def call_of(agent, citizen, **more):
    return Interaction.objects.create(agent=agent, mobile=citizen.mobile, started_at=MONDAY, **more)


def test_an_agent_sees_the_callers_cases_only_while_the_call_lasts(world, case):
    assert not Grievance.objects.visible_to(world.agent).exists()

    call = call_of(world.agent, world.citizen)
    assert list(Grievance.objects.visible_to(world.agent)) == [case]
    assert list(Attachment.objects.visible_to(world.agent)) == list(case.attachments.all())
    assert not Grievance.objects.visible_to(world.supervisor).exists()

    call.ended_at = MONDAY
    call.save()
    assert not Grievance.objects.visible_to(world.agent).exists()


def test_an_agent_sees_own_calls_and_the_callers_earlier_ones_but_none_about_corruption(world):
    other = world.new_user("another-agent", "agent")
    earlier = call_of(other, world.citizen, ended_at=MONDAY, kind=InteractionKind.STATUS)
    call_of(other, world.citizen, ended_at=MONDAY, kind=InteractionKind.CORRUPTION)
    call_of(other, world.new_citizen(), ended_at=MONDAY, kind=InteractionKind.STATUS)
    own = call_of(world.agent, world.citizen)

    assert set(Interaction.objects.visible_to(world.agent)) == {own, earlier}
    assert Interaction.objects.visible_to(world.supervisor).count() == 4
    for nobody in (world.citizen, world.officer("je"), world.administrator, None):
        assert not Interaction.objects.visible_to(nobody).exists()


def test_a_draft_is_its_owners_and_of_whoever_brings_its_name(world):
    def draft(**owner):
        return Draft.objects.create(created_at=MONDAY, updated_at=MONDAY, **owner)

    of_citizen, of_agent, of_nobody = draft(citizen=world.citizen), draft(agent=world.agent), draft()
    other = world.new_citizen()

    assert set(Draft.objects.visible_to(world.citizen)) == {of_citizen}
    assert set(Draft.objects.visible_to(world.agent)) == {of_agent}
    assert set(Draft.objects.visible_to(None, named=of_nobody.pk)) == {of_nobody}
    assert set(Draft.objects.visible_to(other, named=of_nobody.pk)) == {of_nobody}
    assert set(Draft.objects.visible_to(None, named=of_citizen.pk)) == {of_citizen}
    for viewer, named in ((other, of_citizen.pk), (None, None), (world.officer("je"), None)):
        assert not Draft.objects.visible_to(viewer, named=named).exists()


def test_messages_are_the_citizens_and_the_administrators(world, case):
    assert list(Message.objects.visible_to(world.citizen)) == list(Message.objects.filter(case_id=case.pk))
    assert Message.objects.visible_to(world.administrator).exists()
    for nobody in (world.new_citizen(), world.agent, world.officer("je"), None):
        assert not Message.objects.visible_to(nobody).exists()


def test_the_log_of_readings_is_for_auditors_and_administrators(world):
    AccessLog.objects.create(at=MONDAY, user=world.agent, what="case")

    for reader in (world.auditor, world.administrator):
        assert AccessLog.objects.visible_to(reader).count() == 1
    for nobody in (world.agent, world.supervisor, world.officer("je"), world.citizen, None):
        assert not AccessLog.objects.visible_to(nobody).exists()


def test_a_program_sees_nothing_of_pages(world, case):
    key, _text = ApiKey.issue(name="x", scopes=list(ApiScope))

    for model in (Grievance, Attachment, Interaction, Draft, Message, AccessLog):
        assert not model.objects.visible_to(key).exists()
