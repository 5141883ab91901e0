"""The whole way to the centre and back over real HTTP, in good and in bad times."""

import httpx
import pytest

from sunwai.core import clock
from sunwai.cpgrams import jobs
from sunwai.cpgrams.actions.pushing import push_due
from sunwai.cpgrams.actions.reply import send_interim_reply
from sunwai.cpgrams.models import CentralDifference, CentralGrievance, CentreCall, CentreLink, Push
from sunwai.cpgrams.ports import CentreFailed, Update
from sunwai.cpgrams.reconcile import reconcile
from sunwai.gateways import health
from sunwai.gateways.cpgrams import http, simulator
from sunwai.gateways.cpgrams.http import HttpCentre
from sunwai.gateways.limiter import Limiter
from sunwai.gateways.models import CentreBehaviour, SimulatedGrievance, SimulatedUpdate
from sunwai.grievances.actions import work
from sunwai.grievances.enums import State
from sunwai.grievances.models import Grievance
from tests.central_world import ELECTRICITY, known_names
from tests.simulated_network import connected
from tests.world import MONDAY


@pytest.fixture
def network(live_server, settings, world):
    """Our own server as the centre, reached over HTTP; the world knows what it calls things."""
    known_names(world)
    settings.CPGRAMS = settings.CPGRAMS | {"url": f"{live_server.url}/simulators/cpgrams/api", "timeout": 2.0}
    with connected(settings, live_server.url) as address:
        yield address


@pytest.fixture
def centre(network, monkeypatch):
    monkeypatch.setattr(http, "FIRST_WAIT", 0.01)
    return HttpCentre()


def add(count):
    """The centre has so many new grievances, all of them about electricity in Balaghat."""
    numbers = simulator.add(count)
    for row in SimulatedGrievance.objects.filter(registration_no__in=numbers):
        row.record |= {"CategoryV7": str(ELECTRICITY), "dist_name": "BALAGHAT", "mobile": ""}
        row.save()
    return numbers


def told(number):
    return list(
        SimulatedUpdate.objects.filter(registration_no=number).order_by("pk").values_list("kind", flat=True)
    )


def test_a_grievance_comes_from_the_centre_is_solved_found_poor_and_goes_up(centre, world):
    (number,) = add(1)
    jobs.pull(timestamp=0)
    case = Grievance.objects.get(source_reference=number)
    assert case.post == world.post("ae")

    officer = world.officer("ae")
    work.take_up(grievance=case, actor=officer, now=MONDAY)
    send_interim_reply(
        grievance=case,
        words="काम चल रहा है",
        expected_on=MONDAY.date().replace(day=28),
        actor=officer,
        now=MONDAY,
    )
    work.resolve(grievance=case, words="बदल दिया", proof=[world.photo(officer)], actor=officer, now=MONDAY)
    jobs.push(timestamp=0)
    assert told(number) == ["interim_reply", "acknowledged", "closed"]
    assert SimulatedGrievance.objects.get().status == "closed"
    closure = SimulatedUpdate.objects.get(kind="closed")
    pdf = httpx.get(f"{centre_page()}/report/{closure.update_id}.pdf")
    assert pdf.content.startswith(b"%PDF-")

    simulator.say("feedback", number, rating="poor", text="कुछ नहीं हुआ")
    jobs.pull_from(centre)
    case.refresh_from_db()
    assert (case.state, case.level, case.post) == (State.OPEN, 3, world.post("se"))
    jobs.push(timestamp=0)
    assert SimulatedGrievance.objects.get().status == "reopened"
    assert told(number)[-1] == "status"


def centre_page():
    from django.conf import settings

    return settings.CPGRAMS["url"].removesuffix("/api")


def test_many_come_page_by_page_and_none_twice(centre, monkeypatch):
    monkeypatch.setattr(http, "PAGE", 7)
    add(20)
    assert jobs.pull_from(centre).taken == 20
    assert jobs.pull_from(centre).read == 0
    CentreLink.objects.update(grievances_mark="")
    assert jobs.pull_from(centre).known == 20
    assert CentralGrievance.objects.count() == 20


def test_a_centre_that_is_down_is_noted_and_asked_less_often(centre):
    simulator.behave(CentreBehaviour.DOWN)
    for _time in range(3):
        assert jobs.pull_from(centre) is None

    link = CentreLink.objects.get(name="http")
    assert (link.failures, link.reason) == (3, "HTTP 503")
    assert link.rests_until > clock.now()
    _name, ok, says = next(line for line in health.check() if line[0] == "cpgrams http")
    assert (ok, says) == (False, "HTTP 503")
    simulator.behave(CentreBehaviour.WORKS)
    assert jobs.pull_from(centre) is not None
    assert next(line for line in health.check() if line[0] == "cpgrams http")[1]


