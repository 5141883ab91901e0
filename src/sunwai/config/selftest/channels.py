"""Every other way in and out: a chat in two scripts, a scheme, the closure question by a button."""

from __future__ import annotations

from typing import Any

import httpx
from lxml import html

from sunwai.config.selftest import Step
from sunwai.config.selftest.browser import Browser, StepFailed, wait_for
from sunwai.config.selftest.people import MOBILE, photo, sign_in_of, spaced, village_code
from sunwai.config.selftest.people import Shared as People

SAY = "/simulators/whatsapp/say"
PHONE = f"/simulators/whatsapp?phone={MOBILE}"
WORDS = "बिजली नहीं आ रही, तीन दिन से पूरे गाँव में अंधेरा है"
SUBJECT = "energy.no-supply"


class Shared(People):
    """As for a complaint, with a phone that has WhatsApp."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.phone = Browser(address)

    def chat(self) -> list[dict[str, Any]]:
        """The messages on the phone, oldest first."""
        answer = httpx.get(f"{self.address}/simulators/whatsapp.json", params={"phone": MOBILE}, timeout=10)
        shown: list[dict[str, Any]] = answer.json()["messages"]
        return shown

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
        def fitting() -> bool:
            answers = [message["text"] for message in self.chat() if not message["from_citizen"]]
            return any(all(word in text for word in words) for text in answers[known:])

        wait_for(fitting, f"an answer to “{said}” with {', '.join(words)}")

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


STEPS: list[Step] = [
    ("a complaint is on record for the phone", complaint_is_there),
    ("its citizen greets the helpline in Hindi by WhatsApp", greets_in_hindi),
    ("asks for the status in Hindi typed with Latin letters", asks_in_latin_letters),
    ("searches a scheme and reads it", searches_a_scheme),
    ("the officer resolves the complaint", officer_resolves),
    ("the citizen answers the closure question with a button", answers_by_a_button),
]
