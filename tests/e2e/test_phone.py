"""The agent's phone in a real browser: JsSIP talks SIP over a websocket to a small switch of the test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from sunwai.calls.enums import AgentState, CallState, Route
from sunwai.calls.models import AgentSession, Call, Destination, Order, Queue
from sunwai.core import clock
from sunwai.core.encryption import decrypt
from sunwai.grievances.models import Interaction
from tests.e2e.people import Person
from tests.e2e.sip import Switch, eventually, switch, telephone_at

SCREEN = {"width": 1366, "height": 768}


@pytest.fixture
def sip() -> Iterator[Switch]:
    """A switch, and settings that name it."""
    with switch() as made, telephone_at(made.address):
        yield made


class Phone:
    """An agent at the phone; what the calls process would write is written here."""

    def __init__(self, person: Person, world, sip: Switch) -> None:
        self.person, self.page, self.world, self.sip = person, person.page, world, sip
        person.sign_in(world.agent)
        person.open("/desk/phone/")
        person.press_this(self.page.locator("main form button"))
        self.admit()

    @property
    def session(self) -> AgentSession:
        return AgentSession.objects.get(user=self.world.agent, ended_at=None)

    @property
    def name(self) -> str:
        return self.session.extension

    def admit(self) -> None:
        self.sip.names[self.name] = decrypt(self.session.secret)
        self.sip.wait_for(self.name)

    def set(self, state: AgentState, **fields) -> None:
        AgentSession.objects.filter(pk=self.session.pk).update(
            **{"state": state, "since": clock.now(), "wanted": "", "reason": ""} | fields
        )

    def ring(self, **fields) -> tuple[Call, str]:
        queue, _made = Queue.objects.get_or_create(
            code="general", defaults={"name_hi": "सामान्य", "name_en": "General"}
        )
        call = Call.objects.create(
            line_id=f"line-{Call.objects.count()}",
            route=Route.HELPLINE,
            state=CallState.OFFERED,
            began_at=clock.now() - timedelta(seconds=70),
            queued_at=clock.now() - timedelta(seconds=50),
            number=self.world.citizen.mobile,
            citizen=self.world.citizen,
            district=self.world.district,
            queue=queue,
            agent=self.world.agent,
            kind="status",
            **fields,
        )
        self.set(AgentState.OFFERED, call=call)
        return call, self.sip.invite(self.name, str(call.pk))

    def talk(self, call: Call) -> Interaction:
        """The agent has taken it."""
        contact = Interaction.objects.create(
            agent=self.world.agent,
            mobile=self.world.citizen.mobile,
            citizen=self.world.citizen,
            started_at=clock.now(),
        )
        call.interaction, call.state, call.talked_at = contact, CallState.TALKING, clock.now()
        call.save()
        self.set(AgentState.TALKING, call=call)
        return contact

    def take(self) -> tuple[Call, str, Interaction]:
        """From ringing to talking."""
        call, dialog = self.ring()
        self.page.locator("#ringing[open] #pop-who").wait_for()
        self.page.keyboard.press("Enter")
        self.sip.ack(self.name, dialog, self.sip.wait("SIP/2.0 200", dialog))
        contact = self.talk(call)
        self.page.frames[1].wait_for_url(f"**/desk/call/{contact.pk}/")
        self.page.locator("[data-do=hold]").wait_for()
        return call, dialog, contact

    @property
    def desk(self):
        return self.page.frame_locator("#work")

    def order(self, kind: str, *, data: dict | None = None) -> Order:
        eventually(lambda: Order.objects.filter(kind=kind, done_at=None).exists())
        order = Order.objects.filter(kind=kind, done_at=None).latest("pk")
        assert order.data == (data or {})
        Order.objects.filter(pk=order.pk).update(done_at=clock.now())
        return order


@pytest.fixture
def phone(people, world, sip) -> Phone:
    person = people.someone(screen=SCREEN)
    person.page.context.grant_permissions(["microphone"])
    person.hosts.add(sip.address)
    return Phone(person, world, sip)


def test_ready_by_one_key_and_not_ready_with_a_reason_by_two(phone):
    page = phone.page
    assert page.locator("#phone").get_attribute("data-state") == "not_ready"
    page.keyboard.press("F8")
    eventually(lambda: phone.session.wanted == "ready")
    phone.set(AgentState.READY)
    page.locator("#phone[data-state=ready]").wait_for()
    assert page.locator("[data-told]").inner_text() == "तैयार"
    phone.desk.locator("summary").first.focus()  # the focus is in the frame
    page.keyboard.press("F8")
    page.locator("#reasons[open]").wait_for()
    page.keyboard.press("2")
    eventually(lambda: phone.session.wanted_reason == "lunch")
    assert phone.session.wanted == "not_ready"
    page.locator("[data-want=off]").click()
    eventually(lambda: phone.session.wanted == "off")
    AgentSession.objects.update(state=AgentState.OFF, ended_at=clock.now())
    page.locator("form[action$='/phone/sign-in/']").wait_for()
    assert phone.person.troubles == []


def test_it_rings_with_the_caller_and_the_complaint_form_knows_the_call(phone, world):
    case = world.register()
    phone.set(AgentState.READY)
    call, dialog = phone.ring()
    page = phone.page
    pop = page.locator("#ringing[open] #pop-who")
    pop.wait_for()
    for said in ("सीता बाई", world.citizen.mobile, "बालाघाट", "सामान्य", case.spoken_reference):
        assert said in pop.inner_text()
    assert page.evaluate("document.activeElement.dataset.do") == "answer"
    page.keyboard.press("Escape")
    assert pop.is_visible(), "it does not go away by a slip"
    page.keyboard.press("Enter")
    answer = phone.sip.wait("SIP/2.0 200", dialog)
    assert "m=audio" in answer.body
    phone.sip.ack(phone.name, dialog, answer)
    contact = phone.talk(call)
    phone.desk.locator("[name=text]").wait_for()
    assert page.frames[1].url.endswith(f"/desk/call/{contact.pk}/")
    assert phone.desk.locator("[name=end-kind]").input_value() == "status"
    page.locator("[data-do=hold]").wait_for()
    assert page.locator("[data-show=number]").inner_text() == world.citizen.mobile
    assert phone.person.troubles == []


def test_keys_work_in_the_frame_and_every_change_is_told(phone, world):
    Destination.objects.create(digits="112", name_hi="पुलिस", name_en="Police")
    phone.set(AgentState.READY)
    _call, dialog, _contact = phone.take()
    page = phone.page
    phone.desk.locator("[name=text]").fill("नल में पानी")
    phone.desk.locator("[name=text]").focus()
    page.keyboard.press("F2")
    phone.order("hold")
    Call.objects.update(state=CallState.HELD)
    page.locator("[data-do=hold][aria-pressed=true]").wait_for()
    assert "होल्ड पर" in page.locator("[data-told]").inner_text()
    page.keyboard.press("F2")
    phone.order("take_back")
    Call.objects.update(state=CallState.TALKING)
    page.locator("[data-do=hold][aria-pressed=false]").wait_for()

    page.keyboard.press("F3")
    page.locator("[data-do=mute][aria-pressed=true]").wait_for()
    page.keyboard.press("F6")
    phone.order("pause_recording")
    page.locator("[data-do=pause][aria-pressed=true]").wait_for()
    page.keyboard.press("F6")
    phone.order("resume_recording")

    page.keyboard.press("F4")
    page.locator("#transfer[open] [data-order=consult][data-to='number:112']").click()
    phone.order("consult", data={"to": "number:112"})
    page.locator("[data-do=join]").click()
    phone.order("transfer")

    page.keyboard.press("F7")
    page.locator("#keypad[open]").wait_for()
    for key in "12#":
        page.keyboard.press(key)
    assert page.locator("[data-typed]").inner_text() == "12#"
    page.keyboard.press("Escape")
    assert phone.desk.locator("[name=text]").input_value() == "नल में पानी"

    page.keyboard.press("F9")
    phone.order("hang_up")
    phone.sip.wait("BYE", dialog)
    assert phone.person.troubles == []


def test_a_reload_in_mid_call_comes_back_and_hangs_nothing_up(phone):
    phone.set(AgentState.READY)
    call, _first, contact = phone.take()
    page = phone.page
    page.keyboard.press("F3")
    page.locator("[data-do=mute][aria-pressed=true]").wait_for()
    Call.objects.update(state=CallState.HELD)
    phone.sip.registered.clear()
    page.reload()
    phone.sip.wait_for(phone.name)
    phone.order("rejoin")
    assert not [one.first for one in phone.sip.heard if one.first.startswith("BYE")]
    second = phone.sip.invite(phone.name, str(call.pk), by_itself=True)
    phone.sip.ack(phone.name, second, phone.sip.wait("SIP/2.0 200", second))
    page.locator("[data-do=mute][aria-pressed=true]").wait_for()
    page.locator("[data-do=hold][aria-pressed=true]").wait_for()
    assert not page.locator("#ringing[open]").count()
    assert page.frames[1].url.endswith(f"/desk/call/{contact.pk}/")
    assert Order.objects.filter(kind="rejoin").count() == 1


def test_the_connection_comes_back_by_itself_and_says_so_meanwhile(phone):
    phone.sip.drop(phone.name)
    phone.page.locator("[data-wrong=connection]:visible").wait_for()
    phone.sip.wait_for(phone.name)
    phone.page.locator("[data-wrong=connection]").wait_for(state="hidden")


def test_the_caller_hangs_up_before_it_is_taken(phone):
    phone.set(AgentState.READY)
    _call, dialog = phone.ring()
    phone.page.locator("#ringing[open]").wait_for()
    phone.sip.cancel(phone.name, dialog)
    phone.page.locator("#ringing[open]").wait_for(state="detached")
    assert phone.page.title().startswith("फ़ोन")


def test_the_wrap_up_counts_down_until_the_disposition_is_given(phone):
    phone.set(AgentState.READY)
    _call, dialog, contact = phone.take()
    phone.sip.bye(phone.name, dialog)
    Call.objects.update(state=CallState.ENDED, ended_at=clock.now())
    phone.set(AgentState.WRAP_UP, wrap_up_until=clock.now() + timedelta(seconds=30))
    phone.page.locator("#phone[data-state=wrap_up]").wait_for()
    eventually(lambda: phone.page.locator("[data-clock=state]").inner_text().startswith("0:2"))
    phone.desk.locator("[name=end-disposition]").select_option("informed")
    phone.desk.locator("form[action$='/end/'] button").first.click()
    eventually(lambda: Interaction.objects.get(pk=contact.pk).ended_at is not None)
    phone.page.frames[1].wait_for_url("**/desk/")


def test_a_second_window_waits_for_the_first(phone):
    second = phone.page.context.new_page()
    second.goto("/desk/phone/")
    second.locator("[data-wrong=elsewhere]:visible").wait_for()
    phone.page.close()
    second.locator("[data-wrong=elsewhere]").wait_for(state="hidden")