def test_what_it_took_though_its_answer_was_lost_counts_once(centre, now):
    (number,) = add(1)
    jobs.pull_from(centre)
    simulator.behave(CentreBehaviour.FORGETS)
    jobs.push(timestamp=0)
    assert Push.objects.get().state == "queued"
    assert told(number) == ["acknowledged"]

    simulator.behave(CentreBehaviour.WORKS)
    Push.objects.update(not_before=now)
    CentreLink.objects.update(rests_until=None)
    jobs.push(timestamp=0)
    assert Push.objects.get().state == "sent"
    assert told(number) == ["acknowledged"]


def test_a_centre_that_wants_us_to_wait_is_given_its_time(centre, now):
    add(1)
    jobs.pull_from(centre)
    simulator.behave(CentreBehaviour.LIMITS)
    jobs.push(timestamp=0)

    push = Push.objects.get()
    assert push.state == "queued"
    assert (push.not_before - now).total_seconds() >= 60
    assert CentreCall.objects.filter(what="push").count() == 1  # not asked again meanwhile


def test_what_it_refuses_is_said(centre, now):
    jobs.pull_from(centre)
    (answer,) = centre.push([Update(id="x-1", registration_no="NOBODY", kind="acknowledged", at=MONDAY)])

    assert (answer.taken, answer.reason) == (False, "no such grievance")


def test_registers_agree_after_all_was_told(centre):
    add(3)
    jobs.pull_from(centre)
    jobs.push(timestamp=0)
    assert reconcile(centre=centre).total == 0
    SimulatedGrievance.objects.filter(pk=SimulatedGrievance.objects.first().pk).update(status="closed")
    assert reconcile(centre=centre).differences == {"missing_here": 0, "missing_there": 0, "status": 1}
    assert CentralDifference.objects.get().theirs == "closed"


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (200, b"not json"),
        (200, b"[]"),
        (200, b"[" * 200_000),
        (200, b'{"grievances": {}, "mark": "1", "more": false}'),
        (200, b'{"grievances": [], "mark": 1, "more": false}'),
        (200, b'{"grievances": [], "mark": "1", "more": true}'),
        (302, b""),
        (404, b"{}"),
    ],
)
def test_what_cannot_be_understood_is_a_failure_of_the_centre(settings, monkeypatch, status, content):
    settings.CPGRAMS = settings.CPGRAMS | {"url": "http://centre.test"}
    answers = httpx.MockTransport(lambda request: httpx.Response(status, content=content))
    monkeypatch.setattr(http, "client", lambda seconds: httpx.Client(transport=answers))

    with pytest.raises(CentreFailed):
        HttpCentre().grievances("")


def test_a_centre_that_does_not_answer_in_time_is_asked_three_times(settings, monkeypatch):
    asked = []

    def slow(request):
        asked.append(request.url.path)
        raise httpx.ReadTimeout("slow")

    settings.CPGRAMS = settings.CPGRAMS | {"url": "http://centre.test"}
    monkeypatch.setattr(http, "FIRST_WAIT", 0.001)
    monkeypatch.setattr(http, "client", lambda seconds: httpx.Client(transport=httpx.MockTransport(slow)))
    with pytest.raises(CentreFailed, match="no answer in time"):
        HttpCentre().words("")

    assert asked == ["/words"] * 3


def test_requests_keep_to_the_rate_that_the_centre_allows(monkeypatch):
    waits = []
    monkeypatch.setattr(http.time, "sleep", waits.append)
    monkeypatch.setattr(http.time, "monotonic", lambda: 100.0)
    rate = Limiter(60 / 60)
    for _request in range(3):
        rate.wait()

    assert waits == [0.0, 1.0, 2.0]


def test_large_reports_are_spread_over_requests():
    updates = [{"id": n, "report": "x" * 600_000} for n in range(5)]

    assert [len(portion) for portion in http._portions(updates)] == [2, 2, 1]


def test_no_transaction_is_open_while_the_centre_is_asked(centre, monkeypatch):
    from django.db import connection

    asked = []
    real = http._ask_once

    def watched(*args, **content):
        asked.append(connection.in_atomic_block)
        return real(*args, **content)

    monkeypatch.setattr(http, "_ask_once", watched)
    add(1)
    jobs.pull_from(centre)
    jobs.push(timestamp=0)
    reconcile(centre=centre)
    assert len(asked) >= 4
    assert not any(asked)
    assert push_due() == 0
