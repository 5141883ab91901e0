"""Every other way in and out: a chat in two scripts, a scheme, the closure question by a button, SMS by the second
gateway, a file of the centre, Open311.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import httpx
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from sunwai.config.selftest import Step
from sunwai.config.selftest.browser import Browser, StepFailed, wait_for
from sunwai.config.selftest.people import MOBILE, photo, sign_in_of, spaced, village_code
from sunwai.config.selftest.people import Shared as People
from sunwai.core import clock
from sunwai.files.actions import store_upload

SAY = "/simulators/whatsapp/say"
PHONE = f"/simulators/whatsapp?phone={MOBILE}"
WORDS = "बिजली नहीं आ रही, तीन दिन से पूरे गाँव में अंधेरा है"
SUBJECT = "energy.no-supply"
HTTP_GATEWAY, SMPP = "mobile-seva", "smpp"
ROWS = 1000


class Shared(People):
    """As for a complaint, with a phone that has WhatsApp."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.phone = Browser(address)
        self.centre = Path(os.environ["SUNWAI_CPGRAMS_FOLDER"])

    def chat(self) -> list[dict[str, Any]]:
        """The messages on the phone, oldest first."""
        answer = httpx.get(f"{self.address}/simulators/whatsapp.json", params={"phone": MOBILE}, timeout=10)
        shown: list[dict[str, Any]] = answer.json()["messages"]
        return shown

    def sms(self, *words: str) -> dict[str, Any] | None:
        """The newest SMS on the phone that has all of `words`."""
        answer = httpx.get(f"{self.address}/simulators/sms.json", params={"to": MOBILE}, timeout=10)
        shown: list[dict[str, Any]] = answer.json()["messages"]  # newest first
        return next((one for one in shown if all(word in one["text"] for word in words)), None)

    def write(self, text: str, *words: str) -> None:
        """Write in the chat, and wait for an answer that has all of `words`."""
        known = self._answers()
        self.phone.open(PHONE)
        self.phone.send(with_field="text", text=text)
        self._wait_for_answer(known, text, words)

    def press(self, code: str, *words: str) -> None:
        """Press what sends `code`, on the newest message that has it, and wait for an answer with all of `words`."""
        shown = wait_for(lambda: self._with(code), f"a message with the button {code}")
        known = self._answers()
        self.phone.open(PHONE)
        page: Any = html.fromstring(self.phone.text)
        token = page.xpath("//input[@name='csrfmiddlewaretoken']/@value")[0]
        data = {"csrfmiddlewaretoken": token, "phone": MOBILE, "wamid": shown["wamid"], "id": code}
        answer = self.phone.http.post(SAY, data=data)
        if answer.status_code != 200:
            raise StepFailed(f"pressing {code} answered {answer.status_code}")
        self._wait_for_answer(known, code, words)

    def _answers(self) -> int:
        return sum(not message["from_citizen"] for message in self.chat())

    def _wait_for_answer(self, known: int, said: str, words: tuple[str, ...]) -> None:
        def answers() -> list[str]:
            return [message["text"] for message in self.chat() if not message["from_citizen"]][known:]

        def fitting() -> bool:
            return any(all(word in text for word in words) for text in answers())

        try:
            wait_for(fitting, f"an answer to “{said}” with {', '.join(words)}")
        except StepFailed as error:
            raise StepFailed(f"{error}; answered was: {' | '.join(answers()) or 'nothing'}") from error

    def _with(self, code: str) -> dict[str, Any] | None:
        shown = [message for message in self.chat() if any(one["id"] == code for one in message["choices"])]
        return shown[-1] if shown else None


def complaint_is_there(path: Shared) -> None:
    """Filed by a program for the mobile of the phone."""
    body = {"category": SUBJECT, "place": village_code(), "mobile": MOBILE, "text": WORDS}
    with path.program() as program:
        answer = program.post("/api/v1/grievances", json=body)
    if answer.status_code != 201:
        raise StepFailed(f"filing answered {answer.status_code}: {answer.text[:200]}")
    path.reference = answer.json()["reference"]


def greets_in_hindi(path: Shared) -> None:
    """The menu, in Hindi."""
    path.write("नमस्ते", "सीएम हेल्पलाइन 181", "शिकायत की स्थिति")


def asks_in_latin_letters(path: Shared) -> None:
    """In Hindi typed with Latin letters; answered in Hindi, with the officer's name of office."""
    path.write("meri shikayat ka status kya hai", spaced(path.reference))
    path.write("1", f"*{spaced(path.reference)}*", "कनिष्ठ अभियंता")


def searches_a_scheme(path: Shared) -> None:
    """In both scripts, and reads one."""
    path.press("do:menu")
    path.write("yojana", "किस चीज़ में मदद")
    path.write("ladli behna", "लाडली बहना")
    path.write("1", "*मुख्यमंत्री लाडली बहना योजना*", "https://")


def officer_resolves(path: Shared) -> None:
    """With a photo."""
    path.officer.sign_in_staff(*sign_in_of(path.user(1)))
    path.officer.open(f"/office/c/{path.reference}/")
    path.officer.send(to="/take-up/")
    path.officer.begin("resolve")
    path.officer.send(to="/resolve/", words="लाइन ठीक कर दी गई", files={"proof": photo()})


