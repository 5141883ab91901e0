"""The special services: a scheme found by need; a certificate from the call to the verified paper and into a locker; a
copy of a khasra paid for; an overdue one appealed and penalised; a woman's request that only counsellors find; a
corruption complaint that the accused cannot.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from sunwai.config.selftest import Step
from sunwai.config.selftest.browser import Browser, StepFailed, wait_for
from sunwai.config.selftest.people import MOBILE, VILLAGE, sign_in_of
from sunwai.config.selftest.people import Shared as People
from sunwai.core import clock
from sunwai.core.reference import spaced

QUESTION = "kya meri beti ko scholarship milegi"
AADHAAR, AADHAAR_CODE = "2341 2341 2346", "412346"  # of the simulated agency
SERVICE = "income-certificate"
INCOME: dict[str, Any] = {
    "applicant_name": "सीता बाई",
    "guardian_name": "रामलाल",
    "relation": "father",
    "income": "48000",
    "income_source": "farming",
}
SAID = "पड़ोस में छिपी हूँ"
DAY = timedelta(days=1)


class Shared(People):
    """As for a complaint, with an agent, and with the browsers of those who are refused."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.agent, self.authority, self.counsellor = (Browser(address) for _person in range(3))
        self.engineer = Browser(address)  # signs in once: a code of the second factor is good once
        self.link = self.number = self.code = self.call = ""
        self.paper = b""

    def named(self, username: str) -> tuple[str, str, str]:
        """How the invented member of staff signs in."""
        found = [user for user in self.credentials["users"] if user["username"] == username]
        if not found:
            raise StepFailed(f"the demo has no {username}")
        return sign_in_of(found[0])

    def signed_in(self, username: str) -> Browser:
        """A browser of their own."""
        browser = Browser(self.address)
        browser.sign_in_staff(*self.named(username))
        return browser


def finds_scholarships_for_girls(path: Shared) -> None:
    """In the words of a mother, in Latin letters."""
    path.citizen.open(f"/schemes/?{urlencode({'q': QUESTION})}")
    path.citizen.expect("छात्रवृत्ति")


def agent_takes_an_application(path: Shared) -> None:
    """On a call, by the questions of the service; the caller gets a link."""
    path.agent.sign_in_staff(*path.named("agent.rekha"))
    path.agent.open("/desk/")
    path.agent.send(with_field="mobile", mobile=MOBILE)
    path.call = path.agent.find(r"/desk/call/(\d+)/")
    path.agent.open(f"/desk/call/{path.call}/service/?service={SERVICE}")
    path.agent.send(with_field="place_text", place_text=VILLAGE, do="place", **INCOME)
    path.agent.send(with_field="place_text", place="वारासिवनी", do="take")
    path.number, path.link = _taken(path)


def applicant_is_identified(path: Shared) -> None:
    """By Aadhaar and the code of UIDAI; the number itself stands on no page afterwards."""
    path.citizen.open(path.link)
    path.citizen.send(with_field="aadhaar", aadhaar=AADHAAR, agreed="on")
    if AADHAAR.replace(" ", "") in path.citizen.text:
        raise StepFailed("the Aadhaar number stands on the page")
    path.citizen.send(with_field="sealed", code=AADHAAR_CODE)
    path.citizen.expect("xxxx xxxx 2346")


def applicant_confirms(path: Shared) -> None:
    """Declares it, and proves the phone by a code; the link is void then."""
    _confirm(path, with_field="guardian_name")
    if path.citizen.http.get(path.link).status_code != 404:
        raise StepFailed("the link still opens")


def officer_sanctions(path: Shared) -> None:
    """The tehsildar alone finds it; the paper is signed and announced."""
    path.engineer.sign_in_staff(*path.named("je.waraseoni"))
    if path.engineer.http.get(f"/office/services/{path.number}/").status_code != 404:
        raise StepFailed("an officer of another department opens it")
    path.officer.sign_in_staff(*path.named("tehsildar.waraseoni"))
    path.officer.open(f"/office/services/{path.number}/sanction/")
    path.officer.send(with_field="sure", sure="on")
    text = path.wait_for_message("तैयार है")
    found = re.search(r"/v/([a-z0-9]{16})/", text)
    if found is None:
        raise StepFailed(f"no code in “{text}”")
    path.code = found[1]


