"""Ways through all pages, one function for each group of readers. Each yields whenever a page is there to be looked at.

`root` is "" for Hindi, "/en" for English. Buttons are found by where they are, not by what they say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pyotp
from django.conf import settings
from django.test import override_settings

from sunwai.accounts.models import AccessLog, ApiKey, User
from sunwai.accounts.roles import Role
from sunwai.calls.actions.callbacks import ask_callback, end_try, start_try
from sunwai.calls.enums import AgentState, CallbackReason, CallState, Route, Tried
from sunwai.calls.models import (
    AgentSession,
    Call,
    Campaign,
    Destination,
    Difference,
    Queue,
    Recording,
    RecordingNote,
    Shift,
)
from sunwai.citizens.actions import unnamed_citizen
from sunwai.core import clock
from sunwai.core.encryption import decrypt
from sunwai.core.models import Holiday
from sunwai.grievances.actions.interactions import start_callback, start_interaction
from sunwai.grievances.actions.work import resolve
from sunwai.grievances.enums import InteractionKind
from sunwai.grievances.models import Interaction
from sunwai.janseva.actions.appealing import ask_revision
from sunwai.janseva.links import token_of
from sunwai.messages.enums import Channel, Event
from sunwai.messages.models import Template
from sunwai.offices.models import DispatchGap, Leave
from sunwai.schemes.actions import note_unanswered, propose_change, publish_change
from sunwai.schemes.enums import AskedBy
from sunwai.schemes.models import Scheme
from sunwai.vigilance.actions.anonymous import file_anonymously
from sunwai.vigilance.actions.hand_over import hand_over
from sunwai.vigilance.actions.retaliation import report_retaliation
from sunwai.vigilance.actions.reveal import ask_reveal
from sunwai.web.office.replies import load_replies
from sunwai.web.portal.models import Feedback
from sunwai.web.portal.pages import PAGES
from sunwai.womenline.actions.complaints import register_complaint
from sunwai.womenline.actions.follow_ups import begin_follow_up
from sunwai.womenline.actions.referrals import refer
from sunwai.womenline.contacts import load_contacts
from tests.calls_world import (
    at_the_phone,
    ended_call,
    kept_recording,
    left_by_voice,
    new_call,
    new_queue,
    new_recording,
    women_queue,
)
from tests.e2e.cases import Cases
from tests.e2e.people import Person
from tests.e2e.sip import switch, telephone_at
from tests.janseva.office import Office
from tests.schemes.conftest import read_schemes_of_one
from tests.sounds import sound_file
from tests.womenline.conftest import open_case
from tests.world import World, photo_file

Tour = Callable[[Person, World, str], Iterator[None]]
GO_ON = "main form[method=post] button.govuk-button:not(.govuk-button--secondary):visible"
MOBILE = "6000029292"  # invented
WORDS = "हमारे गाँव में तीन दिन से बिजली नहीं आ रही"


def visitor(person: Person, world: World, root: str) -> Iterator[None]:
    """The portal for one who only looks, asks for a status, signs in by code."""
    said = (f"/{name}/" for name in PAGES)
    for path in ("/", *said, "/feedback/", "/track/", "/sign-in/", "/offline/", "/no-such-page/"):
        person.open(root + path)
        yield
    person.open(f"{root}/track/")
    go_on(person)
    yield
    person.open(f"{root}/feedback/")
    go_on(person)
    yield
    person.page.locator("[name=useful][value=yes]").check()
    go_on(person.fill(text="अच्छा है"))
    yield
    person.open(f"{root}/sign-in/")
    go_on(person.fill(mobile="12"))
    yield
    go_on(person.fill(mobile=MOBILE))
    yield
    go_on(person.fill(code="000000"))
    yield


def seeker(person: Person, world: World, root: str) -> Iterator[None]:
    """Schemes: found, not found, one of them, and what fits one's answers."""
    new_schemes(world)
    for path in ("", "?q=budhape", "?q=mangal", "?group=elderly", "invented/", "mine/"):
        person.open(f"{root}/schemes/{path}")
        person.unfold_all()
        yield
    person.page.locator("[name=age]").fill("x")
    person.press_this(person.page.locator("[name=do][value=ask]"))
    yield
    person.sign_in(world.citizen)
    person.open(f"{root}/schemes/mine/")
    person.page.locator("[name=age]").fill("45")
    person.press_this(person.page.locator("[name=do][value=keep]"))
    person.unfold_all()
    yield


