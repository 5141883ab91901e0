"""A citizen's app: signing in by a code, and what the portal can do."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from sunwai.accounts.models import ApiKey, ApiScope
from sunwai.citizens.models import AppSession, Citizen, OneTimeCode
from sunwai.citizens.sessions import SIGNER, begin_app_session, session_of, token_of
from sunwai.core import clock
from sunwai.core.errors import NotAllowed
from sunwai.files import originals
from sunwai.files.models import Original
from sunwai.grievances.actions.work import ask_citizen, resolve
from sunwai.grievances.enums import State
from sunwai.grievances.models import Draft, Grievance
from sunwai.messages.enums import Channel
from sunwai.messages.models import Message
from tests.world import photo_file

V1 = "/api/v1"


class App:
    """An app on a citizen's phone."""

    def __init__(self, client, world, scopes=(ApiScope.APP,)):
        self.client, self.world = client, world
        self.key, self.key_text = ApiKey.issue(name="App", scopes=list(scopes))
        self.token = ""

    def sign_in(self, citizen):
        self.token = token_of(begin_app_session(citizen=citizen, key=self.key, now=clock.now()))
        return self

    def ask(self, method, path, *, with_key=False, number="", **body):
        bearer = self.key_text if with_key else self.token
        more = {"idempotency-key": number} if number else {}
        headers = {"authorization": f"Bearer {bearer}", "accept-language": "en"} | more
        how = {} if method == "get" else {"content_type": "application/json"}
        return getattr(self.client, method)(f"{V1}{path}", body, headers=headers, **how)

    def say(self, case, name, **body):
        return self.ask("post", f"/citizen/grievances/{case.reference}/{name}", **body)

    def give(self, file=None):
        headers = {"authorization": f"Bearer {self.token}"}
        return self.client.post(f"{V1}/uploads", {"file": file or photo_file()}, headers=headers)

    def body(self, **changes):
        return {
            "category": "energy.no-supply",
            "place": self.world.village.code,
            "text": "तीन दिन से बिजली नहीं",
        } | changes


@pytest.fixture
def app(client, world):
    return App(client, world)


@pytest.fixture
def signed_in(app, world):
    return app.sign_in(world.citizen)


@pytest.fixture
def case(world):
    return world.register()


def kinds(case):
    return [event.kind for event in case.events()]


# ── Signing in ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_citizen_signs_in_with_the_code_that_was_sent(app, world):
    sent = app.ask("post", "/citizen/codes", with_key=True, mobile="98000 00001")
    code = re.search(r"\d{6}", Message.objects.latest("pk").text)[0]
    wrong = app.ask("post", "/citizen/tokens", with_key=True, mobile="9800000001", code="000000")
    answer = app.ask("post", "/citizen/tokens", with_key=True, mobile="9800000001", code=code)

    assert (sent.status_code, wrong.status_code, answer.status_code) == (204, 422, 201)
    assert wrong.json()["title"] == "wrong-code"
    app.token = answer.json()["token"]
    assert app.ask("get", "/citizen").json() == {
        "mobile": "9800000001",
        "name": "",
        "language": "en",
        "place": None,
    }
    assert answer.json()["expires_at"] == "2026-11-24T11:00:00+05:30"


def test_only_the_key_of_an_app_asks_for_codes(client, world):
    program = App(client, world, scopes=(ApiScope.FILE, ApiScope.READ))

    answer = program.ask("post", "/citizen/codes", with_key=True, mobile="9800000001")

    assert answer.status_code == 403
    assert not OneTimeCode.objects.exists()
    with pytest.raises(NotAllowed):
        begin_app_session(citizen=world.citizen, key=program.key, now=clock.now())


def test_codes_for_one_mobile_are_limited(app):
    answers = [app.ask("post", "/citizen/codes", with_key=True, mobile="9800000001") for _ in range(6)]

    assert [answer.status_code for answer in answers] == [204] * 5 + [429]


def _signed_out(app, now):
    assert app.ask("delete", "/citizen/tokens/current").status_code == 204


def _expired(app, now):
    AppSession.objects.update(signed_in_at=now - timedelta(days=2), expires_at=now)


def _revoked(app, now):
    ApiKey.objects.update(revoked_at=now)


def _of_another_scope(app, now):
    ApiKey.objects.update(scopes=[ApiScope.READ])


def _forged(app, now):
    app.token = f"citizen_{AppSession.objects.get().pk}:{'A' * 43}"


def _of_nothing(app, now):
    app.token = f"citizen_{SIGNER.sign('x')}"


def _a_key(app, now):
    app.token = app.key_text