def applicant_saves_the_paper(path: Shared) -> None:
    """Signed in by the code that confirmed it; whoever is not is led to signing in."""
    path.paper = _pdf(path.citizen, f"/s/mine/{path.number}/paper.pdf")
    if Browser(path.address).http.get(f"/s/mine/{path.number}/paper.pdf").content.startswith(b"%PDF"):
        raise StepFailed("somebody who is not signed in has the paper")


def paper_is_genuine_and_a_changed_one_is_not(path: Shared) -> None:
    """By the page that everybody can open."""
    anybody = Browser(path.address)
    changed = path.paper.replace(b"/Title", b"/Titel", 1)
    for content, words in ((path.paper, "ठीक वही है"), (changed, "बदली गई")):
        anybody.open(f"/v/{path.code}/")
        anybody.send(with_field="csrfmiddlewaretoken", files={"file": ("x.pdf", content, "application/pdf")})
        anybody.expect(words)


def locker_fetches_it(path: Shared) -> None:
    """DigiLocker finds it for who has its name, for nobody else, and opens it."""
    from sunwai.janseva.models import Application

    anybody = Browser(path.address)
    name = Application.objects.get(reference=path.number).applicant_name
    anybody.open("/simulators/digilocker")
    anybody.send(with_field="code", full_name="Somebody Else", doc_type="INCER", code=path.code, expect=422)
    anybody.send(with_field="code", full_name=name)
    anybody.send(to="/simulators/digilocker/open")
    if not anybody.text.startswith("%PDF"):
        raise StepFailed("the locker does not open it")


def khasra_copy_is_paid_for_and_delivered(path: Shared) -> None:
    """Land found by its owner; the fee paid once; the certified copy and the receipt are there."""
    from sunwai.janseva.models import LedgerEntry

    path.agent.open(f"/desk/call/{path.call}/service/?service=khasra-copy")
    path.agent.send(with_field="place_text", place_text=VILLAGE, do="place", applicant_name="सीता बाई")
    path.agent.send(with_field="place_text", place="वारासिवनी", parcel_text="ramlal", do="land")
    khasra = path.agent.find(r'name="parcel" value="([^"]+)"')
    path.agent.send(with_field="place_text", parcel=khasra, copy="certified", do="take")
    number, link = _taken(path)
    path.citizen.open(link)
    _confirm(path, with_field="parcel")
    path.citizen.open(f"/s/mine/{number}/pay/")
    path.citizen.expect("₹10")
    path.citizen.send(with_field="order_id")
    path.citizen.send(with_field="order", do="pay")
    path.citizen.send(to="/s/paid/")
    path.citizen.expect("अधिकारी के पास है")
    _pdf(path.citizen, f"/s/mine/{number}/receipt.pdf")
    path.officer.open(f"/office/services/{number}/sanction/")
    path.officer.send(with_field="sure", sure="on")
    path.wait_for_message("तैयार है", spaced(number))
    _pdf(path.citizen, f"/s/mine/{number}/paper.pdf")
    charged = LedgerEntry.objects.filter(payment__application__reference=number).count()
    if charged != 1:
        raise StepFailed(f"the ledger has {charged} lines for one fee")


def overdue_one_is_appealed_and_penalised(path: Shared) -> None:
    """Days pass for one application; first appeal, second appeal, hearing, ₹250 for each day; a revision lowers it."""
    from sunwai.accounts.models import User
    from sunwai.janseva.actions import appealing
    from sunwai.janseva.enums import Outcome, PenaltyKind
    from sunwai.janseva.models import Application, Penalty
    from sunwai.janseva.sweeps import mark_overdue

    application = _submitted()
    late = application.act_due_at + 4 * DAY
    mark_overdue(now=late)
    application.refresh_from_db()
    first = appealing.file_appeal(application=application, words="देरी", actor=application.citizen, now=late)
    sdo = User.objects.get(username="sdo.waraseoni")
    collector = User.objects.get(username="collector.balaghat")
    dismissed = appealing.Order(outcome=Outcome.DISMISSED, words="खारिज")
    appealing.decide_appeal(appeal=first, order=dismissed, actor=sdo, now=late)
    second = appealing.file_appeal(application=application, words="देरी", actor=application.citizen, now=late)
    appealing.fix_hearing(appeal=second, hearing_at=late + DAY, actor=collector, now=late)
    order = appealing.Order(outcome=Outcome.ALLOWED, words="दें", kind=PenaltyKind.DELAY, compensation=500)
    appealing.decide_appeal(appeal=second, order=order, actor=collector, now=late + DAY)
    penalty = Penalty.objects.get()
    if (penalty.days, penalty.paise) != (5, 125_000):
        raise StepFailed(f"{penalty.days} days cost {penalty.paise} paise")
    path.authority.sign_in_staff(*path.named("collector.balaghat"))
    path.authority.open("/office/appeals/recovery/")
    path.authority.expect("₹1,250")
    assert Application.objects.get(pk=application.pk).state == "with_officer"
    asked = appealing.ask_revision(penalty=penalty, words="बाढ़", actor=penalty.officer, now=late + DAY)
    commissioner = User.objects.get(username="commissioner.revenue")
    appealing.decide_revision(appeal=asked, words="कम", penalty=250, actor=commissioner, now=late + 2 * DAY)
    path.authority.open("/office/appeals/recovery/")
    path.authority.expect("₹250", "₹1,250")


