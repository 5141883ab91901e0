"""Whatever staff read of a citizen is written down: who, when, what; auditors and administrators read the record."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from sunwai.accounts.models import AccessLog, User
from sunwai.grievances.actions.work import resolve
from sunwai.messages.models import Message


def browser(user) -> Client:
    User.objects.filter(pk=user.pk).update(is_demo=True)  # spared the second factor
    client = Client()
    client.force_login(user)
    return client


def readings():
    return list(AccessLog.objects.order_by("pk").values_list("user__username", "what", "case_id", "reason"))


@pytest.fixture
def case(world):
    return world.register()


def test_a_search_leaves_its_words(world, case):
    je = browser(world.officer("je"))
    je.get("/office/search/", {"q": "सीता बाई"})
    je.get("/office/search/", {"q": ""})

    assert readings() == [("je", "search", None, "सीता बाई")]


def test_an_officers_list_names_no_citizen_and_so_leaves_nothing(world, case):
    text = browser(world.officer("je")).get("/office/").content.decode()

    assert case.spoken_reference in text
    for secret in (world.citizen.mobile, world.citizen.masked_mobile, world.citizen.name, case.text):
        assert secret not in text
    assert readings() == []


def test_a_case_and_a_caller_leave_theirs(world, case):
    browser(world.officer("je")).get(f"/office/c/{case.reference}/")
    agent = browser(world.agent)
    call = agent.post("/desk/", {"mobile": world.citizen.mobile}).url
    agent.get(f"{call}case/{case.reference}/")

    assert readings() == [
        ("je", "case", case.pk, ""),
        ("agent", "caller", None, ""),
        ("agent", "case", case.pk, ""),
    ]


def test_the_floor_leaves_one_when_it_is_opened_not_when_it_refreshes_itself(world, case, now):
    je = world.officer("je")
    resolve(grievance=case, words="हो गया", proof=[world.photo(je)], actor=je, now=now)
    floor = browser(world.supervisor)

    floor.get("/floor/today/")
    floor.get("/floor/today/", headers={"sec-fetch-dest": "empty"})

    assert readings() == [("supervisor", "floor", case.pk, "")]


def test_an_administrator_who_opens_a_message_leaves_one_and_sees_neither_number_nor_text(world, case):
    message = Message.objects.get(case_id=case.pk)
    admin = browser(world.administrator)

    text = admin.get(reverse("admin:sunwai_messages_message_change", args=[message.pk])).content.decode()

    assert readings() == [("administrator", "message", case.pk, "")]
    assert message.to not in text
    assert message.text not in text


@pytest.mark.parametrize("reader", ["auditor", "administrator"])
def test_the_record_is_read_by_auditors_and_administrators(world, case, reader):
    browser(world.officer("je")).get(f"/office/c/{case.reference}/")

    page = browser(getattr(world, reader)).get(reverse("admin:accounts_accesslog_changelist"))

    assert page.status_code == 200
    assert [(row.user.username, row.what, row.case_id) for row in page.context["cl"].result_list] == [
        ("je", "case", case.pk)
    ]
    assert "एक प्रकरण" in page.content.decode()


def test_an_auditor_finds_the_way_to_the_record(world):
    text = browser(world.auditor).get("/office/").content.decode()

    assert f'href="{reverse("admin:accounts_accesslog_changelist")}"' in text


@pytest.mark.parametrize(
    "page", ["accounts_user_changelist", "core_setting_changelist", "places_place_changelist"]
)
def test_an_auditor_sees_nothing_else_of_the_administration(world, page):
    assert browser(world.auditor).get(reverse(f"admin:{page}")).status_code == 403
