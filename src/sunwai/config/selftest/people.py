"""Who walks the path of a complaint, and what they have in their hands."""

from __future__ import annotations

import io
import math
import re
import struct
import wave
from typing import Any

import httpx
from PIL import Image

from sunwai.config.credentials import demo_credentials
from sunwai.config.selftest.browser import Browser, StepFailed, wait_for

MOBILE = "6000018181"  # invented
VILLAGE, DISTRICT = "Rampayli", "बालाघाट"
RATE = 16_000  # samples a second


class Shared:
    """What the steps share: the people's browsers, and the complaint."""

    def __init__(self, address: str) -> None:
        disturb_at_any_hour()
        self.address = address
        self.credentials = demo_credentials()
        self.citizen, self.officer, self.senior = (Browser(address) for _person in range(3))
        self.reference = self.spoken = self.filed = ""  # told in words, told by voice, filed by a program

    def close(self) -> None:
        """Nobody holds anything that has to be given back."""

    def user(self, level: int) -> dict[str, Any]:
        """The named electricity officer of a level."""
        return next(user for user in self.credentials["users"] if f"Electricity, L{level}" in user["is"])

    def messages(self) -> list[str]:
        """The texts that reached the citizen's phone, oldest first."""
        answer = httpx.get(f"{self.address}/simulators/sms.json", params={"to": MOBILE}, timeout=10)
        received = [message for message in answer.json()["messages"] if message["to"].endswith(MOBILE)]
        return [message["text"] for message in sorted(received, key=lambda message: message["at"])]

    def wait_for_message(self, *words: str) -> str:
        """The newest message on the phone that has all of `words`; waits for the worker."""
        return wait_for(
            lambda: next(
                (text for text in reversed(self.messages()) if all(word in text for word in words)), None
            ),
            f"a message with {', '.join(words)}",
        )

    def program(self) -> httpx.Client:
        """A program with the demo's key."""
        key = {"Authorization": f"Bearer {self.credentials['api_key']}"}
        return httpx.Client(base_url=self.address, headers=key, timeout=30)


def disturb_at_any_hour() -> None:
    """The test is run by day and by night; its citizen does not mind being called and written to."""
    from sunwai.core import options
    from sunwai.core.models import Setting

    for key, hour in (("contact.first_hour", 0), ("contact.last_hour", 24)):
        Setting.objects.update_or_create(key=key, defaults={"value": hour})
    options.forget()


def sign_in_of(user: dict[str, Any]) -> tuple[str, str, str]:
    """What an invented member of staff signs in with."""
    return user["username"], user["password"], user["totp_secret"]


def village_code() -> str:
    """The code of the village of the path."""
    from sunwai.places.models import Place

    found = Place.objects.filter(name_en=VILLAGE, district__name_hi=DISTRICT, kind="village").first()
    if found is None:
        raise StepFailed(f"{VILLAGE} is not among the places")
    return found.code


def photo() -> tuple[str, bytes, str]:
    """A small invented photo."""
    out = io.BytesIO()
    Image.new("RGB", (320, 240), "#b45309").save(out, "JPEG")
    return "proof.jpg", out.getvalue(), "image/jpeg"


def spaced(reference: str) -> str:
    """The number as it is written."""
    from sunwai.core.reference import spaced as written

    return written(reference)


def voice() -> tuple[str, bytes, str]:
    """A second of a tone, as a recorder would give it."""
    out = io.BytesIO()
    with wave.open(out, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(RATE)
        tone = (int(8000 * math.sin(2 * math.pi * 440 * at / RATE)) for at in range(RATE))
        recording.writeframes(b"".join(struct.pack("<h", level) for level in tone))
    return "voice.wav", out.getvalue(), "audio/wav"


def number_of(browser: Browser) -> str:
    """The number on the page that says that a complaint is registered."""
    found = re.search(r"/done/(\d+)/", browser.url)
    if found is None:
        raise StepFailed(f"no number: {browser.url} {browser.errors()}")
    return found[1]