def applicant(person: Person, world: World, root: str) -> Iterator[None]:
    """An application: on the call, behind the link, with the officer, the paper and whether it is genuine."""
    office = Office(world)
    person.open(f"{root}/s/")
    yield
    call = start_interaction(mobile=world.citizen.mobile, agent=world.agent, now=clock.now())
    person.sign_in(world.agent)
    for query in ("", "?service=income-certificate"):
        person.open(f"{root}/desk/call/{call.pk}/service/{query}")
        yield
    taken = office.take(now=clock.now())
    person.open(f"{root}/desk/call/{call.pk}/service/{taken.reference}/")
    yield
    link = f"{root}/s/{token_of(taken.links.get())}/"
    person.open(f"{link}identity/")
    yield
    office.identify(taken, clock.now())
    person.open(link)
    yield
    person.press_this(person.page.locator("main [name=do][value=code]"))
    yield
    office.confirm(taken, clock.now())
    person.open(link)
    yield
    person.sign_in(office.tehsildar)
    for path in ("", f"{taken.reference}/", f"{taken.reference}/sanction/", f"{taken.reference}/reject/"):
        person.open(f"{root}/office/services/{path}")
        yield
    certificate = office.issued(clock.now())
    person.sign_in(world.citizen)
    for path in (
        "",
        f"{taken.reference}/",
        f"{taken.reference}/withdraw/",
        f"{certificate.application.reference}/",
    ):
        person.open(f"{root}/s/mine/{path}")
        yield
    for code in (f"{certificate.code}/", "aaaabbbbccccdddd/", ""):
        person.open(f"{root}/v/{code}")
        yield


@override_settings(
    PROVIDERS=settings.PROVIDERS
    | {"land_records": ["tests.janseva.test_land:Land"], "payment": ["tests.janseva.test_fees:Gateway"]}
)
def payer(person: Person, world: World, root: str) -> Iterator[None]:
    """Land looked for on the call, the fee, an appeal, a penalty and who pays it."""
    office = Office(world)
    call = start_interaction(mobile=world.citizen.mobile, agent=world.agent, now=clock.now())
    person.sign_in(world.agent)
    person.open(f"{root}/desk/call/{call.pk}/service/?service=khasra-copy")
    person.page.locator("[name=place_text]").fill("rampayli")
    person.press_this(person.page.locator("[name=do][value=place]"))
    person.page.locator("[name=place]").first.check()
    for text in ("nobody", "1"):
        person.page.locator("[name=parcel_text]").fill(text)
        person.press_this(person.page.locator("[name=do][value=land]"))
        yield
    unpaid, penalty = office.unpaid(clock.now()), office.penalised(clock.now() - timedelta(days=2))
    penalised = penalty.appeal.application
    person.sign_in(world.citizen)
    for path in (f"{unpaid.reference}/", f"{unpaid.reference}/pay/", f"{penalised.reference}/"):
        person.open(f"{root}/s/mine/{path}")
        yield
    person.sign_in(office.tehsildar)
    for path in ("", f"penalties/{penalty.pk}/"):
        person.open(f"{root}/office/appeals/{path}")
        person.unfold_all()
        yield
    asked = ask_revision(penalty=penalty, words="x", actor=office.tehsildar, now=clock.now())
    person.sign_in(office.secretary)
    for path in ("", f"{asked.pk}/"):
        person.open(f"{root}/office/appeals/{path}")
        person.unfold_all()
        yield
    person.sign_in(office.commissioner)
    for path in (f"{penalty.appeal_id}/", "recovery/"):
        person.open(f"{root}/office/appeals/{path}")
        yield