def woman_asks_to_be_called(path: Shared) -> None:
    """By the page with the quick exit; the counsellor opens the request, with number and code word."""
    woman = Browser(path.address)
    woman.open("/women/")
    woman.send(
        with_field="safe_number", safe_number="6000018190", code_word="पीपल", safe_from="0", safe_until="24"
    )
    path.counsellor.sign_in_staff(*path.named("counsellor.asha"))
    path.counsellor.open("/women-desk/women/")
    path.counsellor.send(to=path.counsellor.find_all(r'action="([^"]*/request/\d+/)"')[-1])
    path.counsellor.expect("6000018190", "पीपल")


def emergency_is_triaged_and_referred(path: Shared) -> None:
    """The first minute, a referral with her consent, follow-ups; everybody else is refused."""
    path.counsellor.open("/women-desk/women/new/")
    path.counsellor.send(with_field="q_weapon", q_weapon="yes", triage="emergency", words=SAID)
    case = urlsplit(path.counsellor.url).path
    path.counsellor.send(to="/refer/", consent="given")
    path.counsellor.send(to="/begin_follow_up/")
    path.counsellor.expect(SAID, "हाल पूछना")
    for username in ("agent.imran", "dgm.waraseoni", "admin.sunita", "auditor.vijay", "supervisor.mamta"):
        browser = path.signed_in(username)
        for page in (case, "/women-desk/", "/women-desk/women/"):
            status = browser.http.get(page).status_code
            if status not in {403, 404}:
                raise StepFailed(f"{page} answers {username} {status}")


def accused_does_not_find_it(path: Shared) -> None:
    """A corruption complaint against the junior engineer: not in his list, his search, nor by its number."""
    from sunwai.grievances.enums import Kind
    from sunwai.grievances.models import Grievance

    case = Grievance.objects.get(pk=_against("je.waraseoni"))
    assert case.kind == Kind.CORRUPTION
    accused = path.engineer
    if accused.http.get(f"/office/c/{case.reference}/").status_code != 404:
        raise StepFailed("the accused opens the case")
    for page in ("/office/", f"/office/search/?q={case.reference}"):
        accused.open(page)
        if case.reference in accused.text.replace(" ", "").replace(f"q={case.reference}", "").replace(
            f'value="{case.reference}"', ""
        ):
            raise StepFailed(f"the accused sees the case at {page}")
    holder = path.signed_in("vigilance.balaghat")
    holder.open(f"/office/c/{case.reference}/")


def _taken(path: Shared) -> tuple[str, str]:
    """Number and link of the application that the agent just took."""
    number = re.search(r"/service/(\d+)/", path.agent.url)
    if number is None:
        raise StepFailed(f"no application: {path.agent.url} {path.agent.errors()}")
    text = path.wait_for_message("जाँचकर", spaced(number[1]))
    link = re.search(r"/s/[0-9]+-[a-z2-7]+/", text)
    if link is None:
        raise StepFailed(f"no link in “{text}”")
    return number[1], link[0]


