"""A complaint is written down, read back and registered; nothing typed is ever lost."""

from __future__ import annotations

import pytest
from django.urls import reverse

from sunwai.accounts.models import AccessLog
from sunwai.citizens.models import Citizen
from sunwai.core.reference import spaced
from sunwai.grievances.models import Draft, Grievance, Supporter
from sunwai.language import speak_digits
from sunwai.messages.enums import Channel
from sunwai.vigilance.models import Retaliation

pytestmark = pytest.mark.django_db

MOBILE = "9876543210"


def test_a_call_becomes_a_case_with_its_number_told(desk, world):
    call = desk.take("+91 98765 43210")
    token = desk.token(call)
    assert desk.send(call, token, do="read", **desk.complaint()).url.endswith("?step=read")
    page = desk.get(call, step="read").content.decode()
    assert "तीन दिन से बिजली नहीं आ रही" in page
    assert "कनिष्ठ अभियंता, वारासिवनी" in page
    assert not Grievance.objects.exists()

    answer = desk.send(call, token, do="register")
    case = Grievance.objects.get()
    assert (case.channel, case.citizen.mobile, case.citizen.name) == (Channel.CALL, MOBILE, "राधा बाई")
    assert case.landmark == "पीपल के पास"
    assert case.post == world.post("je")
    assert case.events().first().actor_id == world.agent.pk
    page = desk.client.get(answer.url).content.decode()
    assert spaced(case.reference) in page
    assert speak_digits(spaced(case.reference), "hi") in page


def test_registering_twice_makes_one_case(desk):
    call = desk.take(MOBILE)
    token = desk.token(call)
    desk.send(call, token, do="read", **desk.complaint())
    first = desk.send(call, token, do="register")
    assert desk.send(call, token, do="register").url == first.url
    assert Grievance.objects.count() == 1


def test_a_second_complaint_in_the_same_call_begins_empty(desk):
    call = desk.take(MOBILE)
    desk.send(call, do="register", **desk.complaint())
    page = desk.get(call).content.decode()
    assert "तीन दिन से बिजली" not in page.split('id="complaint"')[1].split("</form>")[0]
    assert "राधा बाई" in page
    desk.send(call, do="register", **desk.complaint(text="ट्रांसफार्मर जल गया", category="energy.transformer"))
    assert Grievance.objects.count() == 2


def test_what_is_missing_is_said_and_the_rest_is_kept(desk):
    call = desk.take(MOBILE)
    answer = desk.send(call, do="register", **desk.complaint(place=""))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "तीन दिन से बिजली नहीं आ रही" in page
    assert "पीपल के पास" in page
    assert 'id="id_place"' in page
    assert not Grievance.objects.exists()
    assert "पीपल के पास" in desk.get(call).content.decode(), "a reload keeps it too"


def test_reading_back_an_empty_form_names_only_what_is_missing(desk):
    call = desk.take(MOBILE)
    desk.get(call)
    errors = desk.get(call, step="read").context["complaint"].errors
    assert set(errors) == {"text", "category", "place"}


def test_what_was_typed_survives_an_expired_sign_in(desk, world):
    call = desk.take(MOBILE)
    token = desk.token(call)
    desk.client.logout()
    answer = desk.send(call, token, do="read", **desk.complaint())
    assert answer.status_code == 302
    assert "/staff/login" in answer.url
    desk.client.force_login(world.agent)
    assert "तीन दिन से बिजली नहीं आ रही" in desk.get(call).content.decode()


def test_a_forged_draft_name_writes_nothing(desk, world):
    call = desk.take(MOBILE)
    draft = Draft.objects.get() if Draft.objects.exists() else None
    desk.client.logout()
    desk.client.post(desk.url(call), {"draft": str(draft.pk) if draft else "x", "text": "forged"})
    assert not Draft.objects.filter(data__text="forged").exists()