def editor(person: Person, world: World, root: str) -> Iterator[None]:
    """Schemes as their editors see them: what waits, the form, a change, the history."""
    scheme = new_schemes(world)
    note_unanswered(text="मंगल ग्रह", asked_by=AskedBy.PORTAL, now=clock.now())
    who = world.new_user("editor-of-tour", Role.EDITOR)
    columns = {"fee_hi": "50 रुपये", "review_by": clock.today()}
    change = propose_change(scheme=scheme, columns=columns, why="पत्र", actor=who, now=clock.now())
    person.sign_in(world.administrator)
    for path in ("", "new/", f"edit/{scheme.code}/", f"change/{change.pk}/"):
        person.open(f"{root}/admin/directory/{path}")
        yield
    publish_change(change=change, actor=world.administrator, now=clock.now())
    for path in ("directory/", f"schemes/scheme/{scheme.pk}/change/", f"schemes/scheme/{scheme.pk}/history/"):
        person.open(f"{root}/admin/{path}")
        yield


def new_schemes(world: World) -> Scheme:
    """Three, of which one fits, one may and one does not; the first is returned."""
    rules = {
        "invented": [],
        "for-women": [{"fact": "gender", "is": ["female"]}],
        "for-old": [{"fact": "age", "min": 60}],
    }
    columns = read_schemes_of_one() | {"department": world.category().department, "verify": ["gets"]}
    made = [Scheme.objects.create(**(columns | {"code": code, "rules": its})) for code, its in rules.items()]
    return made[0]


def filer(person: Person, world: World, root: str) -> Iterator[None]:
    """All questions of a complaint, with an error here and there, as far as its number."""
    Cases(world)
    world.register(citizen=world.new_citizen(), text=WORDS)  # looks alike
    person.open(f"{root}/file/words/")
    go_on(person)
    yield
    person.page.evaluate("document.querySelector('[data-record-field]').hidden = false")
    person.page.locator("[name=voice]").set_input_files(recording())
    go_on(person)
    yield
    person.open(f"{root}/file/words/")
    yield
    go_on(person.fill(text=WORDS))
    go_on(person)
    yield
    person.open(f"{root}/file/subject/?q=बिजली")
    yield
    person.page.locator("[name=category][value='energy.no-supply']").check()
    go_on(person)
    yield
    person.open(f"{root}/file/place/?q=nowhere")
    yield
    for above in (world.district, world.village.revenue_parent):
        person.open(f"{root}/file/place/?in={above.pk}")
        person.unfold_all()
        yield
    person.open(f"{root}/file/place/?q=rampayli")
    yield
    person.page.locator("[name=place]").first.check()
    go_on(person)
    yield
    go_on(person)
    person.page.locator("[name=camera]").set_input_files(picture())
    person.press_this(person.page.locator("[name=add]"))
    yield
    go_on(person)
    yield
    person.page.locator("[name=same][value=none]").check()
    go_on(person)
    person.sign_in(world.new_citizen(""))
    person.open(f"{root}/file/")
    yield
    person.open(f"{root}/file/you/")
    yield
    go_on(person.fill(name="परीक्षा नागरिक"))
    yield
    go_on(person)
    yield

    # The one question that only corruption complaints ask.
    person.open(f"{root}/file/words/")
    person.page.locator("[name=kind][value=corruption]").check()
    go_on(person.fill(text="लाइनमैन ने रिश्वत मांगी"))
    person.open(f"{root}/file/place/?q=rampayli")
    person.page.locator("[name=place]").first.check()
    go_on(person)
    person.open(f"{root}/file/accused/?department=energy&q=Junior+Engineer")
    yield
    nameless = {"complaint": world.complaint("vigilance.bribe"), "channel": Channel.PORTAL}
    case, secret = file_anonymously(now=clock.now(), **nameless)
    person.open(f"{root}/corruption/follow/")
    go_on(person.fill(number=case.reference, secret="1"))
    yield
    go_on(person.fill(number=case.reference, secret=secret))
    yield
    person.open(f"{root}/corruption/follow/report_retaliation/")
    yield