def _confirm(path: Shared, *, with_field: str) -> None:
    """The applicant asks for the code on the open form, declares and confirms."""
    known = len(path.messages())
    path.citizen.send(with_field=with_field, do="code")
    wait_for(lambda: len(path.messages()) > known, "a code")
    code = re.search(r"\b\d{6}\b", path.wait_for_message("आपका सुनवाई कोड"))
    if code is None:
        raise StepFailed("no code")
    path.citizen.send(with_field="code", do="confirm", declared="on", code=code[0])


def _pdf(browser: Browser, page: str) -> bytes:
    answer = browser.http.get(page)
    if answer.status_code != 200 or not answer.content.startswith(b"%PDF"):
        raise StepFailed(f"{page} answered {answer.status_code}")
    return answer.content


def _submitted() -> Any:
    """An application before the officer, made without pages."""
    from sunwai.accounts.models import User
    from sunwai.citizens.actions import Person
    from sunwai.citizens.codes import issue_code
    from sunwai.config.selftest.people import village_code
    from sunwai.janseva.actions.applying import Request, confirm_application, note_identity, take_application
    from sunwai.janseva.models import Service
    from sunwai.janseva.ports import Identity
    from sunwai.messages.enums import Channel
    from sunwai.places.models import Place

    now = clock.now()
    service = Service.objects.select_related("category__department").get(code=SERVICE)
    place = Place.objects.get(code=village_code())
    given = {name: value for name, value in INCOME.items() if name != "applicant_name"}
    request = Request(service=service, place=place, applicant_name="सीता बाई", answers=given)
    application = take_application(
        citizen=Person(mobile="6000018182"),
        request=request,
        channel=Channel.CALL,
        actor=User.objects.get(username="agent.rekha"),
        now=now,
    )
    identity = Identity(reference="selftest", aadhaar_end="2346", name="Sita Bai")
    note_identity(application=application, identity=identity, actor=application.citizen, now=now)
    return confirm_application(
        link=application.links.select_related("application__service", "application__citizen").get(),
        code=issue_code(mobile="6000018182", now=now),
        applicant_name="सीता बाई",
        answers=given,
        declared=True,
        now=now,
    )


def _against(username: str) -> int:
    """A corruption complaint against the holder of a post, made without pages; its id."""
    from sunwai.accounts.models import User
    from sunwai.citizens.actions import register_citizen
    from sunwai.config.selftest.people import village_code
    from sunwai.grievances.actions.registration import Complaint, register_grievance
    from sunwai.grievances.enums import Kind
    from sunwai.messages.enums import Channel
    from sunwai.offices.models import Category
    from sunwai.offices.selectors import posts_of
    from sunwai.places.models import Place

    now = clock.now()
    citizen = register_citizen(mobile="6000018183", name="", language="hi", now=now)
    (post, *_others) = posts_of(User.objects.get(username=username), clock.today())
    complaint = Complaint(
        kind=Kind.CORRUPTION,
        category=Category.objects.select_related("department").get(
            code="general-administration.bribe-demanded"
        ),
        place=Place.objects.get(code=village_code()),
        text="कनेक्शन के लिए रिश्वत माँगी",
        accused_post=post,
    )
    return register_grievance(
        citizen=citizen, complaint=complaint, channel=Channel.PORTAL, actor=citizen, now=now
    ).pk


STEPS: list[Step] = [
    (f"“{QUESTION}” finds scholarships for girls", finds_scholarships_for_girls),
    ("an agent takes an application for an income certificate on a call", agent_takes_an_application),
    ("its applicant is identified by e-KYC", applicant_is_identified),
    ("and confirms it with a code", applicant_confirms),
    ("the designated officer sanctions it, nobody else finds it", officer_sanctions),
    ("the applicant saves the signed paper", applicant_saves_the_paper),
    ("the paper is genuine, a changed one is not", paper_is_genuine_and_a_changed_one_is_not),
    ("DigiLocker fetches it for its holder alone", locker_fetches_it),
    (
        "a copy of a khasra is found by its owner, paid for and delivered",
        khasra_copy_is_paid_for_and_delivered,
    ),
    ("an overdue application is appealed and penalised", overdue_one_is_appealed_and_penalised),
    ("a woman asks to be called, and a counsellor opens it", woman_asks_to_be_called),
    ("an emergency is triaged, referred, followed up; others are refused", emergency_is_triaged_and_referred),
    ("a corruption complaint is hidden from the accused", accused_does_not_find_it),
]
