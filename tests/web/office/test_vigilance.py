"""Vigilance officers at their screens: queue, two-person reading of an identity, evidence, hand-over, figures."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.base import ContentFile

from sunwai.accounts.models import AccessLog
from sunwai.accounts.roles import Role
from sunwai.core import options
from sunwai.core.actors import SYSTEM
from sunwai.core.models import Setting
from sunwai.files.actions import store_upload
from sunwai.files.models import CustodyEntry, Original
from sunwai.messages.enums import Channel
from sunwai.vigilance.actions.retaliation import report_retaliation
from tests.world import photo_file

HOLDER, SECOND = "district-vigilance", "division-vigilance"


@pytest.fixture
def photo(now, world):
    file = photo_file(size=(64, 48))
    content = file.read()
    file.seek(0)
    return store_upload(file=file, actor=SYSTEM, now=now), content


@pytest.fixture
def case(world, photo):
    return world.register(
        code="vigilance.bribe", accused_named="सहायक अभियंता", text="पैसे माँगे", uploads=(photo[0],)
    )


def page(office, who, case):
    return office.of(who).get(f"/office/vigilance/{case.reference}/")


def do(office, who, case, action, **typed):
    return office.of(who).post(f"/office/vigilance/{case.reference}/{action}/", typed)


def test_it_is_walked_by_two_people_and_shown_once(world, office, case):
    assert do(office, HOLDER, case, "ask", words="बयान लेना है").status_code == 302
    assert case.reference[:4] in office.of(SECOND).get("/office/vigilance/").text
    assert "बयान लेना है" in page(office, SECOND, case).text
    assert do(office, HOLDER, case, "approve").status_code == 422
    assert do(office, SECOND, case, "approve").status_code == 302

    shown = do(office, HOLDER, case, "open")

    assert world.citizen.mobile in shown.text
    assert shown["Cache-Control"].find("no-store") >= 0
    assert do(office, HOLDER, case, "open").status_code == 422
    assert world.citizen.mobile not in page(office, HOLDER, case).text
    assert AccessLog.objects.filter(what="seal").count() == 3


NODAL = "nodal-officer-cm-helpline"


@pytest.fixture
def nodal(world):
    user = world.officer(NODAL)
    user.roles = [*user.roles, Role.VIGILANCE]
    user.save()
    return user


def leave_the_holder_alone(world):
    for designation in (SECOND, "state-vigilance", "lokayukt"):
        world.vacate(designation)


def test_the_page_says_who_can_agree(world, office, case, nodal):
    text = page(office, HOLDER, case).text
    assert "कौन सहमति दे सकते हैं:" in text
    assert world.post(SECOND).label in text
    assert world.post(NODAL).label not in text
    leave_the_holder_alone(world)
    assert world.post(NODAL).label in page(office, HOLDER, case).text


def test_the_page_says_when_nobody_can(world, office, case):
    leave_the_holder_alone(world)
    assert "अभी सहमति देने वाला कोई और नहीं है" in page(office, HOLDER, case).text
    refused = do(office, HOLDER, case, "ask", words="बयान लेना है")
    assert refused.status_code == 422
    assert "इस पर सहमति देने वाला कोई और नहीं है" in refused.text


def test_a_second_found_upward_sees_the_request_alone_and_decides(world, office, case, nodal, photo):
    leave_the_holder_alone(world)
    assert page(office, NODAL, case).status_code == 404
    assert do(office, HOLDER, case, "ask", words="बयान लेना है").status_code == 302

    assert case.reference[:4] in office.of(NODAL).get("/office/vigilance/").text
    text = page(office, NODAL, case).text
    assert "बयान लेना है" in text
    for hidden in (
        case.text,
        "सहायक अभियंता",
        "SHA-256",
        "/evidence/",
        "/ask/",
        "/open/",
        f"/c/{case.reference}",
    ):
        assert hidden not in text, hidden
    original = Original.objects.get()
    assert (
        office.of(NODAL).get(f"/office/vigilance/{case.reference}/evidence/{original.pk}/").status_code == 404
    )
    assert office.of(NODAL).get(f"/office/{case.reference}/").status_code == 404
    assert do(office, NODAL, case, "hand-over", agency="lokayukta", words="x").status_code == 422

    answer = do(office, NODAL, case, "approve")
    assert answer["Location"] == "/office/vigilance/"
    assert page(office, NODAL, case).status_code == 404
    assert world.citizen.mobile in do(office, HOLDER, case, "open").text


def test_the_office_page_shows_no_way_around(world, office, case):
    assert "/office/vigilance/" in office.page(HOLDER, case).text
    answer = office.of(HOLDER).post(f"/office/c/{case.reference}/citizen/", {"reason": "x"})
    assert answer.status_code == 422
    assert world.citizen.mobile not in answer.text


@pytest.mark.parametrize("who", ["ae", "je", "md", "patwari"])
def test_officers_without_the_permission_find_no_page(office, case, who):
    assert page(office, who, case).status_code == 403
    assert do(office, who, case, "ask", words="x").status_code == 403


def test_an_accused_vigilance_officer_finds_no_case(world, office):
    case = world.register(code="vigilance.bribe", accused_post=world.post(HOLDER))
    assert page(office, HOLDER, case).status_code == 404
    for action in ("ask", "approve", "open", "accused", "hand-over"):
        assert do(office, HOLDER, case, action, words="x", agency="eow", suspect="0").status_code == 404
    assert case.spoken_reference not in office.of(HOLDER).get("/office/vigilance/").text
    assert page(office, SECOND, case).status_code == 200


def test_suspects_are_listed_and_decided(world, office, case):
    queue = office.of(HOLDER).get("/office/vigilance/").text
    assert "आरोपी तय करना है" in queue
    suspect = case.suspects.get()
    assert do(office, HOLDER, case, "accused", suspect=suspect.pk).status_code == 422
    assert do(office, HOLDER, case, "accused", suspect=suspect.pk, words="आदेश देखा").status_code == 302
    case.refresh_from_db()
    assert case.accused_post == world.post("ae")


def test_a_threat_stands_first_in_the_queue_and_is_answered(world, office, case, now):
    report_retaliation(grievance=case, words="धमकी दी", channel=Channel.PORTAL, actor=world.citizen, now=now)
    assert "धमकी" in office.of(SECOND).get("/office/vigilance/").text
    assert do(office, SECOND, case, "answer", words="थाने को लिखा").status_code == 302
    assert office.of(SECOND).get("/office/vigilance/").context["retaliations"].count() == 0


def test_evidence_is_saved_as_it_arrived_and_each_opening_is_in_its_custody(office, case, photo):
    upload, content = photo
    address = f"/office/vigilance/{case.reference}/evidence/{upload.pk}/"
    answer = office.of(HOLDER).get(address)
    assert answer.content == content
    assert "attachment" in answer["Content-Disposition"]
    assert list(CustodyEntry.objects.values_list("kind", flat=True)) == ["received", "viewed"]
    original = Original.objects.get()
    assert original.hex in page(office, HOLDER, case).text
    original.file.storage.delete(original.file.name)
    original.file.storage.save(original.file.name, ContentFile(b"something else"))

    assert office.of(HOLDER).get(address).status_code == 409
    assert CustodyEntry.objects.last().kind == "broken"
    for who in ("ae", "je", "md"):
        assert office.of(who).get(address).status_code == 403


def test_evidence_of_another_case_does_not_open_through_this_one(world, office, case, photo):
    other = world.register(code="vigilance.bribe")
    assert (
        office.of(HOLDER).get(f"/office/vigilance/{other.reference}/evidence/{photo[0].pk}/").status_code
        == 404
    )


def test_it_is_handed_over_as_a_package(office, case):
    assert do(office, HOLDER, case, "hand-over", agency="", words="x").status_code == 422
    assert do(office, HOLDER, case, "hand-over", agency="lokayukta", words="ट्रैप के लिए").status_code == 302
    handed = case.handovers.get()
    answer = office.of(HOLDER).get(f"/office/vigilance/{case.reference}/package/{handed.pk}/")
    assert "manifest.json" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert "लोकायुक्त" in page(office, HOLDER, case).text


def test_figures_show_no_small_count_and_name_nobody(world, office, case):
    text = office.of(HOLDER).get("/office/vigilance/figures/").text
    assert "बहुत कम" in text
    assert case.reference not in text
    Setting.objects.create(key="vigilance.smallest_count", value=2)
    options.forget()
    for _ in range(2):
        world.register(code="vigilance.bribe", accused_post=world.post("je"), citizen=world.new_citizen())
    figures = office.of(HOLDER).get("/office/vigilance/figures/").context["tables"]
    districts = dict(figures)["जिला"]
    assert [(line.name, line.count) for line in districts] == [("बालाघाट", 3)]


def test_one_hidden_line_hides_a_second(db):
    from sunwai.vigilance.selectors import _hidden

    assert _hidden([3, 12, 40]) == {3, 12}
    assert _hidden([3, 4, 40]) == {3, 4}
    assert _hidden([12, 40]) == set()