def complainant(person: Person, world: World, root: str) -> Iterator[None]:
    """Complaints in all states, and everything that can be said to them."""
    cases = Cases(world)
    person.sign_in(world.citizen)
    person.open(f"{root}/mine/")
    yield
    person.open(f"{root}/call-me/?case={cases.new.reference}")
    yield
    for deed in ("ask", "silence"):
        person.press_this(person.page.locator(f"[name=do][value={deed}]"))
        yield
    for case in (cases.new, cases.asked, cases.resolved, cases.closed, cases.noticed, cases.sealed):
        person.open(f"{root}/c/{case.reference}/")
        yield
    for case, act in (
        (cases.new, "citizen_note"),
        (cases.asked, "answer_question"),
        (cases.resolved, "confirm"),
        (cases.resolved, "deny"),
        (cases.noticed, "object"),
        (cases.closed, "reopen"),
    ):
        person.open(f"{root}/c/{case.reference}/{act}/")
        yield
        go_on(person)  # with nothing filled in
        yield


def agent(person: Person, world: World, root: str) -> Iterator[None]:
    """A call, from the number to the wrap-up."""
    cases = Cases(world)
    world.register(citizen=world.new_citizen(), text=WORDS)  # looks alike
    person.sign_in(world.agent)
    left_by_voice(world.citizen.mobile)
    person.open(f"{root}/desk/")
    yield
    person.press_this(person.page.locator("form[action*='/left/'] button"))
    yield
    person.press_this(person.page.locator("[name=nothing][value=silent]"))
    go_on(person.fill(mobile="12"))
    yield
    go_on(person.fill(mobile=world.citizen.mobile))
    yield
    call = person.path
    new_schemes(world)
    person.open(f"{call}schemes/?q=budhape")
    person.unfold_all()
    yield
    person.open(call)
    person.press_this(person.page.locator("button[value=read]"))
    yield
    person.fill(text=WORDS).press_this(person.page.locator("button[value=category]"))
    yield
    person.page.locator("select[name=category]").select_option("energy.no-supply")
    person.fill(place_text="rampayli").press_this(person.page.locator("button[value=place]"))
    yield
    person.press_this(person.page.locator("button[name=pick_place]").first)
    yield
    person.press_this(person.page.locator("button[value=read]"))
    if person.page.locator("button[value=register]").count() == 0:
        person.press_this(person.page.locator("button[value=read]"))
    yield
    person.press_this(person.page.locator("button[value=register]"))
    yield
    for case in (cases.asked, cases.resolved, cases.noticed):
        person.open(f"{call}case/{case.reference}/")
        yield
    person.open(f"{call}?number={cases.new.reference[:-1]}0")
    yield
    person.press_this(person.page.locator("form[action$='/end/'] button").first)  # with nothing chosen
    yield
    person.press_this(person.page.locator("[name=nothing][value=silent]"))
    yield
    go_on(person.fill(mobile=world.citizen.mobile))
    person.unfold_all()
    person.press_this(
        person.page.locator("form[action$='/answer/'] button.govuk-button")
    )  # with nothing written
    yield


def day_of_calls(world: World) -> Recording:
    """A floor at work: calls in all states, agents too, somebody missing, a recording with note and mark, a difference."""
    queue, women = new_queue("general"), women_queue()
    now = clock.now()
    talk = new_call(queue, state="talking", agent=world.agent, talked_at=now, district=world.district)
    new_call(queue, began=now - timedelta(minutes=2))
    new_call(women)
    at_the_phone(world.agent, "talking", call=talk)
    for number, state in enumerate(("ready", "not_ready", "wrap_up", "offered")):
        reason = "lunch" if state == "not_ready" else ""
        at_the_phone(world.new_user(f"सुनीता {number}", Role.AGENT), state, reason=reason)
    for wait, talked in ((5, 60), (12, 90), (40, 200), (70, None)):
        ended_call(
            queue, wait=wait, talk=talked, agent=world.agent if talked else None, district=world.district
        )
    recording = kept_recording(
        ended_call(queue, agent=world.agent), pauses=[[1.0, 2.0]], transcript="बिजली नहीं है"
    )
    RecordingNote.objects.create(
        recording=recording, at_seconds=1.5, text="यहाँ ध्यान दें", author=world.supervisor, written_at=now
    )
    new_recording(ended_call(queue), problem="x")
    missing = world.new_user("रमेश", Role.AGENT)
    Shift.objects.create(user=missing, begins_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=7))
    Difference.objects.create(
        line_id="line-1", what="length", began_at=now, found_at=now, data={"ours": 60, "theirs": 90}
    )
    Difference.objects.create(
        line_id="line-2", what="not_ours", began_at=now, found_at=now, explained_at=now, explanation="परीक्षण"
    )
    return recording


