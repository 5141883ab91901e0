"""The main path: a citizen files, the right officer resolves, the citizen says no, it climbs, is resolved, yes.

Everything goes through the pages that people use; codes and messages are read off the simulated phone.
"""

from __future__ import annotations

import re
from typing import Any

import httpx

from sunwai.config.selftest import Step, spoken
from sunwai.config.selftest.browser import Browser, StepFailed
from sunwai.config.selftest.people import (
    DISTRICT,
    MOBILE,
    VILLAGE,
    Shared,
    number_of,
    photo,
    sign_in_of,
    spaced,
    village_code,
)

NAME = "परीक्षा नागरिक"
WORDS = "बिजली नहीं आ रही, तीन दिन से पूरे गाँव में अंधेरा है"
SUBJECT = "energy.no-supply"
DONE_FIRST, DONE_AGAIN = "लाइन ठीक कर दी गई", "नया तार लगाया गया, आपूर्ति चालू है"


def citizen_tells(path: Shared) -> None:
    """In own words; the subject is among the suggested ones."""
    path.citizen.open("/file/words/")
    path.citizen.send(text=WORDS)
    path.citizen.send(to="/file/subject/", category=SUBJECT)


def citizen_finds_the_village(path: Shared) -> None:
    """By name, within the district."""
    path.citizen.open("/file/place/")
    path.citizen.send(with_field="q", district=DISTRICT, q=VILLAGE)
    path.citizen.expect("वारासिवनी", DISTRICT)
    path.citizen.send(with_field="place", place="तहसील वारासिवनी")
    path.citizen.send(to="/file/details/")
    path.citizen.send(to="/file/files/", go_on="1")


def citizen_signs_in(path: Shared) -> None:
    """Half-way through, with the code from the phone; what was typed is still there."""
    path.citizen.send(with_field="mobile", mobile=MOBILE)
    text = path.wait_for_message("कोड")
    code = re.search(r"\b\d{6}\b", text)
    if code is None:
        raise StepFailed(f"no code in “{text}”")
    path.citizen.send(with_field="code", code=code[0])
    path.citizen.send(with_field="name", name=NAME)
    path.citizen.expect(WORDS)


def citizen_sends(path: Shared) -> None:
    """After checking; a number is given, on the page and on the phone."""
    path.citizen.send(to="/file/check/")
    path.reference = number_of(path.citizen)
    path.wait_for_message(spaced(path.reference))


def right_officer_has_it(path: Shared) -> None:
    """The engineer of the tehsil, and nobody's neighbour."""
    path.officer.sign_in_staff(*sign_in_of(path.user(1)))
    path.officer.open("/office/")
    path.officer.expect(spaced(path.reference))
    stranger = Browser(path.address)
    other = next(user for user in path.credentials["users"] if user["username"].startswith("vigilance."))
    stranger.sign_in_staff(*sign_in_of(other))
    if stranger.http.get(f"/office/c/{path.reference}/").status_code != 404:
        raise StepFailed("an officer outside the line can open the case")


def officer_resolves(path: Shared) -> None:
    """Takes it up and reports it solved, with a photo; without one it is not accepted."""
    path.officer.open(f"/office/c/{path.reference}/")
    path.officer.send(to="/take-up/")
    path.officer.begin("resolve")
    path.officer.send(to="/resolve/", words=DONE_FIRST, expect=422)
    path.officer.send(to="/resolve/", words=DONE_FIRST, files={"proof": photo()})


def citizen_is_asked(path: Shared) -> None:
    """On the phone, and on the page, which shows what the officer says and the photo."""
    path.wait_for_message(spaced(path.reference), "क्या सच में हुआ")
    path.citizen.open(f"/c/{path.reference}/")
    path.citizen.expect(DONE_FIRST)
    image = path.citizen.http.get(path.citizen.find(r'src="(/files/[^"]+)"'))
    if image.headers["content-type"] != "image/jpeg":
        raise StepFailed("the photo cannot be seen by the citizen")


def citizen_says_no(path: Shared) -> None:
    """It climbs to the next level, with a fresh clock; the first officer can no longer act on it."""
    path.citizen.open(f"/c/{path.reference}/deny/")
    path.citizen.send(with_field="reason", reason="not_done", words="खंभा अब भी टूटा है")
    path.citizen.open(f"/c/{path.reference}/")
    path.officer.open(f"/office/c/{path.reference}/")
    if path.officer.offers("resolve"):
        raise StepFailed("L1 can still resolve a case that climbed")
    path.senior.sign_in_staff(*sign_in_of(path.user(2)))
    path.senior.open(f"/office/c/{path.reference}/")
    path.senior.expect("L2")


def senior_resolves(path: Shared) -> None:
    """L2 resolves it again."""
    path.senior.begin("resolve")
    path.senior.send(to="/resolve/", words=DONE_AGAIN, files={"proof": photo()})


