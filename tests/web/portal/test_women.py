"""The page for women: a quick way out, and nothing left behind."""

from __future__ import annotations

import pytest
from django.urls import reverse

from sunwai.citizens.models import Citizen
from sunwai.grievances.models import Draft
from sunwai.messages.models import Message
from sunwai.womenline import wall
from sunwai.womenline.models import CallRequest

ASKED = {"safe_number": "98765 54321", "safe_from": 10, "safe_until": 14, "code_word": "गुलमोहर"}


def requests() -> list[CallRequest]:
    with wall.opened(wall.KEEPER):
        return list(CallRequest.objects.all())


@pytest.mark.parametrize("name", ["women", "women-asked"])
def test_no_browser_keeps_it_and_its_title_says_nothing(client, world, name):
    answer = client.get(reverse(f"portal:{name}"))
    title = answer.content.decode().split("<title>")[1].split("</title>")[0]

    assert answer["Cache-Control"] == "no-store, private, max-age=0"
    assert answer["Referrer-Policy"] == "same-origin"  # a stricter one would have browsers refuse the form
    assert title.strip() == "जानकारी · सुनवाई 181"


def test_the_way_out_is_a_plain_link_that_says_not_from_where(client, world):
    page = client.get(reverse("portal:women")).content.decode()

    assert 'href="https://www.google.co.in/" rel="noreferrer nofollow" data-leave' in page
    assert page.index("data-leave") < page.index("<h1")


def test_a_citizen_who_is_signed_in_is_not_named(client, world):
    session = client.session
    session["citizen_id"] = world.citizen.pk
    session.save()

    assert (
        reverse("portal:mine") not in client.get(reverse("portal:women")).content.decode().split("<footer")[0]
    )


def test_a_request_is_kept_sealed_and_nothing_else_is_made(client, world):
    before = Citizen.objects.count(), Draft.objects.count(), Message.objects.count()
    answer = client.post(reverse("portal:women"), ASKED, follow=True)
    (asked,) = requests()

    assert asked.person.safe_number == "9876554321"
    assert (Citizen.objects.count(), Draft.objects.count(), Message.objects.count()) == before
    for text in ("98765", "गुलमोहर"):
        assert text not in answer.content.decode()
    assert not dict(client.session)


def test_what_is_wrong_is_said_and_nothing_is_kept(client, world):
    answer = client.post(reverse("portal:women"), ASKED | {"safe_number": "123"})

    assert answer.status_code == 422
    assert requests() == []


def test_more_than_a_few_requests_from_one_address_are_refused(client, world):
    for _time in range(5):
        assert client.post(reverse("portal:women"), ASKED).status_code == 302
    assert client.post(reverse("portal:women"), ASKED).status_code == 422
    assert len(requests()) == 5


def test_home_leads_there_and_the_offline_worker_does_not_keep_it(client, world):
    assert f'href="{reverse("portal:women")}"' in client.get(reverse("portal:home")).content.decode()
    assert reverse("portal:women") not in client.get("/service-worker.js").content.decode()