def test_the_script_saves_while_typing(desk):
    call = desk.take(MOBILE)
    assert desk.send(call, do="keep", text="आधा वाक्य").status_code == 204
    assert "आधा वाक्य" in desk.get(call).content.decode()


def test_a_suggestion_and_a_place_are_picked_by_button(desk, world):
    call = desk.take(MOBILE)
    desk.send(call, do="place", text="बिजली नहीं", place_text="rampayli", category="")
    page = desk.get(call, at="place").content.decode()
    assert f'name="pick_place" value="{world.village.pk}"' in page
    desk.send(call, pick_place=world.village.pk, place="", place_text="rampayli")
    desk.send(call, pick_category="energy.no-supply")
    draft = Draft.objects.get()
    assert draft.data["place"] == str(world.village.pk)
    assert draft.data["place_text"] == ""
    assert draft.data["category"] == "energy.no-supply"
    page = desk.get(call).content.decode()
    assert "कनिष्ठ अभियंता, वारासिवनी" in page, "where it goes is shown as soon as it is known"


def test_places_and_subjects_as_json(desk, world, monkeypatch):
    found = desk.client.get(reverse("desk:places"), {"q": "रामपायली", "district": world.district.pk}).json()
    assert [offer["value"] for offer in found["offers"]] == [world.village.pk]
    assert desk.client.get(reverse("desk:places"), {"q": "रामपायली", "district": "²"}).status_code == 200
    assert desk.client.get(reverse("desk:places"), {"q": "a"}).json() == {"offers": []}
    assert desk.client.get(reverse("desk:suggest"), {"q": ""}).json() == {"offers": []}


def test_only_subjects_in_use_here_are_suggested(desk, monkeypatch):
    from sunwai.grievances.suggestion import Suggestion
    from sunwai.web.desk import offers

    likely = [
        Suggestion("not.here", 0.5),
        Suggestion("vigilance.bribe", 0.3),
        Suggestion("energy.no-supply", 0.2),
    ]
    monkeypatch.setattr(offers, "suggest_categories", lambda text: likely)
    for kind, code in (("complaint", "energy.no-supply"), ("corruption", "vigilance.bribe")):
        found = desk.client.get(reverse("desk:suggest"), {"q": "बिजली", "kind": kind}).json()
        assert [offer["value"] for offer in found["offers"]] == [code]


def test_questions_of_the_subject_are_asked_before_reading_back(desk, world):
    category = world.category()
    category.questions = [
        {"code": "since", "kind": "number", "hi": "कितने दिन से?", "en": "For how many days?"}
    ]
    category.save()
    call = desk.take(MOBILE)
    token = desk.token(call)
    desk.send(call, token, do="read", **desk.complaint())
    answer = desk.client.get(f"{desk.url(call)}?step=read")
    assert answer.status_code == 302
    assert "at=rest" in answer.url
    assert "कितने दिन से?" in desk.client.get(answer.url).content.decode()
    desk.send(call, token, do="read", q_since="तीन", **desk.complaint())
    assert desk.send(call, token, do="register").status_code == 422, "an answer that is no number is refused"
    desk.send(call, token, do="read", q_since="३", **desk.complaint())
    assert "कितने दिन से?" in desk.get(call, step="read").content.decode()
    desk.send(call, token, do="register")
    assert Grievance.objects.get().answers == {"since": 3}


def test_kind_and_subject_must_fit(desk):
    call = desk.take(MOBILE)
    answer = desk.send(call, do="register", **desk.complaint(category="vigilance.bribe"))
    assert answer.status_code == 422
    assert not Grievance.objects.exists()