def telephone(person: Person, world: World, root: str) -> Iterator[None]:
    """The phone bar: without a switch, signing in, ringing with the caller, in a call, its dialogs, wrapping up."""
    Cases(world)
    person.sign_in(world.agent)
    person.page.context.grant_permissions(["microphone"])
    person.open(f"{root}/desk/phone/")
    yield
    with switch() as sip, telephone_at(sip.address):
        person.hosts.add(sip.address)
        person.open(f"{root}/desk/")
        yield
        person.open(f"{root}/desk/phone/")
        yield
        go_on(person)
        session = AgentSession.objects.get(user=world.agent, ended_at=None)
        sip.names[session.extension] = decrypt(session.secret)
        sip.wait_for(session.extension)
        yield
        person.page.locator("[data-want=ready]").click()
        AgentSession.objects.update(state=AgentState.READY, wanted="")
        person.page.locator("[data-opens=reasons]").click()
        yield
        call = a_call(world)
        AgentSession.objects.update(state=AgentState.OFFERED, call=call)
        dialog = sip.invite(session.extension, str(call.pk))
        person.page.locator("#pop-who").wait_for()
        yield
        person.page.locator("[data-do=answer]").click()
        sip.ack(session.extension, dialog, sip.wait("SIP/2.0 200", dialog))
        contact = start_interaction(mobile=world.citizen.mobile, agent=world.agent, now=clock.now())
        Call.objects.update(state=CallState.HELD, interaction=contact, talked_at=clock.now())
        AgentSession.objects.update(state=AgentState.TALKING)
        person.page.locator("[data-do=hold][aria-pressed=true]").wait_for()
        yield
        for dialog_name in ("transfer", "keypad"):
            person.page.locator(f"[data-opens={dialog_name}]").click()
            person.page.locator(f"#{dialog_name}[open] button").first.wait_for()
            yield
            person.page.keyboard.press("Escape")
        until = clock.now() + timedelta(seconds=20)
        AgentSession.objects.update(state=AgentState.WRAP_UP, wrap_up_until=until)
        person.page.locator("#phone[data-state=wrap_up]").wait_for()
        yield
        person.open(f"{root}/desk/call/{contact.pk}/threat/")
        go_on(person)
        yield
        Interaction.objects.update(mobile="")
        person.open(f"{root}/desk/call/{contact.pk}/")
        yield
        Call.objects.update(interaction=None)
        person.open(f"{root}/desk/phone/call/{call.pk}/")
        yield


def a_call(world: World) -> Call:
    """A caller who has waited, and two to whom the call could be put through."""
    Destination.objects.create(
        digits="112", name_hi="पुलिस और एम्बुलेंस", name_en="Police, ambulance", is_emergency=True
    )
    queue = Queue.objects.create(code="women", name_hi="महिला हेल्पलाइन", name_en="Women's helpline")
    return Call.objects.create(
        line_id="line-1",
        route=Route.HELPLINE,
        state=CallState.OFFERED,
        began_at=clock.now(),
        queued_at=clock.now(),
        number=world.citizen.mobile,
        citizen=world.citizen,
        district=world.district,
        queue=queue,
        agent=world.agent,
        kind=InteractionKind.STATUS,
    )


