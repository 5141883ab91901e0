"""Somebody who cannot type: a voice, a photo, taps; the receipt; who may hear the voice."""

from __future__ import annotations

from typing import Any

from sunwai.config.selftest import Step
from sunwai.config.selftest.browser import Browser, StepFailed
from sunwai.config.selftest.people import Shared, number_of, photo, spaced, village_code, voice

DEPARTMENT, SUBJECT = "public-health-engineering", "public-health-engineering.handpump-broken"


def citizen_speaks(path: Shared) -> None:
    """A recording and no word; department, subject and place are tapped."""
    path.citizen.open("/file/words/")
    path.citizen.send(with_field="text", text="", files={"voice": voice()})
    path.citizen.open(f"/file/subject/?department={DEPARTMENT}")
    path.citizen.send(to="/file/subject/", category=SUBJECT)
    village = village_of_the_path()
    path.citizen.open(f"/file/place/?in={village.revenue_parent_id}&letter={village.name('hi')[:1]}")
    path.citizen.send(with_field="place", place=str(village.pk))
    path.citizen.send(to="/file/details/")


def citizen_adds_a_photo(path: Shared) -> None:
    """And sends it; the number comes on page and phone."""
    path.citizen.send(to="/file/files/", go_on="1", files={"camera": photo()})
    path.citizen.send(to="/file/check/")
    path.spoken = number_of(path.citizen)
    path.wait_for_message(spaced(path.spoken))


def files_open_for_the_citizen_alone(path: Shared) -> None:
    """Voice and photo, encoded anew; for a stranger they do not exist."""
    path.citizen.open(f"/c/{path.spoken}/")
    kinds = set()
    for address in sorted(set(path.citizen.find_all(r'(?:src|href)="(/files/[^"]+)"'))):
        kinds.add(path.citizen.http.get(address).headers["content-type"])
        if Browser(path.address).http.get(address).status_code != 404:
            raise StepFailed(f"{address} opens for anybody")
    if kinds != {"audio/mp4", "image/jpeg"}:
        raise StepFailed(f"the case shows {kinds}")


def citizen_takes_the_receipt(path: Shared) -> None:
    """A PDF; not for anybody else."""
    address = f"/c/{path.spoken}/receipt.pdf"
    receipt = path.citizen.http.get(address)
    if receipt.headers["content-type"] != "application/pdf" or not receipt.content.startswith(b"%PDF-"):
        raise StepFailed(f"no receipt: {receipt.status_code} {receipt.headers['content-type']}")
    if Browser(path.address).http.get(address).content.startswith(b"%PDF-"):
        raise StepFailed("the receipt opens for anybody")


STEPS: list[Step] = [
    ("a citizen who cannot type speaks, and taps subject and place", citizen_speaks),
    ("adds a photo and gets a number", citizen_adds_a_photo),
    ("voice and photo open for the citizen alone", files_open_for_the_citizen_alone),
    ("the receipt is a PDF for the citizen alone", citizen_takes_the_receipt),
]


def village_of_the_path() -> Any:
    """The village, as the list of places names it."""
    from sunwai.places.models import Place

    return Place.objects.get(code=village_code())
