"""An endpoint is told of everything, in the order of each case, as long as there is hope; then nobody knocks any more."""

from datetime import timedelta

import pytest
from standardwebhooks import Webhook

from sunwai.core import clock
from sunwai.core.encryption import decrypt
from sunwai.core.errors import NotAllowed
from sunwai.grievances.actions.work import take_up
from sunwai.webhooks import delivery as sending
from sunwai.webhooks.actions import (
    disable_endpoint,
    enable_endpoint,
    replay_delivery,
    replay_since,
    rotate_secret,
    send_test,
)
from sunwai.webhooks.delivery import LEASE, WAITS, deliver_due, forget_old
from sunwai.webhooks.enums import DeliveryState, DisabledBy, EndpointState
from sunwai.webhooks.errors import EndpointDisabled
from sunwai.webhooks.models import Delivery, Endpoint, HookEvent
from sunwai.webhooks.noticing import notice_events
from sunwai.webhooks.ports import NotSent
from sunwai.webhooks.selectors import in_trouble
from sunwai.webhooks.signing import headers, new_secret
from tests.webhooks.conftest import new_endpoint
from tests.world import MONDAY

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def no_chance(monkeypatch):
    monkeypatch.setattr(sending, "JITTER", 0)


@pytest.fixture
def queued(world, endpoint, receiver):
    """One event waits for the endpoint."""
    world.register()
    notice_events(now=MONDAY)
    return Delivery.objects.get()


def run(at=MONDAY):
    """Everything that is due at `at`."""
    with clock.frozen(at):
        return sum(iter(deliver_due, 0))


def fresh(row):
    row.refresh_from_db()
    return row


def test_what_is_taken_is_done(queued, receiver):
    run()

    queued = fresh(queued)
    assert (queued.state, queued.attempts, queued.status, queued.answer) == (
        DeliveryState.DELIVERED, 1, 200, "ok",
    )  # fmt: skip
    assert run(MONDAY + DAY) == 0
    assert len(receiver.came) == 1


def test_the_receiver_can_check_who_sent_it(queued, receiver, monkeypatch):
    run()

    (came,) = receiver.came
    secret = decrypt(Endpoint.objects.get().secret)
    assert came.url == "https://program.example/hook"
    assert came.headers["webhook-id"] == f"evt_{queued.number}"
    at = MONDAY.astimezone(clock.IST)
    assert came.headers["webhook-timestamp"] == str(int(at.timestamp()))
    assert _verified(secret, came, at, monkeypatch)["type"] == "grievance.registered"


def test_with_another_secret_it_cannot(queued, receiver, monkeypatch):
    run()
    with pytest.raises(Exception, match="No matching signature"):
        _verified(new_secret(), receiver.came[0], MONDAY, monkeypatch)


def _verified(secret, came, at, monkeypatch):
    """What the library of the specification says; its clock stands where ours does."""

    class Then(type(at)):
        @classmethod
        def now(cls, tz=None):
            return at.astimezone(tz)

    monkeypatch.setattr("standardwebhooks.webhooks.datetime", Then)
    return Webhook(secret).verify(came.body, dict(came.headers))


def test_both_secrets_sign_while_one_is_being_replaced(world, queued, receiver, monkeypatch):
    endpoint = Endpoint.objects.get()
    old = decrypt(endpoint.secret)
    new = rotate_secret(endpoint=endpoint, actor=world.administrator, now=MONDAY)
    run()

    (came,) = receiver.came
    assert len(came.headers["webhook-signature"].split()) == 2
    for secret in (old, new):
        assert _verified(secret, came, MONDAY, monkeypatch)

    assert fresh(endpoint).keys(MONDAY + 25 * HOUR) == [new]


def test_secrets_are_not_kept_in_the_clear(world, endpoint):
    secret = rotate_secret(endpoint=endpoint, actor=world.administrator, now=MONDAY)
    row = fresh(endpoint)
    assert secret.startswith("whsec_")
    assert secret[6:20].encode() not in bytes(row.secret)


