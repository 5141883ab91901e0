"""The phone bar: signing in, what it reads, what it asks, who is calling, and the walls around it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connections
from django.urls import reverse

from sunwai.accounts.models import AccessLog, User
from sunwai.accounts.roles import PERMISSIONS
from sunwai.calls.actions.agents import sign_in
from sunwai.calls.bus import TO_THE_PROCESS, is_heard
from sunwai.calls.enums import AgentState, CallState, OrderKind, Route
from sunwai.calls.models import AgentSession, Call, Destination, Order, Queue
from sunwai.core import clock
from sunwai.core.encryption import decrypt
from sunwai.grievances.actions.work import resolve
from sunwai.grievances.enums import InteractionKind
from sunwai.grievances.models import Interaction
from tests.world import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on(settings, monkeypatch):
    """A calls process listens."""
    monkeypatch.setattr("sunwai.calls.selectors.is_heard", lambda: True)
    settings.LIVE_URL = ""
    settings.TELEPHONE = settings.TELEPHONE | {"wss": "wss://phone.example:8089/ws"}


@pytest.fixture
def session(desk, world) -> AgentSession:
    return sign_in(user=world.agent, now=MONDAY)


def call_for(session, *, state=CallState.TALKING, **fields) -> Call:
    """A call in the hands of `session`, as the calls process writes it."""
    given = {"number": session.user and "6000000001", "agent": session.user} | fields
    call = Call.objects.create(
        line_id=f"line-{Call.objects.count()}", route=Route.HELPLINE, began_at=MONDAY, state=state, **given
    )
    session.state = AgentState.OFFERED if state == CallState.OFFERED else AgentState.TALKING
    session.call = call
    session.save()
    return call


def taken(session, world, **fields) -> Call:
    """The same, with the contact of the desk."""
    contact = Interaction.objects.create(
        agent=session.user, mobile=world.citizen.mobile, citizen=world.citizen, started_at=MONDAY
    )
    return call_for(session, interaction=contact, citizen=world.citizen, **fields)


def ask(desk, name, *args, **query):
    return desk.client.get(reverse(f"desk:{name}", args=args), query)


def send(desk, name, *args, **typed):
    return desk.client.post(reverse(f"desk:{name}", args=args), typed)


# ── The way in ───────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_switch_the_desk_works_as_before_and_says_so(desk, monkeypatch):
    monkeypatch.undo()  # nobody listens
    assert ask(desk, "phone").url == reverse("desk:phone-sign-in")
    assert "फ़ोन बंद है" in ask(desk, "phone-sign-in").content.decode()
    assert "फ़ोन बंद है" in send(desk, "phone-sign-in").content.decode()
    assert not AgentSession.objects.exists()
    home = ask(desk, "home").content.decode()
    assert "<details" not in home
    assert reverse("desk:phone") not in home


def test_the_phone_is_on_while_a_calls_process_listens(transactional_db, monkeypatch):
    monkeypatch.undo()
    assert not is_heard()
    listener = connections.create_connection("default")
    try:
        listener.cursor().execute(f"LISTEN {TO_THE_PROCESS}")
        assert is_heard()
    finally:
        listener.close()


def test_a_page_that_is_only_there_keeps_nobody_signed_in(desk, session, now):
    seen = lambda: desk.client.session.get("staff_seen")  # noqa: E731
    with clock.frozen(MONDAY + timedelta(minutes=5)):
        desk.client.post(reverse("desk:phone-alive"), headers={"X-By-Itself": "yes"})
        assert seen() is None
        desk.client.post(reverse("desk:phone-alive"))
        assert seen() is not None


def test_signing_in_leads_to_the_bar_with_a_secret_for_this_browser_only(desk, world):
    assert reverse("desk:phone-sign-in") in ask(desk, "phone-sign-in").content.decode()
    assert send(desk, "phone-sign-in").url == reverse("desk:phone")
    answer = ask(desk, "phone")
    session = AgentSession.objects.get(user=world.agent)
    page = answer.content.decode()
    assert decrypt(session.secret) in page
    assert session.extension in page
    assert "no-store" in answer["Cache-Control"]
    assert reverse("desk:phone") in ask(desk, "home").content.decode()


def test_the_bar_may_frame_the_desk_use_the_microphone_and_reach_the_switch(desk, session):
    answer = ask(desk, "phone")
    policy = answer["Content-Security-Policy"]
    assert "frame-src 'self'" in policy
    assert "connect-src 'self' wss://phone.example:8089" in policy
    assert "microphone=(self)" in answer["Permissions-Policy"]


def test_pages_of_the_desk_alone_may_stand_in_our_frame(desk, client):
    answer = ask(desk, "home")
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "microphone=()" in answer["Permissions-Policy"]
    for path in ("/", "/staff/login/", "/office/"):
        other = client.get(path)
        assert other["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in other["Content-Security-Policy"]


def test_in_the_frame_pages_have_no_header_and_the_bar_is_not_below_itself(desk, session):
    framed = {"Sec-Fetch-Dest": "iframe"}
    page = desk.client.get(reverse("desk:home"), headers=framed).content.decode()
    assert 'class="sw-header"' not in page
    assert 'class="sw-header"' in ask(desk, "home").content.decode()
    assert desk.client.get(reverse("desk:phone"), headers=framed).url == reverse("desk:home")


# ── What the bar reads ───────────────────────────────────────────────────────────────────────────────────


def test_the_reading_of_somebody_who_is_not_at_the_phone(desk):
    assert ask(desk, "phone-state").json()["session"] is None


def test_the_reading_counts_seconds_and_says_what_follows(desk, session, now):
    session.state, session.since = AgentState.READY, MONDAY - timedelta(seconds=75)
    session.wanted, session.wanted_reason = AgentState.NOT_READY, "lunch"
    session.save()
    read = ask(desk, "phone-state").json()
    assert (read["session"], read["state"], read["label"], read["seconds"]) == (
        session.pk,
        "ready",
        "तैयार",
        75,
    )
    assert "भोजन" in read["next"]
    assert read["call"] is None


def test_the_reading_of_a_call_and_of_what_was_asked_on_it(desk, session, world, now):
    queue = Queue.objects.create(code="general", name_hi="सामान्य", name_en="General")
    call = taken(
        session,
        world,
        state=CallState.HELD,
        queue=queue,
        kind=InteractionKind.STATUS,
        talked_at=MONDAY - timedelta(seconds=42),
    )
    assert send(desk, "phone-order", kind="pause_recording").status_code == 200
    Order.objects.update(done_at=MONDAY)
    read = ask(desk, "phone-state").json()
    assert read["call"] == {
        "id": str(call.pk),
        "state": "held",
        "label": "होल्ड पर",
        "held": True,
        "outgoing": False,
        "number": world.citizen.mobile,
        "queue": "सामान्य",
        "kind": "पुरानी शिकायत की स्थिति",
        "confidential": False,
        "seconds": 42,
        "ended": False,
        "has_page": True,
    }
    assert (read["paused"], read["consulting"], read["order"]["done"]) == (True, False, True)


def test_who_may_not_see_numbers_does_not_read_them(desk, session, world, monkeypatch):
    call = taken(session, world)
    monkeypatch.setitem(PERMISSIONS, "agent", PERMISSIONS["agent"] - {"see_caller"})
    for page in (ask(desk, "phone-state"), ask(desk, "phone-pop", call.pk), ask(desk, "phone")):
        assert world.citizen.mobile not in page.content.decode()
    assert ask(desk, "phone-state").json()["call"]["number"] == "60xxxxxx01"


def test_the_wrap_up_counts_down(desk, session, world, now):
    taken(session, world)
    session.state, session.wrap_up_until = AgentState.WRAP_UP, MONDAY + timedelta(seconds=20)
    session.save()
    assert ask(desk, "phone-state").json()["wrap_up"] == 20


def test_what_did_not_work_is_told(desk, session, world):
    taken(session, world)
    send(desk, "phone-order", kind="hold")
    Order.objects.update(problem="not_now", done_at=MONDAY)
    assert "होल्ड" in ask(desk, "phone-state").json()["order"]["problem"]


@pytest.mark.parametrize(
    ("state", "kind", "said"),
    [(CallState.TALKING, "women", "सुरक्षित"), (CallState.HELD, "women", "इंतज़ार"), (CallState.TALKING, "", "")],
)
def test_what_to_say_next_follows_state_and_kind(desk, session, world, state, kind, said):
    taken(session, world, state=state, kind=kind)
    found = ask(desk, "phone-state").json()["say"]
    assert (said in found) if said else found == ""


def test_one_reading_is_cheap(desk, session, world, django_assert_max_num_queries):
    taken(session, world)
    ask(desk, "phone-state")
    with django_assert_max_num_queries(4):  # session, user, session at the phone with its call, orders
        ask(desk, "phone-state")


# ── What the bar asks ────────────────────────────────────────────────────────────────────────────────────


def test_wishes_go_to_the_session(desk, session):
    assert send(desk, "phone-want", state="ready").status_code == 200
    session.refresh_from_db()
    assert session.wanted == "ready"
    refused = send(desk, "phone-want", state="not_ready", reason="supervisor")
    assert refused.status_code == 422
    assert refused.json()["problem"]
    session.refresh_from_db()
    assert session.wanted == "ready"


def test_the_beat_is_written_down(desk, session, now):
    AgentSession.objects.update(seen_at=MONDAY - timedelta(minutes=5))
    assert send(desk, "phone-alive").status_code == 204
    session.refresh_from_db()
    assert session.seen_at == MONDAY


def test_keys_become_orders_on_the_call_in_hand(desk, session, world):
    call = taken(session, world)
    Destination.objects.create(digits="112", name_hi="पुलिस", name_en="Police", is_emergency=True)
    assert send(desk, "phone-order", kind="transfer", to="number:112").status_code == 200
    order = Order.objects.get()
    assert (order.kind, order.call, order.session, order.data) == (
        "transfer",
        call,
        session,
        {"to": "number:112"},
    )
    for typed in (
        {"kind": "transfer", "to": "number:9876543210"},
        {"kind": "dial", "number": "9876543210"},
        {"kind": "listen"},
        {"kind": "fly"},
    ):
        answer = send(desk, "phone-order", **typed)
        assert answer.status_code == 422
        assert answer.json()["problem"]
    assert Order.objects.count() == 1


def test_the_list_of_whom_to_put_through_to(desk, session, world):
    taken(session, world)
    Destination.objects.create(digits="112", name_hi="पुलिस", name_en="Police", is_emergency=True)
    Queue.objects.create(code="women", name_hi="महिला हेल्पलाइन", name_en="Women", is_confidential=True)
    other = sign_in(user=world.new_user("दूसरा", "agent"), now=MONDAY)
    AgentSession.objects.filter(pk=other.pk).update(state=AgentState.READY)
    page = ask(desk, "phone-targets").content.decode()
    for to in ("number:112", "queue:women", f"agent:{other.pk}"):
        assert f'data-to="{to}"' in page
    assert f"agent:{session.pk}" not in page
    assert "data-other" not in page


# ── Ringing ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_pop_tells_who_calls_before_the_call_is_taken_and_is_written_down(desk, session, world):
    case = world.register()
    sealed = world.register(code="vigilance.bribe")
    Interaction.objects.create(
        agent=world.supervisor,
        mobile=world.citizen.mobile,
        started_at=MONDAY,
        ended_at=MONDAY,
        kind=InteractionKind.STATUS,
        disposition="status_told",
    )
    call = call_for(
        session,
        state=CallState.OFFERED,
        citizen=world.citizen,
        district=world.district,
        kind=InteractionKind.STATUS,
        queued_at=MONDAY - timedelta(seconds=95),
    )
    page = ask(desk, "phone-pop", call.pk).content.decode()
    for said in ("सीता बाई", world.citizen.mobile, "बालाघाट", "हिंदी", "1:35", case.spoken_reference):
        assert said in page
    assert sealed.spoken_reference not in page
    assert "पुरानी शिकायत की स्थिति" in page
    assert AccessLog.objects.filter(user=world.agent, what="caller", citizen_id=world.citizen.pk).count() == 1


def test_only_at_whom_it_rings_sees_who_calls(desk, session, world):
    call = call_for(sign_in(user=world.new_user("other", "agent"), now=MONDAY), state=CallState.OFFERED)
    assert ask(desk, "phone-pop", call.pk).status_code == 404
    secret = call_for(session, state=CallState.OFFERED, is_confidential=True)
    assert ask(desk, "phone-pop", secret.pk).status_code == 404
    assert not AccessLog.objects.exists()
    User.objects.filter(pk=world.agent.pk).update(roles=["counsellor"])
    assert ask(desk, "phone-pop", secret.pk).status_code == 200


def test_a_trace_of_a_confidential_call_is_for_who_counsels(desk, session, world):
    counsellor = world.new_user("counsellor", "counsellor")
    contact = Interaction.objects.create(
        agent=counsellor,
        mobile=world.citizen.mobile,
        started_at=MONDAY,
        ended_at=MONDAY,
        kind=InteractionKind.WOMEN,
        disposition="informed",
    )
    earlier = sign_in(user=counsellor, now=MONDAY)
    call_for(earlier, interaction=contact, is_confidential=True)
    call = taken(session, world)
    for page in (ask(desk, "phone-pop", call.pk), desk.get(call.interaction)):
        assert "महिला हेल्पलाइन ·" not in page.content.decode()


# ── The call at the desk ─────────────────────────────────────────────────────────────────────────────────


def test_from_the_call_to_its_page_which_waits_for_the_contact(desk, session, world):
    call = call_for(session)
    waiting = ask(desk, "phone-call", call.pk)
    assert "कॉल खुल रही है" in waiting.content.decode()
    assert not ask(desk, "phone-state").json()["call"]["has_page"]
    call.interaction = Interaction.objects.create(
        agent=world.agent, mobile=world.citizen.mobile, started_at=MONDAY
    )
    call.save()
    assert ask(desk, "phone-call", call.pk).url == reverse("desk:call", args=[call.interaction.pk])
    Interaction.objects.update(ended_at=MONDAY)
    assert ask(desk, "phone-call", call.pk).url == reverse("desk:home")
    foreign = call_for(sign_in(user=world.new_user("other", "agent"), now=MONDAY))
    assert ask(desk, "phone-call", foreign.pk).status_code == 404


@pytest.mark.parametrize(
    ("keys", "wrap_up", "kind"),
    [
        ("corruption", "corruption", "corruption"),
        ("demand", "demand", "demand"),
        ("status", "status", "complaint"),
    ],
)
def test_what_keys_said_is_chosen_already(desk, session, world, keys, wrap_up, kind):
    call = taken(session, world, kind=keys)
    page = desk.get(call.interaction)
    assert page.context["wrap_up"].initial["kind"] == wrap_up
    assert page.context["complaint"].chosen_kind == kind


def test_the_process_is_told_of_the_disposition(desk, session, world, monkeypatch):
    told = []
    monkeypatch.setattr(
        "sunwai.calls.bus._notify", lambda channel, word, key: told.append((channel, f"{word}:{key}"))
    )
    call = taken(session, world)
    desk.client.post(desk.url(call.interaction, "end"), {"end-kind": "other", "end-disposition": "informed"})
    assert told == [("sunwai_calls", f"session:{session.pk}")]


def test_a_caller_without_a_number_is_asked_for_one(desk, session, world):
    somebody = Interaction.objects.create(
        agent=world.supervisor, mobile="", started_at=MONDAY, ended_at=MONDAY, kind="status", note="x"
    )
    contact = Interaction.objects.create(agent=world.agent, mobile="", started_at=MONDAY)
    call_for(session, interaction=contact, number="")
    page = desk.get(contact)
    assert list(page.context["caller"].contacts) == [], "another withheld number is another person"
    assert somebody not in Interaction.objects.visible_to(world.agent)
    assert "नंबर छिपा है" in page.content.decode()
    refused = desk.client.post(desk.url(contact, "name-caller"), {"asked-mobile": "12"})
    assert refused.status_code == 422
    assert 'value="12"' in refused.content.decode()
    desk.client.post(desk.url(contact, "name-caller"), {"asked-mobile": world.citizen.mobile})
    contact.refresh_from_db()
    assert (contact.mobile, contact.citizen) == (world.citizen.mobile, world.citizen)
    again = desk.client.post(desk.url(contact, "name-caller"), {"asked-mobile": "6000000009"})
    assert again.status_code == 422
    contact.refresh_from_db()
    assert contact.mobile == world.citizen.mobile


# ── Calling out ──────────────────────────────────────────────────────────────────────────────────────────


def to_call(world):
    case, je = world.register(), world.officer("je")
    return resolve(grievance=case, words="हो गया", proof=[world.photo(je)], actor=je, now=MONDAY)


def test_call_now_dials_where_the_agent_is_at_the_phone(desk, session, world):
    case = to_call(world)
    answer = send(desk, "call-out", case.reference)
    contact, order = Interaction.objects.get(), Order.objects.get()
    assert answer.url == reverse("desk:case", args=[contact.pk, case.reference])
    assert (order.kind, order.session, order.call) == (OrderKind.DIAL, session, None)
    assert order.data == {
        "number": world.citizen.mobile,
        "grievance": case.pk,
        "interaction": contact.pk,
    }


def test_not_beside_a_call_in_hand(desk, session, world):
    case = to_call(world)
    taken(session, world)
    assert send(desk, "call-out", case.reference).url == reverse("desk:home")
    assert not Order.objects.exists()
    assert Interaction.objects.filter(outgoing=True).count() == 0


def test_who_is_not_at_the_phone_dials_by_hand(desk, world):
    case = to_call(world)
    send(desk, "call-out", case.reference)
    assert Interaction.objects.get().outgoing
    assert not Order.objects.exists()


def test_an_officer_calls_the_citizen_and_sees_no_number(client, world, monkeypatch):
    case, je = world.register(), world.officer("je")
    User.objects.filter(pk=je.pk).update(mobile="9876543210")
    client.force_login(je)
    page = client.get(reverse("office:case", args=[case.reference])).content.decode()
    address = reverse("office:call", args=[case.reference])
    assert address in page
    answer = client.post(address, follow=True)
    assert "आपका फ़ोन बजेगा" in answer.content.decode()
    assert world.citizen.mobile not in answer.content.decode()
    assert Order.objects.get().data["second"] == world.citizen.mobile
    client.force_login(world.officer("ae"))
    client.post(address)
    assert Order.objects.count() == 1
    monkeypatch.undo()
    caches["local"].clear()
    client.force_login(je)
    assert address not in client.get(reverse("office:case", args=[case.reference])).content.decode()
    client.post(address)
    assert Order.objects.count() == 1
