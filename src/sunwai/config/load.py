"""What every installation needs in its database: tables, reference data, templates; and in a demo, people and cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.management import call_command

from sunwai.core import clock

Say = Callable[[str], object]


def prepare(*, demo: bool, say: Say, complaints: bool = True) -> None:
    """Bring the database up to date. Quick where nothing has changed.

    Args:
        demo: also make invented officers, agents and citizens,
        complaints: and their complaints.
        say: told each step, a line each.
    """
    say("Tables")
    call_command("migrate", verbosity=0, interactive=False)
    now = clock.now()
    people = [*PEOPLE, *(COMPLAINTS if complaints else [])] if demo else []
    for title, step in [*REFERENCE, *people]:
        say(title)
        step(now=now, progress=_progress(say))


def _places(**given: Any) -> None:
    from sunwai.places.actions import load_places

    load_places(**given)


def _departments(*, now: datetime, progress: Any) -> None:
    from sunwai.core.data import path
    from sunwai.offices.actions import generate_posts, load_departments

    load_departments(folder=path("departments"), progress=progress, now=now)
    generate_posts(progress=progress)


def _holidays(*, now: datetime, progress: Any) -> None:
    from sunwai.core.actions import load_holidays

    load_holidays(progress=progress)


def _templates(*, now: datetime, progress: Any) -> None:
    from sunwai.messages.actions import load_templates

    load_templates(progress=progress)


def _replies(*, now: datetime, progress: Any) -> None:
    from sunwai.web.office.replies import load_replies

    load_replies(progress=progress)


def _schemes(*, now: datetime, progress: Any) -> None:
    from sunwai.schemes.actions import load_schemes

    load_schemes(progress=progress)


def _services(*, now: datetime, progress: Any) -> None:
    from sunwai.janseva.shipped import load_services

    load_services(progress=progress)


def _contacts(*, now: datetime, progress: Any) -> None:
    from sunwai.womenline.contacts import load_contacts

    load_contacts(progress=progress)


def _calls(*, now: datetime, progress: Any) -> None:
    from sunwai.calls.shipped import load_calls

    load_calls(progress=progress, now=now)


def _central(*, now: datetime, progress: Any) -> None:
    from sunwai.cpgrams.shipped import load_central

    load_central(progress=progress)


def _campaigns(*, now: datetime, progress: Any) -> None:
    from sunwai.calls.actions.campaigns import load_campaigns

    load_campaigns(now=now)


def _officers(*, now: datetime, progress: Any) -> None:
    from sunwai.offices.demo import make_demo_officers

    make_demo_officers(progress=progress, now=now)


def _grievances(*, now: datetime, progress: Any) -> None:
    from sunwai.grievances.demo import make_demo_grievances

    make_demo_grievances(progress=progress, now=now)


def _corruption(*, now: datetime, progress: Any) -> None:
    from sunwai.vigilance.demo import make_demo_corruption

    make_demo_corruption(now=now)


def _confidential(*, now: datetime, progress: Any) -> None:
    from sunwai.womenline.demo import make_demo_cases

    make_demo_cases(progress=progress, now=now)


def _receiver(*, now: datetime, progress: Any) -> None:
    from sunwai.gateways.webhooks.simulator import connect_receiver

    connect_receiver(now=now)


REFERENCE: list[tuple[str, Callable[..., None]]] = [
    ("Places of the state", _places),
    ("Departments, categories, posts", _departments),
    ("Holidays", _holidays),
    ("Message templates", _templates),
    ("Ready replies", _replies),
    ("Government schemes", _schemes),
    ("Services of CM Jan Seva", _services),
    ("Contacts of the confidential helplines", _contacts),
    ("Queues, numbers and call flows", _calls),
    ("Calls about closures", _campaigns),
    ("Categories of CPGRAMS", _central),
]
PEOPLE: list[tuple[str, Callable[..., None]]] = [
    ("Invented officers, agents and sign-ins", _officers),
]
COMPLAINTS: list[tuple[str, Callable[..., None]]] = [
    ("300 invented complaints", _grievances),
    ("Three invented corruption cases", _corruption),
    ("Invented cases of the confidential helplines", _confidential),
    ("A simulated program that is told by webhooks", _receiver),
]


def _progress(say: Say) -> Callable[..., None]:
    """Steps report as (what, done, total); a line at every tenth of a long one is enough."""
    said: dict[str, int] = {}

    def report(what: str, done: int = 0, total: int = 0) -> None:
        tenth = done * 10 // total if total else 0
        if total >= MANY and said.get(what, 0) < tenth:
            said[what] = tenth
            say(f"  {what}: {done:,} of {total:,}")

    return report


MANY = 1000