def test_signatures_are_those_of_the_specification():
    """The example of the specification's own tests."""
    given = headers(
        uid="msg_p5jXN8AQM9LWM0D4loKWxJek",
        body='{"test": 2432232314}',
        keys=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        now=clock.datetime.fromtimestamp(1614265330, clock.IST),
    )
    assert given["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_failure_is_tried_again_after_each_wait_of_the_schedule(queued, receiver):
    receiver.answers = [500]
    at, tries = MONDAY, [MONDAY]
    run(at)
    while fresh(queued).state == DeliveryState.PENDING:
        at = max(queued.next_at, fresh(queued.endpoint).rest_until)
        assert run(at) == 1
        tries.append(at)

    assert len(receiver.came) == len(WAITS) + 1
    assert queued.state == DeliveryState.GIVEN_UP
    assert timedelta(days=3) < tries[-1] - tries[0] < timedelta(days=3.5)
    assert (queued.status, queued.problem) == (500, "HTTP 500")
    assert set(receiver.numbers) == {f"evt_{queued.number}"}, "the number is the same at every try"


def test_a_signature_is_of_the_moment_of_its_try(queued, receiver):
    receiver.answers = [500, 200]
    run()
    run(MONDAY + HOUR)

    first, second = (came.headers for came in receiver.came)
    assert int(second["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 3600
    assert first["webhook-signature"] != second["webhook-signature"]


@pytest.mark.parametrize("answer", [302, 404, 429, 503, NotSent("no answer in time"), RuntimeError("odd")])
def test_whatever_is_no_yes_is_a_failure(queued, receiver, answer):
    receiver.answers = [answer]
    run()

    queued = fresh(queued)
    assert queued.state == DeliveryState.PENDING
    assert queued.problem
    assert fresh(queued.endpoint).failures == 1


def test_an_endpoint_that_is_down_for_an_hour_gets_everything_afterwards(world, endpoint, receiver):
    receiver.answers = [NotSent("no answer in time")]
    at = MONDAY
    for minute in range(60):
        at = MONDAY + timedelta(minutes=minute)
        if minute % 6 == 0:
            world.register(now=at)
        notice_events(now=at)
        run(at)
    knocks = len(receiver.came)
    assert 5 <= knocks <= 16, "it is tried now and then, not hammered"

    receiver.answers = [200]
    receiver.came.clear()
    for minute in range(60, 60 + 12 * 60, 10):
        run(MONDAY + timedelta(minutes=minute))

    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.DELIVERED}
    assert len(receiver.numbers) == len(set(receiver.numbers)) == 10
    assert (fresh(endpoint).failing_since, endpoint.failures, endpoint.state) == (
        None,
        0,
        EndpointState.ACTIVE,
    )


def test_an_endpoint_that_fails_does_not_hold_up_another(world, endpoint, receiver, monkeypatch):
    good = new_endpoint(world.administrator, url="https://good.example/")
    real = receiver.send
    monkeypatch.setattr(
        receiver, "send",
        lambda request: real(request) if "good" in request.url else (_ for _ in ()).throw(NotSent("down")),
    )  # fmt: skip
    for _ in range(12):
        world.register()
    notice_events(now=MONDAY)
    run()

    assert set(good.deliveries.values_list("state", flat=True)) == {DeliveryState.DELIVERED}
    assert endpoint.deliveries.filter(attempts=0).count() >= 8


def test_a_case_is_told_in_the_order_in_which_it_happened(world, endpoint, receiver):
    case, other = world.register(), world.register()
    take_up(grievance=case, actor=world.officer("je"), now=MONDAY)
    notice_events(now=MONDAY)
    first, second = Delivery.objects.filter(case_id=case.pk).order_by("number")
    receiver.answers = [500]
    run()
    receiver.answers = [200]
    run(MONDAY + timedelta(seconds=31))

    # Of the first case only the first event was tried, in whatever order the two cases came.
    assert fresh(second).attempts == 0 or fresh(first).state == DeliveryState.DELIVERED
    run(MONDAY + DAY)
    order = [
        number for number in receiver.numbers if number in (f"evt_{first.number}", f"evt_{second.number}")
    ]
    assert order[-1] == f"evt_{second.number}"
    assert order.index(f"evt_{second.number}") >= order.index(f"evt_{first.number}")
    assert Delivery.objects.get(case_id=other.pk).state == DeliveryState.DELIVERED


def test_the_next_event_of_a_case_waits_for_the_one_before(world, endpoint, receiver):
    case = world.register()
    take_up(grievance=case, actor=world.officer("je"), now=MONDAY)
    notice_events(now=MONDAY)
    first, second = Delivery.objects.order_by("number")
    Delivery.objects.filter(pk=first.pk).update(next_at=MONDAY + HOUR)  # it failed before

    assert run() == 0
    assert run(MONDAY + HOUR) == 2
    assert receiver.numbers == [f"evt_{first.number}", f"evt_{second.number}"]


def test_what_a_killed_worker_had_in_hand_is_sent_again_under_its_number(queued, receiver, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(sending, "_settle", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            run()
    assert run() == 0, "another worker must not send it while the lease holds"
    assert run(MONDAY + LEASE) == 1

    assert receiver.numbers == [f"evt_{queued.number}"] * 2
    assert fresh(queued).state == DeliveryState.DELIVERED


def test_gone_disables_at_once(queued, receiver, endpoint):
    receiver.answers = [410]
    run()

    endpoint = fresh(endpoint)
    assert (endpoint.state, endpoint.disabled_by, endpoint.disabled_at) == (
        EndpointState.DISABLED, DisabledBy.GONE, MONDAY,
    )  # fmt: skip
    assert fresh(queued).state == DeliveryState.GIVEN_UP
    assert list(in_trouble(MONDAY)) == [endpoint]


def test_a_week_of_nothing_but_failure_disables(world, endpoint, receiver):
    receiver.answers = [500]
    for day in range(7):
        world.register(now=MONDAY + day * DAY)
        notice_events(now=MONDAY + day * DAY)
        run(MONDAY + day * DAY)
    assert fresh(endpoint).state == EndpointState.ACTIVE
    run(MONDAY + 7 * DAY)

    assert (fresh(endpoint).state, endpoint.disabled_by) == (EndpointState.DISABLED, DisabledBy.FAILING)
    assert not Delivery.objects.filter(state=DeliveryState.PENDING).exists()
    world.register(now=MONDAY + 8 * DAY)
    notice_events(now=MONDAY + 8 * DAY)
    assert run(MONDAY + 8 * DAY) == 0


def test_one_success_in_the_week_begins_it_anew(world, endpoint, receiver):
    for day, answer in enumerate([500, 500, 500, 200, 500, 500, 500, 500]):
        receiver.answers = [answer]
        world.register(now=MONDAY + day * DAY)
        notice_events(now=MONDAY + day * DAY)
        run(MONDAY + day * DAY)

    assert fresh(endpoint).state == EndpointState.ACTIVE
    assert endpoint.failing_since == MONDAY + 4 * DAY


def test_a_failure_of_an_hour_is_said_and_one_of_a_minute_is_not(queued, receiver, endpoint):
    receiver.answers = [500]
    run()
    assert not in_trouble(MONDAY + timedelta(minutes=1)).exists()
    assert list(in_trouble(MONDAY + HOUR)) == [endpoint]


# ── Again ────────────────────────────────────────────────────────────────────────────────────────────────
def test_one_delivery_is_replayed_under_its_number(world, queued, receiver):
    run()
    replay_delivery(delivery=queued, actor=world.administrator, now=MONDAY)
    run()
    assert receiver.numbers == [f"evt_{queued.number}"] * 2


def test_all_since_a_time_are_replayed_or_only_what_failed(world, endpoint, receiver):
    for hour in range(3):
        with clock.frozen(MONDAY + hour * HOUR):
            world.register(now=clock.now())
            notice_events(now=clock.now())
            run(clock.now())
    later = {"endpoint": endpoint, "actor": world.administrator, "now": MONDAY + 3 * HOUR}
    assert replay_since(since=MONDAY + HOUR, only_failed=True, **later) == 0
    assert replay_since(since=MONDAY + HOUR, only_failed=False, **later) == 2
    run(MONDAY + 3 * HOUR)
    assert len(receiver.came) == 5


def test_replaying_what_was_given_up_leaves_the_rest_alone(world, queued, endpoint, receiver):
    receiver.answers = [410]
    run()
    enable_endpoint(endpoint=endpoint, actor=world.administrator, now=MONDAY)
    receiver.answers = [200]
    assert run() == 0
    count = replay_since(
        endpoint=endpoint, since=MONDAY, only_failed=True, actor=world.administrator, now=MONDAY
    )
    assert (count, run()) == (1, 1)
    assert fresh(queued).state == DeliveryState.DELIVERED


def test_a_test_event_goes_to_one_that_rests_and_not_to_one_that_is_disabled(
    world, queued, endpoint, receiver
):
    receiver.answers = [500, 200]
    run()
    sent = send_test(endpoint=endpoint, actor=world.administrator, now=MONDAY)
    run()
    assert fresh(sent).state == DeliveryState.DELIVERED
    assert receiver.numbers[-1].startswith("evt_test_")

    disable_endpoint(endpoint=endpoint, actor=world.administrator, now=MONDAY)
    with pytest.raises(EndpointDisabled):
        send_test(endpoint=endpoint, actor=world.administrator, now=MONDAY)
    assert Delivery.objects.count() == 2


@pytest.mark.parametrize(
    "doing",
    [
        lambda it, who: disable_endpoint(endpoint=it, actor=who, now=MONDAY),
        lambda it, who: enable_endpoint(endpoint=it, actor=who, now=MONDAY),
        lambda it, who: rotate_secret(endpoint=it, actor=who, now=MONDAY),
        lambda it, who: send_test(endpoint=it, actor=who, now=MONDAY),
        lambda it, who: replay_since(endpoint=it, since=MONDAY, only_failed=True, actor=who, now=MONDAY),
    ],
)
def test_nobody_but_an_administrator_may(world, endpoint, doing):
    before = Endpoint.objects.values().get()
    for somebody in (world.agent, world.supervisor, world.officer("je"), world.citizen):
        with pytest.raises(NotAllowed):
            doing(endpoint, somebody)
    assert Endpoint.objects.values().get() == before
    assert not Delivery.objects.exists()


def test_what_is_over_is_forgotten_and_what_waits_is_not(world, endpoint, receiver):
    world.register()
    notice_events(now=MONDAY)
    run()
    world.register()
    notice_events(now=MONDAY)

    assert forget_old(before=MONDAY + 31 * DAY) == 1
    assert Delivery.objects.get().state == DeliveryState.PENDING
    assert HookEvent.objects.count() == 1
