"""Complaints left by voice: seen by all agents, taken by one, heard beside the form, registered as any other."""

from __future__ import annotations

import pytest
from django.urls import reverse

from sunwai.accounts.models import User
from sunwai.accounts.roles import Role
from sunwai.calls.models import Recording
from sunwai.grievances.models import Draft, Grievance, Interaction
from sunwai.messages.enums import Channel
from tests.calls_world import left_by_voice, new_queue, women_queue

pytestmark = pytest.mark.django_db

HOME = reverse("desk:home")


def take(client, recording):
    return client.post(reverse("desk:take-left", args=[recording.pk]))


def another_agent(world):
    user = world.new_user("other", Role.AGENT)
    User.objects.filter(pk=user.pk).update(is_demo=True)  # needs no second factor
    return user


def sound(recording) -> str:
    return reverse("recordings:audio", args=[recording.pk])


def test_the_oldest_stands_first_and_those_of_the_womens_helpline_not_at_all(desk, world, now):
    new_queue()
    secret = left_by_voice("9876543211", women_queue())
    newer = left_by_voice("9876543212")
    older = left_by_voice("9876543213", began_at=now.replace(hour=1))

    page = desk.client.get(HOME)

    assert list(page.context["left"]) == [older, newer]
    assert str(secret.pk) not in page.content.decode()
    assert take(desk.client, secret).url == HOME
    assert not Interaction.objects.exists()


def test_it_is_taken_heard_and_registered(desk, world):
    left = left_by_voice(world.citizen.mobile)

    contact = Interaction.objects.get(pk=take(desk.client, left).url.rstrip("/").rsplit("/", 1)[1])
    page = desk.get(contact)

    assert (contact.agent, contact.mobile) == (world.agent, world.citizen.mobile)
    assert f'src="{sound(left)}"' in page.content.decode()
    known = page.context["complaint"].known
    assert (known["language"], known["name"]) == ("hi", world.citizen.name)
    assert b"".join(desk.client.get(sound(left)).streaming_content)
    assert list(desk.client.get(HOME).context["left"]) == []

    desk.send(contact, do="keep", **desk.complaint())
    assert f'src="{sound(left)}"' in desk.get(contact, step="read").content.decode(), "also when reading back"
    assert desk.send(contact, do="register").status_code == 302
    left.draft.refresh_from_db()
    assert left.draft.grievance == Grievance.objects.get()
    assert left.draft.grievance.channel == Channel.IVR


def test_a_second_press_leads_to_the_same_page(desk, world):
    left = left_by_voice(world.citizen.mobile)
    assert take(desk.client, left).url == take(desk.client, left).url
    assert Interaction.objects.count() == 1


def test_who_is_later_is_told_and_gets_nothing(desk, client, world):
    left = left_by_voice(world.citizen.mobile)
    take(desk.client, left)
    client.force_login(another_agent(world))

    answer = client.post(reverse("desk:take-left", args=[left.pk]), follow=True)

    assert answer.redirect_chain == [(HOME, 302)]
    assert "दूसरे साथी" in answer.content.decode()
    assert client.get(sound(left)).status_code == 404
    assert Interaction.objects.get().agent == world.agent


def test_other_recordings_are_not_taken(desk, world):
    call = left_by_voice(world.citizen.mobile)
    Recording.objects.update(kind="call")
    assert take(desk.client, call).url == HOME
    assert not Interaction.objects.exists()


def test_of_a_corruption_complaint_the_voice_is_heard_by_no_other_agent(desk, client, world):
    left = left_by_voice(world.citizen.mobile)
    contact = Interaction.objects.get(pk=take(desk.client, left).url.rstrip("/").rsplit("/", 1)[1])
    bribe = desk.complaint(kind="corruption", category="vigilance.bribe", accused_post="")
    desk.send(contact, do="keep", **bribe)
    assert desk.send(contact, do="register").status_code == 302
    draft = Draft.objects.get()
    assert (draft.agent, draft.grievance) == (None, Grievance.objects.get())

    client.force_login(another_agent(world))
    assert list(client.get(HOME).context["left"]) == []
    assert client.get(sound(left)).status_code == 404