@pytest.mark.parametrize(
    "spoil", [_signed_out, _expired, _revoked, _of_another_scope, _forged, _of_nothing, _a_key]
)
def test_a_token_that_is_not_good_opens_nothing(signed_in, world, now, spoil, case):
    spoil(signed_in, now)

    for method, path in (
        ("get", "/citizen"),
        ("get", "/citizen/grievances"),
        ("post", "/citizen/grievances"),
    ):
        assert signed_in.ask(method, path, **signed_in.body()).status_code == 401
    assert signed_in.give().status_code in {401, 403}
    assert Grievance.objects.count() == 1


def test_a_token_is_renewed_until_the_code_is_too_long_ago(signed_in, world, now):
    old = signed_in.token
    with clock.frozen(now + timedelta(hours=23)):
        answer = signed_in.ask("post", "/citizen/tokens/renewed")
        assert answer.status_code == 201
        assert session_of(old, clock.now()) is None
    AppSession.objects.filter(ended_at=None).update(signed_in_at=now - timedelta(days=91))
    signed_in.token = answer.json()["token"]

    assert signed_in.ask("post", "/citizen/tokens/renewed").json()["title"] == "sign-in-again"


def test_a_citizens_token_is_no_key(signed_in, case):
    for method, path in (
        ("get", "/grievances"),
        ("get", f"/grievances/{case.reference}"),
        ("get", "/department/grievances"),
        ("get", "/departments"),
    ):
        assert signed_in.ask(method, path).status_code == 401


def test_who_one_is_can_be_changed_in_part(signed_in, world):
    changed = signed_in.ask("patch", "/citizen", language="en", place=world.village.code)
    refused = signed_in.ask("patch", "/citizen", name="और कोई", place="village:nowhere")

    assert changed.json()["place"]["code"] == world.village.code
    assert refused.json()["title"] == "unknown-place"
    world.citizen.refresh_from_db()
    assert (world.citizen.name, world.citizen.language) == ("सीता बाई", "en")


# ── Cases ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_case_is_filed_with_a_photo_and_sent_again_is_the_same(signed_in, world):
    photo = signed_in.give().json()["id"]
    body = signed_in.body(uploads=[photo])

    answers = [signed_in.ask("post", "/citizen/grievances", number="n1", **body) for _ in range(2)]

    case = Grievance.objects.get()
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert (case.channel, case.citizen) == (Channel.APP, world.citizen)
    assert [file["id"] for file in answers[0].json()["files"]] == [photo]
    assert answers[0].json()["possible"] == ["note"]


def test_a_sealed_case_sent_again_is_the_same_and_names_nobody(signed_in, world):
    body = signed_in.body(category="vigilance.bribe", kind="corruption")

    first, again = (signed_in.ask("post", "/citizen/grievances", number="n1", **body) for _ in range(2))

    assert first.json()["reference"] == again.json()["reference"]
    assert Grievance.objects.get().citizen is None
    assert Draft.objects.get().citizen is None


def test_evidence_given_by_an_app_is_kept_as_it_arrived_and_names_nobody(signed_in):
    photo = signed_in.give().json()["id"]
    body = signed_in.body(category="vigilance.bribe", kind="corruption", uploads=[photo])
    assert signed_in.ask("post", "/citizen/grievances", **body).status_code == 201

    case, original = Grievance.objects.get(), Original.objects.get()
    assert str(original.pk) == photo
    assert originals.verified(original)[:2] == b"\xff\xd8"
    assert case.events().first().data["sha256"] == {photo: original.hex}
    assert [(entry.case_id, entry.kind) for entry in original.custody.all()] == [(case.pk, "received")]
    assert original.upload.uploaded_by_id is None


def test_what_is_refused_leaves_nothing_behind(signed_in):
    answer = signed_in.ask("post", "/citizen/grievances", number="n1", **signed_in.body(text="  "))

    assert answer.json()["field"] == "text"
    assert not Grievance.objects.exists()
    assert not Draft.objects.exists()


def test_one_number_of_two_citizens_is_two_cases(signed_in, world):
    signed_in.ask("post", "/citizen/grievances", number="n1", **signed_in.body())
    signed_in.sign_in(world.new_citizen())
    signed_in.ask("post", "/citizen/grievances", number="n1", **signed_in.body())

    assert Grievance.objects.count() == 2


def test_the_file_of_another_cannot_be_given(signed_in, world):
    foreign = world.photo(world.new_citizen())

    answer = signed_in.ask("post", "/citizen/grievances", **signed_in.body(uploads=[str(foreign.pk)]))

    assert answer.json()["title"] == "unknown-upload"
    assert not Grievance.objects.exists()


