"""A call: a telephone calls 181, an agent's browser takes it, a complaint is registered, the citizen is called back.

The telephone is one in software, the switch, the calls process, the pages and the agent's Chromium are the real ones.
"""

from __future__ import annotations

import time
from typing import Any

from sunwai.config.selftest import Step
from sunwai.config.selftest.browser import Browser, StepFailed, wait_for
from sunwai.config.selftest.chromium import Chromium
from sunwai.config.selftest.complaint import timeline_verifies
from sunwai.config.selftest.people import MOBILE, photo, sign_in_of, spaced, village_code
from sunwai.config.selftest.people import Shared as People
from sunwai.config.selftest.telephones import Telephones
from sunwai.gateways.switch.telephone import Conversation

NAME = "परीक्षा नागरिक"
WORDS = "बिजली नहीं आ रही, तीन दिन से पूरे गाँव में अंधेरा है"
SUBJECT = "energy.no-supply"
DONE = "लाइन ठीक कर दी गई"
LOUD = 200.0  # of 32,767: speech or a tone, not silence
MINUTES = 60.0
PAGE_OF_A_CALL = r"/^\/desk\/call\/\d+\/$/"  # JavaScript


class Shared(People):
    """What the steps share; the helpline is open day and night, whenever the test is run."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        from django.conf import settings

        _open_day_and_night()
        trunk = settings.SWITCH["trunks"].partition(":")[2]
        self.telephones = Telephones(int(trunk), at=("127.0.0.1", settings.SWITCH["sip_port"]))
        self.desk = Browser(address)
        self.chromium = Chromium().__enter__()
        self.call: Conversation = None  # type: ignore[assignment]  # made by the first step
        self.work = ""  # address of the call's page at the desk

    def agent(self) -> dict[str, Any]:
        """The first invented agent."""
        return next(user for user in self.credentials["users"] if user["roles"] == ["agent"])

    def row(self) -> Any:
        """The latest call that the citizen made."""
        from sunwai.calls.models import Call

        return Call.objects.filter(number__endswith=MOBILE, outgoing=False).order_by("-began_at").first()

    def close(self) -> None:
        """Telephones and browser end."""
        self.chromium.__exit__()
        self.telephones.close()


def agent_signs_in(path: Shared) -> None:
    """At the desk, in Chromium, and at the phone; ready."""
    import pyotp

    username, password, secret = sign_in_of(path.agent())
    browser = path.chromium
    browser.open(f"{path.address}/staff/login/")
    browser.fill("[name=login]", username)
    browser.fill("[name=password]", password)
    browser.click("main form button, form[action='/staff/login/'] button")
    browser.fill("[name=code]", pyotp.TOTP(secret).now())
    browser.click("main form button")
    browser.wait("location.pathname.startsWith('/desk/')", "the desk")
    browser.open(f"{path.address}/desk/phone/")
    browser.click("form[action$='/sign-in/'] button")
    browser.wait("!!document.querySelector('#phone')", "the phone bar")
    browser.click("[data-want=ready]")
    browser.wait("document.querySelector('#phone').dataset.state === 'ready'", "ready")


def citizen_calls(path: Shared) -> None:
    """181 answers, and says something."""
    path.call = path.telephones.call("181", caller=MOBILE)
    path.telephones.do(path.call.hears(louder_than=LOUD))


def citizen_chooses_complaint(path: Shared) -> None:
    """By a key, while the menu speaks."""
    path.telephones.do(path.call.press("1"))
    path.chromium.wait("document.querySelector('#ringing')?.open", "the ringing")
    row = path.row()
    if "1" not in row.keys and row.kind != "complaint":
        raise StepFailed(f"the key is not written down: “{row.keys}”")


def agent_sees_who_calls(path: Shared) -> None:
    """Before answering: number, what it is about."""
    shown = path.chromium.wait(
        "document.querySelector('[data-pop] #pop-who, [data-pop] h3, [data-pop] dl')?.innerText", "the caller"
    )
    text = path.chromium.evaluate("document.querySelector('#ringing').innerText")
    if MOBILE[-4:] not in text.replace(" ", "") and "xxx" not in text:
        raise StepFailed(f"the number does not show: {shown} / {text[:200]}")


def agent_answers(path: Shared) -> None:
    """And both hear each other."""
    path.chromium.click("#ringing [data-do=answer]")
    path.chromium.wait("document.querySelector('#phone').dataset.state === 'talking'", "the talk")
    heard = len(path.call.sound)
    path.telephones.do(_loud_after(path.call, heard))
    path.work = path.chromium.wait(
        f"(at => {PAGE_OF_A_CALL}.test(at) && at)(document.querySelector('#work').contentWindow.location.pathname)",
        "the page of the call",
    )


async def _loud_after(call: Conversation, heard: int) -> None:
    """Until something loud has come after the first `heard` bytes: the beep of the agent's microphone."""
    import asyncio

    async with asyncio.timeout(20):
        while call.level(since=heard + 4000) < LOUD:
            await asyncio.sleep(0.2)


def complaint_is_registered(path: Shared) -> None:
    """On the call, in the agent's own session."""
    from sunwai.places.models import Place

    path.desk.http.cookies.update(path.chromium.cookies())
    path.desk.open(path.work)
    place = Place.objects.get(code=village_code())
    path.desk.send(with_field="text", do="read", text=WORDS, category=SUBJECT, place=str(place.pk), name=NAME)
    path.desk.send(with_field="draft", do="register")
    path.reference = _number(path)
    path.wait_for_message(spaced(path.reference))


def _number(path: Shared) -> str:
    from sunwai.grievances.models import Grievance

    case = Grievance.objects.filter(citizen__mobile=MOBILE).order_by("-registered_at").first()
    if case is None:
        raise StepFailed(f"no complaint: {path.desk.url} {path.desk.errors()}")
    return str(case.reference)


