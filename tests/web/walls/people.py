"""Who stands in the columns of the matrix, and what its addresses lead to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.conf import settings
from django.contrib.admin.utils import quote
from django.core import signing
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver

from sunwai.accounts.models import ApiKey, ApiScope, User, log_access
from sunwai.accounts.roles import Role
from sunwai.api.models import Jurisdiction
from sunwai.calls.actions.callbacks import ask_callback
from sunwai.calls.actions.campaigns import write_campaign
from sunwai.calls.actions.flows import draft_flow
from sunwai.calls.enums import CallbackReason
from sunwai.calls.models import AgentProfile, Announcement, Call, Difference, DoNotDisturb, Flow, Queue
from sunwai.calls.prompts.library import laid_out
from sunwai.calls.prompts.sound import SILENCE
from sunwai.calls.shipped import load_calls
from sunwai.citizens.codes import issue_code
from sunwai.citizens.sessions import begin_app_session, token_of
from sunwai.conversations.actions import take_in_sms
from sunwai.core.models import Holiday, Setting
from sunwai.cpgrams.models import (
    AsideRecord,
    CentralCategory,
    CentralGrievance,
    CentreCall,
    DistrictSpelling,
    Push,
)
from sunwai.gateways.models import SimulatedUpdate
from sunwai.grievances.actions.closure import confirm
from sunwai.grievances.actions.drafts import attach_to_draft, save_draft
from sunwai.grievances.actions.floor import write_floor_note
from sunwai.grievances.actions.interactions import start_interaction
from sunwai.grievances.actions.registration import Filing, join_grievance, register_grievance
from sunwai.grievances.actions.work import resolve
from sunwai.janseva import links as janseva_links
from sunwai.janseva.actions.appealing import file_appeal
from sunwai.janseva.actions.applying import Request, confirm_application, take_application
from sunwai.janseva.actions.deciding import reject_application, sanction_application
from sunwai.janseva.actions.issuing import issue_certificate
from sunwai.janseva.models import LedgerEntry, Payment, Penalty, Service
from sunwai.messages.enums import Channel
from sunwai.messages.models import ProviderHealth
from sunwai.offices.models import Department, DepartmentKey, DispatchGap, Leave
from sunwai.schemes.models import OpenQuestion, Scheme, SchemeChange
from sunwai.vigilance.actions.hand_over import hand_over
from sunwai.web.drafts import COOKIE
from sunwai.web.middleware import CITIZEN_KEY
from sunwai.web.office.models import Reply
from sunwai.web.portal.models import Feedback
from sunwai.webhooks.models import Delivery
from sunwai.webhooks.payload import test_event
from sunwai.womenline import wall
from sunwai.womenline.actions.complaints import register_complaint
from sunwai.womenline.actions.follow_ups import begin_follow_up
from sunwai.womenline.actions.referrals import refer
from sunwai.womenline.actions.requests import ask_to_be_called
from sunwai.womenline.contacts import load_contacts
from sunwai.womenline.enums import Consent, ReferralKind
from sunwai.womenline.families import family
from sunwai.womenline.models import CallRequest
from tests.calls_world import at_the_phone, kept_recording, left_by_voice, new_call, new_queue, women_queue
from tests.webhooks.conftest import new_endpoint
from tests.womenline.conftest import HERS, open_case
from tests.world import MONDAY, World

# Column → who it is. The order is that of the table.
WHO = {
    "n": "nobody",
    "d": "nobody, in whose browser lies an unsent draft",
    "c": "the citizen who brought the cases",
    "j": "a citizen who joined one of them",
    "o": "another citizen",
    "h": "the officer who holds the case",
    "l": "an officer further up in its line",
    "e": "an officer elsewhere",
    "v": "the vigilance officer who holds the sealed case",
    "a": "the agent on the call",
    "b": "another agent",
    "s": "the floor supervisor",
    "q": "the quality auditor",
    "m": "the administrator",
    "z": "an officer who has not set up the second factor",
    "p": "an officer whose password the administrator gave",
    "x": "an officer whose account was closed",
}
KEYS = {
    "n": "no key",
    "f": "a key that files; the case was filed with it",
    "r": "a key that reads; nothing was filed with it",
    "b": "a key that files and reads; the case was filed with it",
    "w": "a key that was revoked",
    "s": "the own system of the department with which most cases lie",
    "v": "the own system of the vigilance department",
    "a": "an app, before somebody signs in",
    "c": "the citizen who brought the cases, signed in to the app",
    "o": "another citizen, signed in to the app",
}


# Lists of the administration, by what can be done with them; a row of the table stands for every one of its list.
STAYING = (
    "accounts/user",
    "accounts/apikey",
    "calls/queue",
    "womenline/contact",
)  # their names stand on timelines and calls
SETTINGS = ("core/setting",)  # one page: nothing to tick, nothing to add
OTHERS = (
    "places/place",
    "offices/department",
    "offices/category",
    "offices/designation",
    "offices/post",
    "offices/posting",
    "offices/leave",
    "core/holiday",
    "api/jurisdiction",
    "sunwai_messages/template",
    "web_office/reply",
    "calls/number",
    "calls/destination",
    "calls/announcement",
    "calls/agentprofile",
    "janseva/service",
    "calls/donotdisturb",
    "cpgrams/centralcategory",
    "cpgrams/districtspelling",
    "webhooks/endpoint",
)
READINGS = ("accounts/accesslog",)
LOGS = (
    "offices/dispatchgap",
    "sunwai_messages/message",
    "conversations/incoming",
    "sunwai_messages/providerhealth",
    "web_portal/feedback",
    "cpgrams/centrecall",
    "webhooks/delivery",
    "schemes/scheme",
    "janseva/ledgerentry",
)
LISTS = {
    "{table}": STAYING + SETTINGS + OTHERS,
    "{tickable}": STAYING + OTHERS,
    "{staying}": STAYING,
    "{removable}": SETTINGS + OTHERS,
    "{readings}": READINGS,
    "{log}": LOGS,
}


class Matrix:
    """The world of the matrix. `things` are the names in its addresses."""

    def __init__(self) -> None:
        self.world = world = World()
        self.joined, self.other = world.new_citizen("राधा बाई"), world.new_citizen("मोहन लाल")
        self.things: dict[str, Any] = {}
        self.one = Client()
        self._make_keys()
        self._make_cases()
        self._make_applications()
        self._make_calls_and_drafts()
        self._make_confidential_case()
        self._make_calls_to_be_made()
        self._make_rows_of_the_admin()
        self.browsers = self._cookies()

    # ── Asking ───────────────────────────────────────────────────────────────────────────────────────

    def client(self, letter: str, *, is_program: bool = False) -> Client:
        """The browser of this column as it was at the beginning, or a program with the key of this column.

        It is always the same one: a new one would read all middleware anew.
        """
        self.one.cookies.clear()
        self.one.cookies.load({} if is_program else self.browsers[letter])
        key = self.keys.get(letter, "") if is_program else ""
        self.one.defaults = {"HTTP_AUTHORIZATION": f"Bearer {key}"} if key else {}
        return self.one

    # ── Making ───────────────────────────────────────────────────────────────────────────────────────

    def _make_keys(self) -> None:
        scopes = {
            "f": [ApiScope.FILE],
            "r": [ApiScope.READ],
            "b": [ApiScope.FILE, ApiScope.READ],
            "w": list(ApiScope),
            "s": [ApiScope.DEPARTMENT_READ, ApiScope.DEPARTMENT_WRITE],
            "v": [ApiScope.DEPARTMENT_READ, ApiScope.DEPARTMENT_WRITE],
            "a": [ApiScope.APP],
        }
        issued = {
            letter: ApiKey.issue(name=KEYS[letter], scopes=list(given)) for letter, given in scopes.items()
        }
        self.keys = {letter: text for letter, (_key, text) in issued.items()}
        for letter, department in (("s", "energy"), ("v", "vigilance")):
            DepartmentKey.objects.create(
                key=issued[letter][0], department=Department.objects.get(code=department)
            )
        for letter, citizen in (("c", self.world.citizen), ("o", self.other)):
            session = begin_app_session(citizen=citizen, key=issued["a"][0], now=MONDAY)
            self.keys[letter] = token_of(session)
        revoked = issued["w"][0]
        revoked.revoked_at = MONDAY
        revoked.save()
        for letter in "fb":
            case = register_grievance(
                citizen=self.world.citizen,
                complaint=self.world.complaint(),
                channel=Channel.API,
                actor=issued[letter][0],
                now=MONDAY,
                filing=Filing(issued[letter][0], None, b""),
            )
            self.things[f"filed_{letter}"] = case.reference

    def _make_cases(self) -> None:
        world, junior = self.world, self.world.officer("je")
        photo, more = world.photo(world.citizen), world.photo(world.citizen)
        case = world.register(uploads=(photo,))
        join_grievance(
            grievance=case, citizen=self.joined, channel=Channel.PORTAL, actor=self.joined, now=MONDAY
        )
        sealed = world.register(code="vigilance.bribe", uploads=(more,), accused_post=world.post("je"))
        solved, done = world.register(code="energy.transformer"), world.register(code="energy.transformer")
        proof = world.photo(junior)
        resolve(grievance=solved, words="बदल दिया", proof=[proof], actor=junior, now=MONDAY)
        resolve(grievance=done, words="बदल दिया", proof=[world.photo(junior)], actor=junior, now=MONDAY)
        done.refresh_from_db()
        confirm(grievance=done, rating=5, words="", channel=Channel.PORTAL, actor=world.citizen, now=MONDAY)
        self.things |= {
            "case": case.reference,
            "others": world.register(citizen=self.other, code="revenue.mutation").reference,
            "sealed": sealed.reference,
            "package": hand_over(
                grievance=sealed,
                agency="eow",
                words="x",
                actor=world.officer("district-vigilance"),
                now=MONDAY,
            ).pk,
            "solved": solved.reference,
            "closed": done.reference,
            "photo": photo.pk,
            "sealed_photo": more.pk,
            "proof": proof.pk,
        }

    def _make_applications(self) -> None:
        """One whose link was sent, one before the officer, one that was issued."""
        world = self.world
        service = Service.objects.create(
            code="x",
            category=world.category(),
            act_days=3,
            helpline_days=1,
            source="x",
            text_hi="x",
            text_en="x",
        )
        request = Request(service=service, place=world.village, applicant_name="सीता बाई", answers={})
        asked, submitted, issued, refused, appealed = (
            take_application(
                citizen=world.citizen, request=request, channel=Channel.CALL, actor=world.agent, now=MONDAY
            )
            for _one in range(5)
        )
        self.things |= {
            "taken": asked.reference,
            "link": janseva_links.token_of(asked.links.get()),
            "application": submitted.reference,
            "issued": issued.reference,
            "refused": refused.reference,
        }
        for application in (submitted, issued, refused, appealed):
            code = issue_code(mobile=world.citizen.mobile, now=MONDAY)
            confirm_application(
                link=application.links.get(),
                code=code,
                applicant_name="सीता बाई",
                answers={},
                declared=True,
                now=MONDAY,
            )
        sanction_application(application=issued, actor=world.officer("je"), now=MONDAY)
        certificate = issue_certificate(application_id=issued.pk, now=MONDAY)
        self.things["paper"] = certificate.code
        for application in (refused, appealed):
            reject_application(
                application=application, reason="not_true", words="x", actor=world.officer("je"), now=MONDAY
            )
            application.refresh_from_db()
        appeal = file_appeal(application=appealed, words="x", actor=world.citizen, now=MONDAY)
        penalty = Penalty.objects.create(
            appeal=appeal,
            officer=world.officer("je"),
            post=appealed.post,
            kind="failure",
            paise=50000,
            imposed_at=MONDAY,
            imposed_by=world.officer("se"),
        )
        self.things |= {"appeal": appeal.pk, "penalty": penalty.pk}
        payment = Payment.objects.create(
            application=asked, gateway="razorpay", order="order_1", paise=1000, opened_at=MONDAY
        )
        LedgerEntry.objects.create(payment=payment, kind="charged", number="pay_1", paise=1000, at=MONDAY)

    def _make_calls_and_drafts(self) -> None:
        world = self.world
        call = start_interaction(mobile=world.citizen.mobile, agent=world.agent, now=MONDAY)
        of_call = {"interaction": call.pk}
        typed = save_draft(draft=None, citizen=None, agent=world.agent, data=of_call, now=MONDAY)
        register_grievance(
            citizen=world.citizen,
            complaint=world.complaint("energy.transformer"),
            channel=Channel.CALL,
            actor=world.agent,
            now=MONDAY,
            draft=typed,
        )
        answers = {
            "text": "नामांतरण नहीं हुआ",
            "kind": "complaint",
            "category": "revenue.mutation",
            "place": world.other_village.pk,
            "seen": ["words", "subject", "place", "details", "files"],
        }
        self.draft = save_draft(draft=None, citizen=None, agent=None, data=answers, now=MONDAY)
        self._make_telephone()
        Call.objects.filter(pk=self.things["talk"]).update(interaction=call)
        note = write_floor_note(text="x", agent=None, hours=8, actor=world.supervisor, now=MONDAY)
        unsent = world.photo(world.citizen)
        attach_to_draft(draft=self.draft, upload=unsent, now=MONDAY)
        save_draft(draft=None, citizen=world.citizen, agent=None, data=answers, now=MONDAY)
        self.things |= {
            "call": call.pk,
            "agent": world.agent.pk,
            "floor_note": note.pk,
            "typed": typed.pk,
            "unsent": unsent.pk,
            "mobile": world.citizen.mobile,
        }

    def _make_telephone(self) -> None:
        world = self.world
        general, women = new_queue(), women_queue()
        talk = new_call(general, state="talking", agent=world.agent)
        secret = new_call(women, state="talking")
        announcement = Announcement.objects.create(
            words_hi="x", since=MONDAY, until=MONDAY + timedelta(days=1)
        )
        self.things |= {
            "talk": talk.pk,
            "secret_talk": secret.pk,
            "session": at_the_phone(world.agent, "talking", call=talk).pk,
            "announcement": announcement.pk,
            "recording": kept_recording(talk).pk,
            "left": left_by_voice(world.citizen.mobile).pk,
            "secret_left": left_by_voice("9876500009", women).pk,
            "secret_recording": kept_recording(secret).pk,
            "difference": Difference.objects.create(
                line_id="x", what="not_ours", began_at=MONDAY, found_at=MONDAY
            ).pk,
        }

    def _make_confidential_case(self) -> None:
        """A woman's case with its parts, and a request to be called: for everybody in the table not there."""
        load_contacts()
        case = open_case(self.world)
        given = {"case": case, "actor": self.world.counsellor, "now": MONDAY}
        refer(**given, kind=ReferralKind.SHELTER, consent=Consent.GIVEN)
        begin_follow_up(**given)
        register_complaint(**given, consent=True, register=lambda: "481209375", known=0)
        ask_to_be_called(family=family("women"), person=HERS, address="10.0.0.1", now=MONDAY)
        with wall.opened(wall.KEEPER):
            self.things |= {
                "womans": case.reference,
                "referral": case.referrals.get().pk,
                "ordinary": case.notes.get(about="complaint").pk,
                "follow_up": case.follow_ups.first().pk,
                "asked": CallRequest.objects.get().pk,
            }

    def _make_calls_to_be_made(self) -> None:
        """A callback, one of the women's helpline, a campaign."""
        women = Queue.objects.get(is_confidential=True)
        asked = {"reason": CallbackReason.ASKED, "now": MONDAY}
        campaign = write_campaign(
            campaign=None,
            name="x",
            digits="18100",
            queue=None,
            greeting_hi="",
            greeting_en="",
            sms_hi=None,
            sms_en=None,
            calls_back=True,
            since=MONDAY,
            until=None,
            actor=self.world.supervisor,
            now=MONDAY,
        )
        self.things |= {
            "callback": ask_callback(number="9876500001", **asked).pk,
            "secret_callback": ask_callback(number="9876500002", queue=women, **asked).pk,
            "campaign": campaign.pk,
        }

    def _make_rows_of_the_admin(self) -> None:
        world = self.world
        Holiday.objects.create(day=MONDAY.date(), name_en="A day", name_hi="एक दिन")
        DoNotDisturb.objects.create(number="9876500003", since=MONDAY)
        Jurisdiction.objects.create(code="balaghat.mp.gov.in", place=world.district, is_active=False)
        Setting.objects.create(key="otp.minutes", value=10)
        Leave.objects.create(user=world.officer("md"), period=("2026-12-01", "2026-12-02"))
        DispatchGap.objects.create(
            department=world.category().department,
            level=1,
            place=world.village,
            reason="vacant",
            last_seen=MONDAY,
        )
        ProviderHealth.objects.create(name="generic-http", failing_since=MONDAY)
        Feedback.objects.create(at=MONDAY, language="hi", useful=True, text="अच्छा")
        load_calls(now=MONDAY)
        laid_out(bytes([SILENCE]) * 80, "walls")
        AgentProfile.objects.create(user=world.agent, languages=["hi"])
        draft_flow(flow=Flow.objects.get(code="helpline"), actor=world.administrator, now=MONDAY)
        scheme = Scheme.objects.create(
            code="x", department=world.category().department, link="https://x.example/", order=1
        )
        change = SchemeChange.objects.create(
            scheme=scheme, columns={"fee_hi": "x"}, before={"fee_hi": ""}, by=world.administrator, at=MONDAY
        )
        question = OpenQuestion.objects.create(
            key="x", text="x", asked_by="call", first_at=MONDAY, last_at=MONDAY
        )
        self.things |= {"change": change.pk, "question": question.pk}
        Reply.objects.create(code="mended", action="resolve", text_hi="ठीक कर दिया", text_en="It is mended.")
        endpoint = new_endpoint(world.administrator)
        event = test_event(now=MONDAY)
        event.save()
        Delivery.objects.create(endpoint=endpoint, event=event, created_at=MONDAY, next_at=MONDAY)
        came = {"provider": "smpp", "provider_id": "1", "sender": "9800000001", "text": "x"}
        take_in_sms(**came, received_at=MONDAY, now=MONDAY)
        log_access(user=world.agent, what="case", now=MONDAY)
        self._make_rows_of_the_centre()
        for label in (*LISTS["{table}"], *READINGS, *LOGS):
            row = apps.get_model(*label.split("/")).objects.order_by("-pk").first()
            self.things[label] = quote(row.pk)

    def _make_rows_of_the_centre(self) -> None:
        world = self.world
        CentralCategory.objects.create(code=7, name="Electricity", category=world.category())
        DistrictSpelling.objects.create(spelling="BALA GHAAT", district=world.district)
        CentreCall.objects.create(link="http", what="push", at=MONDAY, ms=1)
        aside = AsideRecord.objects.create(
            source="http", place="x", digest=b"x", reason="text", record=b"", at=MONDAY
        )
        central = CentralGrievance.objects.create(
            registration_no="GOVMP/E/2026/0000001",
            grievance=world.register(),
            source="http",
            category_code=7,
            district_name="BALAGHAT",
            received_at=MONDAY,
            due_at=MONDAY,
            taken_at=MONDAY,
        )
        push = Push.objects.create(
            central=central, kind="status", at=MONDAY, state="refused", not_before=MONDAY
        )
        SimulatedUpdate.objects.create(update_id="walls", kind="closed", data={}, report=b"%PDF-", at=MONDAY)
        self.things |= {
            "aside": aside.pk,
            "push": push.pk,
            "subject": world.category().pk,
            "district": world.district.pk,
        }

    def _cookies(self) -> dict[str, dict[str, str]]:
        citizens = {"c": self.world.citizen, "j": self.joined, "o": self.other}
        return {
            "n": {},
            "d": {COOKIE: signing.dumps(str(self.draft.pk), salt=COOKIE)},
            **{letter: self._session(**{CITIZEN_KEY: one.pk}) for letter, one in citizens.items()},
            **{letter: self._session(one) for letter, one in self._staff().items()},
        }

    def _staff(self) -> dict[str, User]:
        """Who works here; all but one have a second factor."""
        world = self.world
        found = {
            "h": world.officer("je"),
            "l": world.officer("ae"),
            "e": world.officer("patwari"),
            "v": world.officer("district-vigilance"),
            "a": world.agent,
            "b": world.new_user("another-agent", Role.AGENT),
            "s": world.supervisor,
            "q": world.auditor,
            "m": world.administrator,
            "z": world.new_user("without-second-factor", Role.OFFICER),
            "p": world.new_user("with-given-password", Role.OFFICER),
            "x": world.new_user("closed", Role.OFFICER),
        }
        for letter in set(found) - {"z"}:
            TOTP.activate(found[letter], generate_totp_secret())
        RecoveryCodes.activate(found["h"])
        found["p"].give_password("given by another")
        found["p"].save()
        found["x"].is_active = False
        found["x"].save()
        return found

    def _session(self, user: User | None = None, **data: Any) -> dict[str, str]:
        """The cookie of a session in which `user`, or the citizen of `data`, is signed in."""
        client = Client()
        if user:
            client.force_login(user)
        session = client.session
        session.update(data)
        session.save()
        return {settings.SESSION_COOKIE_NAME: str(session.session_key)}


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back at its end. Actions, which are durable, believe that they are alone."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield
        transaction.set_rollback(True)


def addresses(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """The patterns of all addresses there are, as `resolve(…).route` calls them."""
    for one in (resolver or get_resolver()).url_patterns:
        route = before + str(one.pattern).removeprefix("^" if before else "")
        if isinstance(one, URLResolver):
            yield from addresses(one, route)
        else:
            yield route