def test_what_is_no_photo_is_refused(signed_in, tmp_path):
    script = tmp_path / "x.jpg"
    script.write_bytes(b"#!/bin/sh")
    with script.open("rb") as file:
        assert signed_in.give(file).json()["title"] == "file-refused"


def test_own_cases_are_listed_and_nobody_elses(signed_in, world, case):
    others = world.register(citizen=world.new_citizen())

    listed = signed_in.ask("get", "/citizen/grievances").json()["items"]

    assert [row["reference"] for row in listed] == [case.reference]
    assert signed_in.ask("get", f"/citizen/grievances/{others.reference}").status_code == 404
    assert signed_in.ask("get", f"/citizen/grievances/{others.reference}/timeline").status_code == 404
    assert signed_in.say(others, "note", words="x").status_code == 404
    assert kinds(others) == ["registered"]


def test_the_closure_question_is_answered_no_and_then_yes(signed_in, world, now, case):
    je = world.officer("je")
    resolve(grievance=case, words="हो गया", proof=[world.photo(je)], actor=je, now=now)
    asked = signed_in.ask("get", f"/citizen/grievances/{case.reference}").json()
    no = signed_in.say(case, "deny", reason="not_done", words="अब भी नहीं")
    ae = world.officer("ae")
    resolve(grievance=case, words="हो गया", proof=[world.photo(ae)], actor=ae, now=now)
    yes = signed_in.say(case, "confirm", rating=5)

    assert asked["possible"] == ["note", "confirm", "deny"]
    assert asked["standing"] == "Reported solved: is it really done?"
    assert (no.json()["state"], no.json()["level"]) == ("open", 2)
    assert (yes.json()["state"], yes.json()["rating"]) == ("closed_satisfied", 5)
    assert {event.channel for event in case.events() if event.actor_kind == "citizen"} == {
        Channel.PORTAL,
        Channel.APP,
    }


def test_the_officers_question_is_answered_with_a_photo(signed_in, world, now, case):
    ask_citizen(grievance=case, words="कौन सा खंभा?", actor=world.officer("je"), now=now)

    answer = signed_in.say(case, "answer", words="यह वाला", uploads=[signed_in.give().json()["id"]])

    assert (answer.json()["state"], len(answer.json()["files"])) == ("in_progress", 1)


@pytest.mark.parametrize("name", ["answer", "object", "object-to-kind", "reopen"])
def test_what_is_not_possible_now_is_refused(signed_in, case, name):
    assert signed_in.say(case, name, words="x").status_code == 403
    assert kinds(case) == ["registered"]


def test_a_closed_case_is_opened_again_once(signed_in, world, now, case):
    je = world.officer("je")
    resolve(grievance=case, words="हो गया", proof=[world.photo(je)], actor=je, now=now)
    signed_in.say(case, "confirm")

    assert signed_in.say(case, "reopen", words="फिर बंद").json()["state"] == "open"
    case.refresh_from_db()
    assert (case.state, case.level) == (State.OPEN, 2)


def test_only_what_is_offered_can_be_joined(signed_in, world, case):
    signed_in.sign_in(world.new_citizen())
    like = {"category": "energy.no-supply", "place": world.village.code, "text": "बिजली नहीं"}
    elsewhere = like | {"place": world.town.code}

    (offered,) = signed_in.ask("post", "/citizen/similar", **like).json()
    guessed = signed_in.say(case, "join", **elsewhere)
    assert guessed.status_code == 404
    assert signed_in.ask("get", f"/citizen/grievances/{case.reference}").status_code == 404
    joined = signed_in.say(case, "join", **like)

    assert (offered["reference"], offered["people"], offered["own"]) == (case.reference, 1, False)
    assert "text" not in offered
    assert (joined.status_code, joined.json()["supporter_count"]) == (200, 1)


def test_a_file_is_for_who_may_see_its_case(signed_in, world, client):
    photo = world.photo(world.citizen)
    world.register(uploads=(photo,))
    stranger = App(client, world).sign_in(world.new_citizen())

    own = signed_in.ask("get", f"/files/{photo.pk}")
    assert (own.status_code, own["Content-Disposition"]) == (200, "attachment")
    assert own["Content-Security-Policy"].startswith("default-src 'none'")
    assert stranger.ask("get", f"/files/{photo.pk}").status_code == 404
    assert signed_in.ask("get", f"/files/{photo.pk}", with_key=True).status_code == 403


def test_a_citizen_who_is_erased_takes_the_sessions_along(signed_in, world, now):
    new = world.new_citizen()
    signed_in.sign_in(new)
    Citizen.objects.filter(pk=new.pk).delete()

    assert session_of(signed_in.token, now) is None
