"""An officer sees to notices on their devices."""

from __future__ import annotations

import pytest

from sunwai.accounts.models import User
from sunwai.accounts.roles import Role
from sunwai.gateways.push.simulator import new_device
from sunwai.messages.models import PushPreference, PushSubscription

PAGE = "/office/notices/"


def test_a_device_and_what_it_shows(office, world):
    je, client = world.officer("je"), office.of("je")
    answer = client.post(f"/en{PAGE}", {"do": "device", **new_device()._asdict()})
    assert answer["Location"] == f"/en{PAGE}"
    device = PushSubscription.objects.get()
    assert (device.user, device.citizen, device.language) == (je, None, "en")
    page = client.get(f"/en{PAGE}").content.decode()
    assert "The deadline is near" in page
    client.post(PAGE, {"do": "notices", "notice": ["officer_new", "officer_decision"]})
    muted = PushPreference.objects.get(user=je).muted
    assert muted == ["officer_came_back", "officer_deadline", "officer_overdue"]


@pytest.mark.parametrize("do", ["", "way", "device"])
def test_what_is_no_button_does_nothing(office, do):
    assert office.of("je").post(PAGE, {"do": do}).status_code == 422
    assert not PushSubscription.objects.exists()


def test_where_no_notices_are_sent_it_is_said(office, settings):
    settings.PROVIDERS = settings.PROVIDERS | {"push": []}
    assert "data-push" not in office.of("je").get(PAGE).content.decode()


def test_an_editor_is_offered_only_what_is_theirs(client, world):
    editor = world.new_user("editor", Role.EDITOR)
    User.objects.filter(pk=editor.pk).update(is_demo=True)  # spared the second factor
    client.force_login(editor)
    client.post(f"/en{PAGE}", {"do": "device", **new_device()._asdict()})
    page = client.get(f"/en{PAGE}").content.decode()
    assert "Texts of schemes to be checked again" in page
    assert "The deadline is near" not in page
    assert "/office/approvals/" not in page  # nor a way to where they may not go
    client.post(PAGE, {"do": "notices"})
    assert PushPreference.objects.get(user=editor).muted == ["editor_review"]


def test_who_is_neither_officer_nor_editor_has_no_notices(client, world):
    User.objects.filter(pk=world.agent.pk).update(is_demo=True)
    client.force_login(world.agent)
    assert client.get(PAGE).status_code == 403