def supervisor(person: Person, world: World, root: str) -> Iterator[None]:
    """The floor: figures, notes to the agents, an agent's calls; calls that somebody else is making."""
    cases = Cases(world)
    start_callback(grievance=cases.resolved, agent=world.agent, now=clock.now())
    person.sign_in(world.supervisor)
    recording = day_of_calls(world)
    person.open(f"{root}/floor/")
    person.page.locator(".sw-live-on").wait_for()
    yield
    for path in ("wall", "today", "recordings", "shifts", "report", "differences"):
        person.open(f"{root}/floor/{path}/")
        yield
    person.open(f"{root}/floor/report/?first=2026-11-24&last=2026-11-23&by=queue")
    yield
    person.open(f"{root}/recordings/{recording.pk}/")
    yield
    person.press_this(person.page.locator("form[action$='/mark/'] button.govuk-button"))
    yield
    person.open(f"{root}/floor/shifts/2026-11-23/{world.agent.pk}/")
    yield
    person.fill(begins0="10:00")
    person.press_this(person.page.locator("main form button.govuk-button"))
    yield
    person.open(f"{root}/floor/")
    person.unfold_all().press_this(person.page.locator("form[action$='/note/'] button.govuk-button"))
    yield
    person.fill(text="आज बालाघाट में बिजली बंद है")
    person.press_this(person.page.locator("form[action$='/note/'] button.govuk-button"))
    yield
    person.press_this(person.page.locator("a[href*='/floor/agent/']").first)
    yield
    person.open(f"{root}/desk/")
    yield


def caller_out(person: Person, world: World, root: str) -> Iterator[None]:
    """Whom we are to call; a campaign from its first form to its figures."""
    now = clock.now()
    person.sign_in(world.supervisor)
    person.open(f"{root}/floor/callbacks/")
    yield
    busy = ask_callback(number=MOBILE, reason=CallbackReason.ABANDONED, now=now)
    start_try(callback=busy, now=now)
    end_try(callback=busy, result=Tried.BUSY, now=now)
    ask_callback(number="6000029293", reason=CallbackReason.ASKED, now=now)
    person.open(f"{root}/floor/callbacks/")
    yield
    person.press_this(person.page.locator("[name=do][value=cancel]").first)
    yield
    person.open(f"{root}/floor/campaigns/")
    yield
    person.open(f"{root}/floor/campaigns/new/")
    go_on(person)  # with nothing filled in
    yield
    Template.objects.create(event=Event.CAMPAIGN, language="hi", text="बीज 1 जून से मिलेंगे। -सीएम हेल्पलाइन 181")
    person.open(f"{root}/floor/campaigns/new/")
    person.page.locator("[name=sms_hi]").select_option(index=1)
    person.page.locator("[name=calls_back]").check()
    go_on(person.fill(name="बीज की जानकारी", digits="1800233181"))
    yield
    person.press_this(person.page.locator("[name=do][value=start]"))
    campaign = Campaign.objects.get(number="1800233181")
    for minutes in (0, 70, 80):
        at = now - timedelta(minutes=minutes)
        Call.objects.create(
            line_id=f"missed-{minutes}",
            route=Route.MISSED,
            number=MOBILE,
            campaign=campaign,
            district=world.district if minutes else None,
            state=CallState.ENDED,
            began_at=at,
            ended_at=at,
        )
    person.open(f"{root}/floor/campaigns/{campaign.pk}/")
    yield
    person.open(f"{root}/floor/campaigns/")
    yield