def agent_wraps_up(path: Shared) -> None:
    """Hangs up, gives the disposition; the agent is ready again, the call is tied to citizen and case."""
    path.chromium.click("[data-do=hang_up]")
    wait_for(lambda: path.call.ended.is_set() or None, "the end of the call")
    path.desk.open(path.work)
    given = {"kind": "complaint", "disposition": "registered", "case": path.reference}
    filled: dict[str, Any] = {f"end-{name}": value for name, value in given.items()}
    path.desk.send(to="/end/", **filled)
    path.chromium.wait("document.querySelector('#phone').dataset.state === 'ready'", "ready again")
    row = wait_for(lambda: (found := path.row()) and found.ended_at and found, "the call in the book")
    if row.interaction is None or row.interaction.grievance.reference != path.reference or not row.citizen:
        raise StepFailed("the call is not tied to citizen and complaint")


def recording_plays(path: Shared) -> None:
    """Fetched from the switch, kept, and heard at the desk by who may; not by a stranger."""
    from sunwai.calls.models import Recording

    kept = wait_for(
        lambda: Recording.objects.filter(call=path.row(), stored_at__isnull=False).first(),
        "the recording",
        3 * MINUTES,
    )
    answer = path.desk.http.get(f"/recordings/{kept.pk}/audio")
    if answer.status_code != 200 or not answer.headers["content-type"].startswith("audio/"):
        raise StepFailed(f"the recording answers {answer.status_code}")
    if kept.seconds < 1 or max(kept.peaks, default=0) == 0:
        raise StepFailed(f"nothing is heard in the recording of {kept.seconds:.1f} s")
    if (
        Browser(path.address)
        .http.get(f"/recordings/{kept.pk}/audio")
        .headers["content-type"]
        .startswith("audio/")
    ):
        raise StepFailed("the recording plays for anybody")


def officer_resolves(path: Shared) -> None:
    """The engineer of the tehsil, with a photo."""
    path.officer.sign_in_staff(*sign_in_of(path.user(1)))
    path.officer.open(f"/office/c/{path.reference}/")
    path.officer.send(to="/take-up/")
    path.officer.begin("resolve")
    path.officer.send(to="/resolve/", words=DONE, files={"proof": photo()})


def system_calls_back(path: Shared) -> None:
    """By itself, and asks whether it is really done."""
    path.call = path.telephones.is_called(4 * MINUTES)
    path.telephones.do(path.call.hears(louder_than=LOUD))


def citizen_says_yes(path: Shared) -> None:
    """1: it is done; and 5 marks. What is pressed before the question counts for nothing, so it is pressed again."""
    from sunwai.calls.models import CallStep
    from sunwai.grievances.models import Grievance

    answered = CallStep.objects.filter(call__outgoing=True, what="key", data__step="closure")
    closed = Grievance.objects.filter(reference=path.reference, state="closed_satisfied", rating=5)
    until = time.monotonic() + 2 * MINUTES
    while not closed.exists() and not path.call.ended.is_set() and time.monotonic() < until:
        path.telephones.do(path.call.press("5" if answered.exists() else "1"))
        time.sleep(4)
    wait_for(closed.first, "the complaint to be closed")
    path.telephones.do(path.call.hang_up())


def timeline_shows_all(path: Shared) -> None:
    """Registered on the call, resolved, confirmed by key; both calls stand in the book."""
    from sunwai.calls.models import Call
    from sunwai.grievances.models import Grievance

    case = Grievance.objects.get(reference=path.reference)
    told = [(event.kind, event.channel) for event in case.events()]
    wanted = [("registered", "call"), ("resolved", "office"), ("confirmed", "ivr")]
    missing = [one for one in wanted if one not in told and (one[0], "") not in told]
    if missing:
        raise StepFailed(f"the timeline lacks {missing}: {told}")
    made = Call.objects.filter(grievance=case, route="closure", outgoing=True, answered_at__isnull=False)
    wait_for(lambda: made.exclude(ended_at=None).first(), "the call back in the book")


def books_agree(_path: Shared) -> None:
    """Ours and the switch's own."""
    from sunwai.calls.reconcile import reconcile
    from sunwai.core import clock

    found = reconcile(since=clock.now().replace(hour=0, minute=0), now=clock.now())
    if found.differences or not found.compared:
        raise StepFailed(f"the books differ: {found}")


def _open_day_and_night() -> None:
    from sunwai.calls.bus import Word, tell_process
    from sunwai.calls.models import FlowVersion

    for version in FlowVersion.objects.all():
        for step in version.data["steps"].values():
            if step.get("when") == "hours":
                step["value"] = "00:00-23:59"
        version.save()
    tell_process(Word.SETUP)


STEPS: list[Step] = [
    ("an agent signs in at the phone, in a real browser", agent_signs_in),
    ("a telephone calls 181 and hears Hindi", citizen_calls),
    ("chooses complaint by key, and the agent's browser rings", citizen_chooses_complaint),
    ("the agent sees who calls before answering", agent_sees_who_calls),
    ("answers; they hear each other, the desk knows the call", agent_answers),
    ("the complaint is registered on the call", complaint_is_registered),
    ("the agent hangs up and wraps up; the call is tied to citizen and complaint", agent_wraps_up),
    ("the recording plays at the desk", recording_plays),
    ("the officer resolves it", officer_resolves),
    ("the helpline calls the citizen back", system_calls_back),
    ("“1” closes it", citizen_says_yes),
    ("the timeline shows all of it", timeline_shows_all),
    ("our book of calls and the switch's agree", books_agree),
    ("the timeline verifies", timeline_verifies),
]