def test_a_corruption_case_is_registered_and_then_leaves_no_trace_at_the_desk(desk, world):
    call = desk.take(MOBILE)
    desk.send(call, **desk.complaint(kind="corruption"))
    typed = desk.complaint(kind="corruption", category="vigilance.bribe", text="रिश्वत माँगी")
    answer = desk.send(call, do="register", accused_post=world.post("je").pk, **typed)
    case = Grievance.objects.get()
    assert case.citizen is None
    assert case.accused_post == world.post("je")
    assert spaced(case.reference) in desk.client.get(answer.url).content.decode(), (
        "the caller is told the number"
    )

    draft = case.draft
    assert (draft.data, draft.agent, draft.citizen) == ({}, None, None), (
        "the draft has forgotten whose it was"
    )

    for page in (desk.get(call), desk.get(call, number=case.reference)):
        assert spaced(case.reference) not in page.content.decode()
        assert "रिश्वत" not in page.content.decode().split("id_category")[0]
    assert desk.get(call, "case", case.reference).status_code == 404
    assert desk.client.post(desk.url(call, "join", case.reference)).status_code == 404
    wrap_up = {"end-kind": "corruption", "end-disposition": "registered", "end-case": case.reference}
    desk.client.post(desk.url(call, "end"), wrap_up)
    call.refresh_from_db()
    assert call.ended_at
    assert call.grievance is None
    again = desk.take(MOBILE)
    assert desk.get(again).context["caller"].contacts == []


def test_a_threat_for_a_corruption_complaint_is_written_down_blindly(desk, world):
    own = world.register(code="vigilance.bribe", text="रिश्वत माँगी")
    of_another = world.register(code="vigilance.bribe", citizen=world.new_citizen())
    ordinary = world.register()
    call = desk.take(world.citizen.mobile)

    for number in (of_another.reference, ordinary.reference, "123"):
        refused = desk.client.post(desk.url(call, "threat"), {"number": number, "words": "धमकाया"})
        assert refused.status_code == 422
        assert "धमकाया" in refused.content.decode(), "what was typed stays"
    assert not Retaliation.objects.exists()

    done = desk.client.post(desk.url(call, "threat"), {"number": own.spoken_reference, "words": "धमकाया"})

    assert done.status_code == 302
    assert Retaliation.objects.get().grievance == own
    assert own.events().last().actor_kind == "system"
    page = desk.get(call).content.decode()
    assert own.spoken_reference not in page
    assert "माँगी" not in page


def test_a_lookalike_is_joined_without_showing_its_words(desk, world):
    case = world.register(text="रमेश के घर के पास तार टूटा")
    call = desk.take(MOBILE)
    desk.send(call, **desk.complaint(text="तार टूटा है"))
    page = desk.get(call).content.decode()
    assert desk.url(call, "join", case.reference) in page
    assert "रमेश" not in page
    answer = desk.client.post(desk.url(call, "join", case.reference), {"draft": desk.token(call)})
    supporter = Supporter.objects.get()
    assert (supporter.grievance, supporter.citizen.mobile, supporter.citizen.name) == (
        case,
        MOBILE,
        "राधा बाई",
    )
    page = desk.client.get(answer.url)
    assert page.status_code == 200
    assert "रमेश" not in page.content.decode()
    assert "सीता" not in page.content.decode()
    assert page.context["wrap_up"].initial["disposition"] == "joined"
    refused = desk.client.post(desk.url(call, "act", case.reference, "note"), {"words": "x"})
    assert refused.status_code == 404, "another person's case takes no words from this caller"


def test_only_what_looks_alike_can_be_joined(desk, world):
    case = world.register(place=world.other_village)
    call = desk.take(MOBILE)
    desk.send(call, **desk.complaint())
    assert desk.client.post(desk.url(call, "join", case.reference)).status_code == 404
    assert not Supporter.objects.exists()


def test_opening_a_caller_is_written_down(desk, world):
    call = desk.take(world.citizen.mobile)
    desk.get(call)
    assert AccessLog.objects.filter(user=world.agent, what="caller", citizen_id=world.citizen.pk).exists()
    assert Citizen.objects.get(pk=world.citizen.pk).name == "सीता बाई"