def counsellor(person: Person, world: World, root: str) -> Iterator[None]:
    """The page for women and a request on it; the first minute, a case with all its parts, what a supervisor sees."""
    load_contacts()
    person.open(f"{root}/women/")
    yield
    person.press_this(person.page.locator("main form button"))  # with nothing filled in
    yield
    person.fill(safe_number="9876500010")
    person.page.locator("[name=safe_from]").select_option("0")
    person.page.locator("[name=safe_until]").select_option("24")
    person.press_this(person.page.locator("main form button"))
    yield
    case = open_case(world)
    refer(case=case, kind="shelter", consent="given", actor=world.counsellor, now=clock.now(), words="x")
    begin_follow_up(case=case, actor=world.counsellor, now=clock.now() - timedelta(days=2))
    person.sign_in(world.women_supervisor)
    for page in ("", "new/", f"c/{case.reference}/", "review/", "readings/", "figures/"):
        person.open(f"{root}/women-desk/women/{page}")
        yield
    person.open(f"{root}/women-desk/women/new/")
    person.press_this(person.page.locator("button[name=look]"))
    yield
    person.open(f"{root}/women-desk/women/c/{case.reference}/complaint/")
    yield
    person.fill(text="राशन कार्ड नहीं बना", place_text="रामपायली")
    person.press_this(person.page.locator("button[name=look][value=place]"))
    yield
    person.press_this(person.page.locator("button[name=register]"))  # without her consent
    yield
    person.open(f"{root}/women-desk/women/c/{case.reference}/")
    person.press_this(person.page.locator("form[action$='/number/'] button"))
    yield
    nobody = unnamed_citizen(language="hi", now=clock.now())
    ordinary = world.register(citizen=nobody, now=clock.now())
    je = world.officer("je")
    resolve(grievance=ordinary, words="हो गया", proof=[world.photo(je)], actor=je, now=clock.now())
    register_complaint(
        case=case,
        consent=True,
        register=lambda: ordinary.reference,
        known=0,
        actor=world.counsellor,
        now=clock.now(),
    )
    person.open(f"{root}/women-desk/women/c/{case.reference}/")
    yield
    person.page.locator("#ordinary ~ article details").first.evaluate("answer => { answer.open = true; }")
    person.press_this(person.page.locator("form[action*='/complaint/'] button").first)  # she was not asked
    yield
    person.open(f"{root}/women-desk/women/")
    person.press_this(person.page.locator("form[action*='/request/'] button"))
    yield


def officer(person: Person, world: World, root: str) -> Iterator[None]:
    """The list, cases with all that can be done to them, decisions, the audit."""
    cases = Cases(world)
    person.sign_in(cases.engineer)
    load_replies()
    for path in (
        "",
        "?when=overdue",
        "?narrow=1",
        "score/",
        f"search/?q={cases.new.reference}",
        "search/?q=zzzz",
    ):
        person.open(f"{root}/office/{path}")
        yield
    for case in (cases.new, cases.asked, cases.to_transfer):
        person.open(f"{root}/office/c/{case.reference}/")
        yield
    person.open(f"{root}/office/c/{cases.new.reference}/")
    person.unfold_all()
    yield
    for action in ("resolve", "transfer", "special-closure", "ask"):
        person.open(f"{root}/office/c/{cases.new.reference}/?act={action}")
        yield
    person.open(f"{root}/office/c/{cases.new.reference}/?act=resolve")
    person.page.locator("[name=camera]").set_input_files(picture())
    go_on(person)  # with a photo and without words
    yield
    person.sign_in(cases.approver_of_closures()).open(f"{root}/office/approvals/")
    person.unfold_all()
    yield
    person.open(f"{root}/office/c/{cases.to_close.reference}/")
    yield
    sealed = world.register(
        code="vigilance.bribe",
        accused_named="सहायक अभियंता",
        uploads=(world.photo(world.citizen),),
    )
    vigilance = world.officer("district-vigilance")
    threat = {"words": "धमकी दी", "channel": Channel.PORTAL, "actor": world.citizen}
    report_retaliation(grievance=sealed, now=clock.now(), **threat)
    person.sign_in(vigilance)
    for path in ("", "figures/", f"{sealed.reference}/"):
        person.open(f"{root}/office/vigilance/{path}")
        person.unfold_all()
        yield
    ask_reveal(grievance=sealed, words="बयान", actor=vigilance, now=clock.now())
    hand_over(grievance=sealed, agency="eow", words="जाँच", actor=vigilance, now=clock.now())
    person.sign_in(world.officer("division-vigilance"))
    for path in ("", f"{sealed.reference}/"):
        person.open(f"{root}/office/vigilance/{path}")
        person.unfold_all()
        yield
    person.sign_in(world.auditor).open(f"{root}/office/audit/")
    yield
    person.open(f"{root}/office/c/{cases.closed.reference}/")
    yield
    person.sign_in(world.officer("district-vigilance")).open(f"{root}/office/c/{cases.sealed.reference}/")
    yield


