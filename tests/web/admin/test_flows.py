"""Call flows in the administration: looked at, changed, rehearsed, published, taken back."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from sunwai.calls import shipped, spoken
from sunwai.calls.enums import VersionState
from sunwai.calls.flow.rehearsal import SITUATIONS
from sunwai.calls.models import Announcement, Flow
from sunwai.calls.prompts.sound import SILENCE


@pytest.fixture
def flow(world, now):
    shipped.load_calls(now=now)
    return Flow.objects.get(code="helpline")


@pytest.fixture
def draft(admin, flow):
    admin.post(reverse("admin:flow", args=["helpline"]), {"do": "draft"})
    return flow.versions.get(state=VersionState.DRAFT)


def at(page, *more, number=2, code="helpline"):
    return reverse(f"admin:{page}", args=[code, number, *more])


def text(page):
    return page.content.decode()


def test_the_flow_in_force_is_shown_in_words_of_both_languages(admin, flow):
    page = admin.get(at("flow_version", number=1))
    assert "शिकायत के लिए" in text(page)
    assert "For a complaint" in text(page)
    assert "errornote" not in text(page)
    assert page.context["lost"] == [] or [row.step.name for row in page.context["lost"]] == [
        "agent",
        "general",
    ]
    assert "1: शिकायत के लिए" in [row.via for row in page.context["rows"]]
    assert 'name="do" value="publish"' not in text(page)


def test_a_step_is_changed_by_its_form_and_published(admin, flow, draft):
    address = at("flow_step", "more")
    form = admin.get(address).context["form"]
    sent = {bound.html_name: bound.value() or "" for bound in form}
    assert sent["keys-1-prompt"] == "menu_demand"
    sent |= {"keys-5-prompt": "menu_janseva", "keys-5-to": "janseva"}
    assert admin.post(address, sent).status_code == 302
    draft.refresh_from_db()
    assert draft.data["steps"]["more"]["keys"]["5"] == {"prompt": "menu_janseva", "to": "janseva"}
    admin.post(at("flow_version"), {"do": "publish"})
    draft.refresh_from_db()
    assert draft.state == VersionState.PUBLISHED
    assert admin.get(address).status_code == 404  # what is published is not changed
    admin.post(reverse("admin:flow", args=["helpline"]), {"do": "back", "number": 1})
    assert list(flow.versions.order_by("number").values_list("state", flat=True)) == [
        "retired",
        "retired",
        "published",
    ]


def test_a_fault_is_said_beside_its_step_and_keeps_it_from_being_published(admin, draft):
    address = at("flow_step", "more")
    form = admin.get(address).context["form"]
    sent = {bound.html_name: bound.value() or "" for bound in form}
    admin.post(address, sent | {"keys-1-prompt": "no_such_prompt"})
    page = admin.get(at("flow_version"))
    (row,) = [row for row in page.context["rows"] if row.problems]
    assert row.step.name == "more"
    assert 'value="publish"' not in text(page)
    admin.post(at("flow_version"), {"do": "publish"})
    draft.refresh_from_db()
    assert draft.state == VersionState.DRAFT


def test_every_kind_of_step_has_a_form_and_can_be_added(admin, draft):
    from sunwai.calls.flow.steps import KINDS

    for code in KINDS:
        address = f"{at('flow_new_step')}?kind={code}"
        form = admin.get(address).context["form"]
        sent = {bound.html_name: bound.value() or "" for bound in form}
        for name, field in form.fields.items():
            choices = [value for value, _label in getattr(field, "choices", []) if value]
            sent[name] = sent[name] or (choices[0] if choices and field.required else "")
        sent |= {"name": f"new-{code}", "keys-1-prompt": "menu_demand", "keys-1-to": "main"}
        sent |= {"prompt": "for_english", "prompts-0": "holiday", "to": "112", "most_seconds": 60}
        answer = admin.post(address, sent)
        assert answer.status_code == 302, (code, answer.context["form"].errors)
    draft.refresh_from_db()
    assert {f"new-{code}" for code in KINDS} <= draft.data["steps"].keys()
    page = admin.get(at("flow_version"))
    assert len(page.context["lost"]) >= len(KINDS)
    for code in KINDS:
        assert admin.get(at("flow_step", f"new-{code}")).status_code == 200
    admin.post(at("flow_step", "new-say"), {"do": "drop"})
    draft.refresh_from_db()
    assert "new-say" not in draft.data["steps"]


def test_a_step_in_use_is_not_taken_out(admin, draft):
    admin.post(at("flow_step", "main"), {"do": "drop"})
    draft.refresh_from_db()
    assert "main" in draft.data["steps"]


def test_what_was_typed_survives_a_name_that_is_taken(admin, draft):
    address = f"{at('flow_new_step')}?kind=say"
    answer = admin.post(address, {"name": "main", "prompts-0": "holiday", "next": "main"})
    assert answer.status_code == 422
    assert answer.context["form"]["prompts-0"].value() == "holiday"
    assert answer.context["form"].errors["name"]


def test_experts_write_json(admin, draft):
    assert admin.post(at("flow_json"), {"steps": "{"}).status_code == 422
    assert admin.post(at("flow_json"), {"steps": '{"steps": {"a": {"kind": "sing"}}}'}).status_code == 422
    data = draft.data | {"start": "main"}
    assert admin.post(at("flow_json"), {"steps": json.dumps(data)}).status_code == 302
    draft.refresh_from_db()
    assert draft.data["start"] == "main"
    admin.post(at("flow_version"), {"do": "ends", "start": "welcome", "agent": "agent"})
    draft.refresh_from_db()
    assert draft.data["start"] == "welcome"
    admin.post(at("flow_version"), {"do": "drop"})
    assert draft._meta.model.objects.filter(state=VersionState.DRAFT).count() == 0


@pytest.mark.parametrize("situation", sorted(SITUATIONS))
def test_every_situation_can_be_rehearsed(admin, flow, situation, monkeypatch):
    monkeypatch.setattr(spoken, "name", lambda text, language: [])
    page = admin.get(at("flow_rehearse", number=1), {"situation": situation})
    assert page.context["turns"]
    assert page.context["found"].way is None


def test_a_rehearsal_says_where_keys_lead(admin, flow):
    start = admin.get(at("flow_rehearse", number=1), {"situation": "unknown"})
    assert "शिकायत के लिए" in text(start)
    query = dict(start.context["pad"])["1"]
    end = admin.get(f"{at('flow_rehearse', number=1)}?{query}")
    assert end.context["found"].way.queue == "general"
    assert "general" in " ".join(end.context["ending"])


def test_a_rehearsal_writes_nothing(admin, flow, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as asked:
        admin.get(at("flow_rehearse", number=1), {"situation": "awaiting", "keys": "-15"})
    written = [one["sql"] for one in asked if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert not [sql for sql in written if "calls_" in sql or "grievances_" in sql or "messages_" in sql]


def test_what_is_heard_can_be_played(admin, flow, monkeypatch):
    monkeypatch.setattr("sunwai.calls.prompts.library.alaw_of", lambda name: bytes([SILENCE]) * 800)
    answer = admin.get(reverse("admin:flow_sound"), {"name": ["hi/welcome", "hi/press_1"]})
    assert answer["Content-Type"] == "audio/wav"
    assert answer.content[:4] == b"RIFF"
    monkeypatch.undo()
    for bad in ("../../etc/passwd", "own/../x", "hi/nothing-like-it", ""):
        assert admin.get(reverse("admin:flow_sound"), {"name": bad}).status_code == 404


def test_an_announcement_is_written_with_its_author_and_told_to_the_process(admin, world, monkeypatch):
    told = []
    monkeypatch.setattr("sunwai.web.admin.telephone.tell_process", told.append)
    monkeypatch.setattr(spoken, "name", lambda text, language: ["own/abc"])
    sent = {
        "words_hi": "नर्मदा में बाढ़ है।",
        "since_0": "2026-11-23",
        "since_1": "10:00",
        "until_0": "2026-11-24",
        "until_1": "10:00",
        "is_disaster": "on",
    }
    assert admin.post(reverse("admin:calls_announcement_add"), sent).status_code == 302
    row = Announcement.objects.get()
    assert (row.written_by, told) == (world.administrator, ["setup"])
    page = admin.get(reverse("admin:calls_announcement_change", args=[row.pk]))
    assert "own%2Fabc" in text(page)