def answers_by_a_button(path: Shared) -> None:
    """The question comes into the chat; one tap and a mark close the case."""
    path.press(f"yes:{path.reference}", "काम कैसा हुआ")
    path.press(f"rate:{path.reference}:5", "धन्यवाद")
    with path.program() as program:
        case = program.get(f"/api/v1/grievances/{path.reference}").json()
    if (case["state"], case["rating"]) != ("closed_satisfied", 5):
        raise StepFailed(f"after the yes it is {case['state']}, rated {case['rating']}")


def sms_goes_by_smpp(path: Shared) -> None:
    """The HTTP gateway is down; the code goes out by the other one, and back come status and yes by SMS."""
    path.phone.open("/simulators/sms")
    path.phone.send(to="/simulators/sms/gateway", gateway=HTTP_GATEWAY, state="down")
    path.citizen.open("/sign-in/")
    path.citizen.send(with_field="mobile", mobile=MOBILE)
    code = wait_for(lambda: path.sms("कोड"), "a code by SMS", seconds=60)
    if code["provider"] != SMPP:
        raise StepFailed(f"the code came by {code['provider']}")
    path.phone.open(f"/simulators/sms?to={MOBILE}")
    path.phone.send(to="/simulators/sms/write", sender=MOBILE, text=f"STATUS {path.reference}")
    wait_for(lambda: path.sms(spaced(path.reference), "बंद (आपने हाँ कहा)"), "the status by SMS", seconds=60)
    path.phone.open("/simulators/sms")
    path.phone.send(to="/simulators/sms/gateway", gateway=HTTP_GATEWAY, state="up")


def centre_drops_a_file(path: Shared) -> None:
    """A thousand invented grievances in a file; all are on record and with an officer, or wait with a reason."""
    from sunwai.cpgrams.jobs import pull_from
    from sunwai.cpgrams.models import AsideRecord, CentralGrievance
    from sunwai.cpgrams.sample import write_drop
    from sunwai.gateways.cpgrams.files import FileCentre

    write_drop(folder=path.centre / "in", rows=ROWS, now=clock.now())
    if pull_from(FileCentre()) is None:
        raise StepFailed("the file was not taken")
    taken, aside = CentralGrievance.objects.all(), AsideRecord.objects.count()
    placed = taken.exclude(grievance=None).count()
    if taken.count() + aside < ROWS or placed < ROWS // 2:
        raise StepFailed(f"{taken.count()} taken, {placed} with an officer, {aside} put aside")


def officer_answers_the_centre(path: Shared) -> None:
    """One of them is resolved by its holder; the closure lies in the folder, with its report."""
    from sunwai.cpgrams.models import CentralGrievance
    from sunwai.grievances.actions.work import resolve, take_up
    from sunwai.grievances.enums import Kind
    from sunwai.grievances.models import Grievance
    from sunwai.offices.selectors import holder_of

    held = CentralGrievance.objects.filter(grievance__kind=Kind.COMPLAINT, grievance__citizen__mobile=None)
    case = Grievance.objects.filter(pk__in=held.values("grievance")).select_related("post").first()
    officer = holder_of(case.post, clock.today()) if case else None
    if case is None or officer is None:
        raise StepFailed("no central grievance has a holder")
    take_up(grievance=case, actor=officer, now=clock.now())
    proof = store_upload(file=SimpleUploadedFile(*photo()), actor=officer, now=clock.now())
    resolve(grievance=case, words="सड़क ठीक की गई", proof=[proof], actor=officer, now=clock.now())
    wait_for(lambda: list((path.centre / "out").glob("*.pdf")), "the report for the centre", seconds=150)


def open311_files_and_reads(path: Shared) -> None:
    """By the form of GeoReport v2; who reads it without a key sees subject and place, and nobody's words."""
    with httpx.Client(base_url=f"{path.address}/open311/v2", timeout=30) as program:
        asked = {
            "api_key": path.credentials["api_key"],
            "service_code": SUBJECT,
            "address_id": village_code(),
            "phone": MOBILE,
            "description": WORDS,
        }
        filed = program.post("/requests.json", data=asked)
        if filed.status_code not in {200, 201}:
            raise StepFailed(f"filing answered {filed.status_code}: {filed.text[:200]}")
        number = filed.json()[0]["service_request_id"]
        read = program.get(f"/requests/{number}.json").json()[0]
    if (read["status"], read["service_code"]) != ("open", SUBJECT):
        raise StepFailed(f"Open311 reads {read}")
    if WORDS in str(read) or MOBILE in str(read):
        raise StepFailed("Open311 tells the citizen's words or number")


STEPS: list[Step] = [
    ("a complaint is on record for the phone", complaint_is_there),
    ("its citizen greets the helpline in Hindi by WhatsApp", greets_in_hindi),
    ("asks for the status in Hindi typed with Latin letters", asks_in_latin_letters),
    ("searches a scheme and reads it", searches_a_scheme),
    ("the officer resolves the complaint", officer_resolves),
    ("the citizen answers the closure question with a button", answers_by_a_button),
    ("with the HTTP gateway down SMS goes by SMPP, and comes in by it", sms_goes_by_smpp),
    ("a file of a thousand grievances of the centre is taken in", centre_drops_a_file),
    ("an officer resolves one, and the centre is told with a report", officer_answers_the_centre),
    ("a request is filed and read by Open311", open311_files_and_reads),
]