def staff(person: Person, world: World, root: str) -> Iterator[None]:
    """Signing in: password, second factor, recovery codes; and areas that are not for everybody."""
    person.open(f"{root}/staff/login/")
    yield
    go_on(person.fill(login="je", password="wrong"))
    yield
    newcomer = world.new_user("newcomer", Role.OFFICER)
    go_on(person.fill(login="newcomer", password="correct horse battery"))
    assert person.path == f"{root}/staff/reauthenticate/"
    yield
    go_on(person.fill(password="correct horse battery"))
    assert person.path == f"{root}/staff/mfa/totp/activate/"
    yield
    key = person.page.locator("main .sw-key").first.inner_text()
    go_on(person)  # without the code
    yield
    go_on(person.fill(code=pyotp.TOTP(key).now()))
    yield
    for path in (
        "/staff/mfa/",
        "/staff/mfa/recovery-codes/",
        "/staff/password/change/",
        "/staff/logout/",
        "/staff/password/reset/",
    ):
        person.open(root + path)
        yield
    User.objects.filter(pk=newcomer.pk).update(is_demo=True)
    assert person.open(f"{root}/desk/").status == 403
    yield
    person.sign_out().open(f"{root}/admin/")
    assert person.path == f"{root}/staff/login/"


def administrator(person: Person, world: World, root: str) -> Iterator[None]:
    """Where an administrator starts; every list and what stands behind its first row; an officer is moved."""
    make_rows(world)
    person.sign_in(world.administrator)
    person.open(f"{root}/admin/")
    yield
    for address in person.page.locator(".sw-tasks a").evaluate_all("all => all.map(one => one.pathname)"):
        person.open(address)
        yield
        row = person.page.locator("#result_list tbody th a, .sw-settings a").first
        if row.count():
            person.press_this(row)
            yield
    person.open(f"{root}/admin/offices/posting/move/")
    person.press_this(person.page.locator(".submit-row input"))  # with nobody chosen
    yield
    person.open(f"{root}/admin/accounts/user/add/")
    yield
    person.open(f"{root}/admin/accounts/user/{world.agent.pk}/history/")
    yield


def make_rows(world: World) -> None:
    """A row in every list that is empty otherwise."""
    now = clock.now()
    world.register()
    ApiKey.issue(name="portal", scopes=[])
    Holiday.objects.create(day="2026-12-25", name_hi="क्रिसमस", name_en="Christmas")
    Leave.objects.create(user=world.agent, period=("2026-12-01", "2026-12-03"))
    AccessLog.objects.create(at=now, user=world.agent, what="case")
    Feedback.objects.create(at=now, language="hi", useful=True, text="अच्छा है")
    department = world.category().department
    DispatchGap.objects.create(
        department=department, level=1, place=world.tehsil, reason="vacant", last_seen=now
    )


def phones(person: Person, world: World, root: str) -> Iterator[None]:
    """The simulated phones, with and without messages."""
    person.open(f"{root}/simulators/sms")
    yield
    person.open(f"{root}/sign-in/")
    go_on(person.fill(mobile=MOBILE))
    person.newest_message(MOBILE)
    person.open(f"{root}/simulators/sms")
    yield


TOURS: tuple[Tour, ...] = (
    visitor,
    seeker,
    applicant,
    payer,
    filer,
    complainant,
    agent,
    telephone,
    supervisor,
    caller_out,
    counsellor,
    officer,
    staff,
    administrator,
    editor,
    phones,
)


def go_on(person: Person) -> None:
    """The green button."""
    person.press_this(person.page.locator(GO_ON).last)


def picture() -> dict[str, object]:
    """A photo as Playwright wants it."""
    photo = photo_file()
    return {"name": photo.name, "mimeType": photo.content_type, "buffer": photo.read()}


def recording() -> dict[str, object]:
    """A voice as Playwright wants it."""
    voice = sound_file()
    return {"name": voice.name, "mimeType": voice.content_type, "buffer": voice.read()}
