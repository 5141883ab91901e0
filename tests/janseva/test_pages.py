"""The pages: the agent's on the call, the applicant's behind the link, the officer's, and the one that tells genuine."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from sunwai.accounts.models import User
from sunwai.citizens.codes import issue_code
from sunwai.core import clock
from sunwai.gateways.land_records.simulator import land_of
from sunwai.grievances.actions.interactions import start_interaction
from sunwai.janseva.actions.deciding import revoke_certificate
from sunwai.janseva.enums import State
from sunwai.janseva.errors import OutsideFailed
from sunwai.janseva.links import token_of
from sunwai.janseva.models import Application
from sunwai.janseva.ports import Identity, OutsideRefused, OutsideUnreachable
from sunwai.janseva.selectors import open_paper
from sunwai.web.middleware import CITIZEN_KEY
from tests.janseva.office import INCOME

AADHAAR = "234123412346"
pytestmark = pytest.mark.usefixtures("now")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def uidai(settings):
    """An agency that knows one person; `answer` may be an error."""
    settings.PROVIDERS = settings.PROVIDERS | {"identity": ["tests.janseva.test_pages:Uidai"]}
    Uidai.answer = None
    return Uidai


class Uidai:
    answer: Exception | None = None

    def send_code(self, *, aadhaar, transaction):
        if self.answer:
            raise self.answer

    def confirm(self, *, aadhaar, code, transaction):
        if self.answer or code != "111111":
            raise self.answer or OutsideRefused("400")
        return Identity(reference="vault", aadhaar_end=aadhaar[-4:], name="Sita Bai Uikey")


def link_page(application):
    return f"/en/s/{token_of(application.links.latest('pk'))}/"


def as_staff(client, user):
    User.objects.filter(pk=user.pk).update(is_demo=True)  # spared the second factor
    client.force_login(user)
    return client


def as_citizen(client, citizen):
    session = client.session
    session[CITIZEN_KEY] = citizen.pk
    session.save()
    return client


def test_from_the_link_to_the_officer(client, office, uidai):
    application = office.take()
    page = link_page(application)
    assert client.get(page).url == f"{page}identity/"
    asked = client.post(f"{page}identity/", {"aadhaar": "2341 2341 2346", "agreed": "on"})
    sealed = asked.context["form"].initial["sealed"]
    assert AADHAAR not in asked.content.decode()
    client.post(f"{page}identity/", {"sealed": sealed, "code": "111111"})
    shown = client.get(page)
    assert "xxxx xxxx 2346" in shown.content.decode()
    assert "₹48,000" not in shown.content.decode()  # it stands in a field, as digits
    typed = INCOME | {"applicant_name": "Sita Bai Uikey", "income": "50000"}
    coded = client.post(page, typed | {"do": "code"})
    assert 'value="50000"' in coded.content.decode()
    code = issue_code(mobile=application.citizen.mobile, now=clock.now())
    sent = client.post(page, typed | {"do": "confirm", "declared": "on", "code": code})
    application.refresh_from_db()
    assert application.state == State.WITH_OFFICER
    assert application.spoken_reference in sent.content.decode()
    assert client.get(page).status_code == 404
    assert client.get(f"/en/s/mine/{application.reference}/").status_code == 200  # the code signed them in


def test_what_was_typed_survives_every_error(client, office):
    application = office.identify(office.take())
    page = link_page(application)
    typed = INCOME | {"applicant_name": "Sita", "income": "many", "guardian_name": "Ramlal the elder"}
    answer = client.post(page, typed | {"do": "confirm", "declared": "on", "code": "000000"})
    assert answer.status_code == 422
    assert "Ramlal the elder" in answer.content.decode()
    application.refresh_from_db()
    assert application.state == State.LINK_SENT


@pytest.mark.parametrize(
    ("number", "error"),
    [
        ("123", None),
        ("234123412345", None),
        (AADHAAR, OutsideRefused("998")),
        (AADHAAR, OutsideUnreachable()),
    ],
)
def test_e_kyc_that_fails_says_so_and_notes_nothing(client, office, uidai, number, error):
    uidai.answer = error
    application = office.take()
    answer = client.post(f"{link_page(application)}identity/", {"aadhaar": number, "agreed": "on"})
    assert answer.status_code == 422
    assert AADHAAR not in answer.content.decode() or number == AADHAAR
    application.refresh_from_db()
    assert not application.identity_reference


def test_what_another_application_sealed_is_worth_nothing(client, office, uidai):
    first, second = office.take(), office.take()
    asked = client.post(f"{link_page(first)}identity/", {"aadhaar": AADHAAR, "agreed": "on"})
    sealed = asked.context["form"].initial["sealed"]
    answer = client.post(f"{link_page(second)}identity/", {"sealed": sealed, "code": "111111"})
    assert answer.status_code == 422
    second.refresh_from_db()
    assert not second.identity_reference


def test_no_aadhaar_number_is_kept_anywhere(client, office, uidai, caplog):
    from django.apps import apps

    application = office.take()
    page = f"{link_page(application)}identity/"
    sealed = client.post(page, {"aadhaar": AADHAAR, "agreed": "on"}).context["form"].initial["sealed"]
    client.post(page, {"sealed": sealed, "code": "111111"})
    for model in apps.get_models():
        for row in model._default_manager.all()[:200].values():
            assert AADHAAR not in str(row), model
    assert AADHAAR not in caplog.text


# ── The agent ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def call(office):
    return start_interaction(mobile=office.world.citizen.mobile, agent=office.world.agent, now=clock.now())


def test_an_agent_takes_an_application_on_the_call(client, office, call):
    as_staff(client, office.world.agent)
    page = reverse("desk:service", args=[call.pk])
    assert "Income certificate" in client.get(page).content.decode()
    typed = INCOME | {"applicant_name": "Sita Bai", "place_text": "rampayli"}
    found = client.post(f"{page}?service=income-certificate", typed | {"do": "place"}).content.decode()
    assert f'value="{office.world.village.pk}"' in found
    assert "Sita Bai" in found
    answer = client.post(
        f"{page}?service=income-certificate", typed | {"place": office.world.village.pk, "do": "take"}
    )
    application = Application.objects.get()
    assert answer.url == reverse("desk:service-taken", args=[call.pk, application.reference])
    assert application.spoken_reference in client.get(answer.url).content.decode()
    assert application.taken_by == office.world.agent


def test_without_a_place_nothing_is_taken_and_nothing_is_lost(client, office, call):
    as_staff(client, office.world.agent)
    page = f"{reverse('desk:service', args=[call.pk])}?service=income-certificate"
    answer = client.post(page, INCOME | {"applicant_name": "Sita Bai", "do": "take"})
    assert answer.status_code == 422
    assert "Sita Bai" in answer.content.decode()
    assert not Application.objects.exists()


# ── The officer ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def khasra_page(client, office, call, settings):
    """The questions of a khasra copy, where the invented land is the record."""
    settings.PROVIDERS = settings.PROVIDERS | {"land_records": ["tests.janseva.test_land:Land"]}
    as_staff(client, office.world.agent)
    return f"{reverse('desk:service', args=[call.pk])}?service=khasra-copy"


def khasra(office, **typed):
    return {"applicant_name": "Sita Bai", "place": office.world.village.pk, "copy": "plain"} | typed


def test_land_is_found_by_its_owner_and_chosen(client, office, khasra_page):
    parcel = land_of(office.world.village.code)[7]
    owner = parcel["owners"][0]
    shown = client.post(khasra_page, khasra(office, parcel_text=owner, do="land")).content.decode()
    assert f"{parcel['khasra']} · {owner}" in shown
    client.post(khasra_page, khasra(office, parcel_text=owner, parcel=parcel["khasra"], do="take"))
    assert Application.objects.get().answers["parcel"] == parcel["khasra"]


def test_a_whole_number_need_not_be_chosen(client, office, khasra_page):
    number = land_of(office.world.village.code)[0]["khasra"]
    client.post(khasra_page, khasra(office, parcel_text=number.replace("1", "१"), do="take"))
    assert Application.objects.get().answers["parcel"] == number


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"parcel_text": "nobody", "do": "land"}, "has nothing by this"),
        ({"parcel_text": "1/1", "place": "", "do": "land"}, "find the village first"),
        ({"parcel_text": "nobody", "do": "take"}, "find the land and choose it"),
        ({"parcel_text": "", "do": "take"}, "find the land and choose it"),
        ({"parcel_text": "999", "do": "take"}, "no khasra with this number"),
        ({"parcel": "999", "do": "take"}, "no khasra with this number"),
    ],
)
def test_land_that_is_not_there_is_said_and_nothing_is_taken(client, office, khasra_page, typed, told):
    answer = client.post(khasra_page, khasra(office, **typed)).content.decode()
    assert told in answer
    assert "Sita Bai" in answer
    assert not Application.objects.exists()


def test_a_land_record_that_does_not_answer_is_said(client, office, khasra_page, monkeypatch):
    def down(*_given, **_named):
        raise OutsideUnreachable

    monkeypatch.setattr("tests.janseva.test_land.Land.find", down)
    monkeypatch.setattr("tests.janseva.test_land.Land.record", down)
    for do in ("land", "take"):
        answer = client.post(khasra_page, khasra(office, parcel_text="1/1", do=do)).content.decode()
        assert str(OutsideFailed()) in answer
    assert not Application.objects.exists()


def test_the_officer_sanctions_from_the_table(client, office):
    application = office.submitted()
    as_staff(client, office.tehsildar)
    assert application.spoken_reference in client.get(reverse("office:services")).content.decode()
    address = reverse("office:service-act", args=[application.reference, "sanction"])
    assert client.post(address, {}).status_code == 422
    client.post(address, {"sure": "on"})
    application.refresh_from_db()
    assert application.state == State.SANCTIONED


def test_a_refusal_without_words_comes_back(client, office):
    application = office.submitted()
    as_staff(client, office.tehsildar)
    address = reverse("office:service-act", args=[application.reference, "reject"])
    answer = client.post(address, {"reason": "not_true", "words": ""})
    assert answer.status_code == 422
    client.post(address, {"reason": "not_true", "words": "The income is higher"})
    application.refresh_from_db()
    assert application.state == State.REJECTED
    shown = as_citizen(client, application.citizen).get(
        reverse("portal:application", args=[application.reference])
    )
    assert "The income is higher" in shown.content.decode()


def test_another_officer_finds_nothing(client, office):
    application = office.submitted()
    as_staff(client, office.sdo)
    assert client.get(reverse("office:service", args=[application.reference])).status_code == 404


# ── Genuine? ─────────────────────────────────────────────────────────────────────────────────────────────


def check(client, certificate, pdf):
    address = reverse("portal:verify-code", args=[certificate.code])
    return client.post(address, {"file": SimpleUploadedFile("x.pdf", pdf)}).context["finding"]


def test_the_page_shows_what_was_issued(client, office):
    certificate = office.issued()
    shown = client.get(reverse("portal:verify-code", args=[certificate.code])).content.decode()
    assert "Sita Bai" in shown
    assert "₹" not in shown or "48,000" in shown


def test_the_very_file_is_genuine_and_a_changed_one_is_not(client, office):
    certificate = office.issued()
    pdf = open_paper(certificate)
    assert check(client, certificate, pdf) == "genuine"
    changed = pdf.replace(b"/Title", b"/Titel", 1)
    assert changed != pdf
    assert check(client, certificate, changed) == "changed"
    assert check(client, certificate, b"%PDF-1.7 hello") == "not_ours"


def test_the_list_says_that_a_paper_is_void(client, office):
    application = office.issued().application
    as_citizen(client, application.citizen)
    assert "Ready" in client.get("/en/s/mine/").content.decode()
    revoke_certificate(application=application, words="x", actor=office.tehsildar, now=clock.now())
    assert "This paper was revoked" in client.get("/en/s/mine/").content.decode()


def test_a_revoked_one_says_so(client, office):
    certificate = office.issued()
    pdf = open_paper(certificate)
    revoke_certificate(
        application=certificate.application, words="x", actor=office.tehsildar, now=clock.now()
    )
    assert check(client, certificate, pdf) == "revoked"
    shown = client.get(reverse("portal:verify-code", args=[certificate.code])).content.decode()
    assert "Do not rely on it" in shown


def test_an_unknown_code_is_told(client, office):
    answer = client.get(reverse("portal:verify-code", args=["aaaabbbbccccdddd"]))
    assert answer.status_code == 404
    assert "We do not know this code" in answer.content.decode()


def test_only_the_applicant_saves_the_paper(client, office):
    certificate = office.issued()
    address = reverse("portal:paper", args=[certificate.application.reference])
    assert client.get(address).status_code == 302
    assert as_citizen(client, office.world.new_citizen()).get(address).status_code == 404
    saved = as_citizen(client, office.world.citizen).get(address)
    assert saved.content == open_paper(certificate)
    assert Application.objects.count() == 1