def citizen_says_yes(path: Shared) -> None:
    """Closed by the citizen's own word, rated."""
    path.citizen.open(f"/c/{path.reference}/")
    path.citizen.expect(DONE_AGAIN)
    path.citizen.open(f"/c/{path.reference}/confirm/")
    path.citizen.send(with_field="rating", rating="5")
    path.citizen.open(f"/c/{path.reference}/")
    path.citizen.expect("बंद (आपने हाँ कहा)")


def nobody_else_reads_it(path: Shared) -> None:
    """Not a stranger, not without signing in."""
    nobody = Browser(path.address)
    answer = nobody.http.get(f"/c/{path.reference}/")
    if NAME in answer.text or WORDS in answer.text:
        raise StepFailed("the case can be read without signing in")
    if nobody.http.get(f"/api/v1/grievances/{path.reference}").status_code != 401:
        raise StepFailed("the API answers without a key")


def program_files_one(path: Shared) -> None:
    """Over the API, twice with one idempotency key: one case."""
    once = {"Idempotency-Key": "selftest-1"}
    place = {"category": SUBJECT, "place": village_code(), "mobile": MOBILE, "text": WORDS}
    with path.program() as program:
        first, again = (program.post("/api/v1/grievances", json=place, headers=once) for _time in range(2))
    if (first.status_code, again.status_code) != (201, 200):
        raise StepFailed(f"answered {first.status_code}, {again.status_code}: {first.text[:200]}")
    path.filed = first.json()["reference"]
    if again.json()["reference"] != path.filed:
        raise StepFailed("one request made two cases")


def office_resolves_it(path: Shared) -> None:
    """As every other case: taken up, reported solved with proof."""
    path.officer.open(f"/office/c/{path.filed}/")
    path.officer.send(to="/take-up/")
    path.officer.begin("resolve")
    path.officer.send(to="/resolve/", words=DONE_FIRST, files={"proof": photo()})


def program_reads_it(path: Shared) -> None:
    """State, level and what happened, in words; nothing of a case that others filed."""
    state = read(path, path.filed)
    if (state["state"], state["level"]) != ("awaiting_confirmation", 1):
        raise StepFailed(f"the API reads {state['state']} on level {state['level']}")
    told = [entry["kind"] for entry in read(path, f"{path.filed}/timeline")]
    if told != ["registered", "taken_up", "resolved"]:
        raise StepFailed(f"the API's timeline reads {told}")
    with path.program() as program:
        other = program.get(f"/api/v1/grievances/{path.reference}").status_code
    if other != 404:
        raise StepFailed(f"the case of somebody else answers {other}")


def citizen_answers_it(path: Shared) -> None:
    """On the portal, with the mobile that the program gave: closed, and the program learns it."""
    path.citizen.open(f"/c/{path.filed}/confirm/")
    path.citizen.send(with_field="rating", rating="4")
    state = read(path, path.filed)["state"]
    if state != "closed_satisfied":
        raise StepFailed(f"after the citizen's yes the API reads {state}")


def read(path: Shared, what: str) -> Any:
    """What the API answers to the program that filed it."""
    with path.program() as program:
        answer = program.get(f"/api/v1/grievances/{what}")
    if answer.status_code != 200:
        raise StepFailed(f"reading {what} answered {answer.status_code}: {answer.text[:200]}")
    return answer.json()


def timeline_verifies(_path: Shared) -> None:
    """Every chain, re-computed."""
    from sunwai.casework.audit import verify

    events, broken = verify()
    if broken or not events:
        raise StepFailed(f"{events} events, broken: {broken}")


def all_parts_are_well(path: Shared) -> None:
    """Database, worker, queue."""
    answer = httpx.get(f"{path.address}/health", timeout=10)
    if answer.status_code != 200:
        raise StepFailed(answer.text)


STEPS: list[Step] = [
    ("a citizen tells what is wrong and chooses a suggested subject", citizen_tells),
    ("finds the village by name", citizen_finds_the_village),
    ("signs in with the code from the phone, losing nothing", citizen_signs_in),
    ("sends it and gets a number", citizen_sends),
    ("the engineer of the tehsil has it, others do not", right_officer_has_it),
    ("the engineer resolves it with a photo", officer_resolves),
    ("the citizen is asked", citizen_is_asked),
    ("says no: it climbs", citizen_says_no),
    ("the next level resolves it", senior_resolves),
    ("the citizen says yes: closed", citizen_says_yes),
    ("nobody else can read it", nobody_else_reads_it),
    *spoken.STEPS,
    ("a program files one over the API, once", program_files_one),
    ("the office resolves it with proof", office_resolves_it),
    ("the program reads the case and what happened, and no other", program_reads_it),
    ("the citizen answers the closure question: the program learns it", citizen_answers_it),
    ("the timeline verifies", timeline_verifies),
    ("all parts are well", all_parts_are_well),
]
