"""Messages on their way to a provider: tries, waits, failover, receipts, nothing secret in the records."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from sunwai.core import clock
from sunwai.core.models import Setting
from sunwai.messages import delivery, health
from sunwai.messages.actions import record_receipt, tell_citizen, tell_mobile
from sunwai.messages.enums import CallOutcome, Event, MessageState
from sunwai.messages.jobs import deliver, forget_old_logs, send_waiting
from sunwai.messages.models import Message, ProviderCall, ProviderHealth, Receipt
from sunwai.messages.ports import ProviderFailed
from tests.messages.conftest import BUSY, NOON, REFUSED, FakeProvider
from tests.messages.test_telling import FACTS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("templates", "noon", "no_jitter")]


@pytest.fixture
def no_jitter(monkeypatch):
    monkeypatch.setattr("sunwai.messages.delivery.random.uniform", lambda low, high: low)


@pytest.fixture
def message(citizen):
    return tell_citizen(citizen=citizen, event=Event.TAKEN_UP, case_id=1, now=NOON, **FACTS)


def after(**wait):
    return clock.frozen(NOON + timedelta(**wait))


def fresh(message):
    message.refresh_from_db()
    return message


def test_a_message_is_sent_once(message, use_providers):
    fake = use_providers(FakeProvider("one"))
    deliver(message_id=message.pk)
    deliver(message_id=message.pk)
    send_waiting()

    (sms,) = fake.sent
    assert (sms.to, sms.text, sms.unicode, sms.is_code) == ("9800000001", message.text, True, False)
    assert (sms.dlt_header, len(sms.dlt_template), sms.our_id) == ("SUNWAI", 19, message.pk)
    fresh(message)
    assert (message.state, message.provider, message.attempts) == (MessageState.SENT, "one", 1)
    assert (message.provider_id, message.sent_at) == (f"taken-{message.pk}", NOON)


def test_it_waits_for_its_time(citizen, use_providers):
    fake = use_providers(FakeProvider("one"))
    night = NOON.replace(hour=22)
    message = tell_citizen(citizen=citizen, event=Event.TAKEN_UP, now=night, **FACTS)
    with clock.frozen(night):
        deliver(message_id=message.pk)
        send_waiting()
    assert fake.sent == []
    with clock.frozen(NOON + timedelta(hours=21)):
        send_waiting()
    assert len(fake.sent) == 1


def test_urgent_messages_go_first(citizen, use_providers):
    fake = use_providers(FakeProvider("one"))
    for _ in range(3):
        tell_citizen(citizen=citizen, event=Event.TAKEN_UP, now=NOON - timedelta(hours=1), **FACTS)
    tell_mobile(mobile="9811111111", event=Event.OTP, now=NOON, code="481209")
    assert delivery.deliver_due(most=1) == 1
    assert fake.sent[0].is_code


def test_waits_grow_and_then_it_is_given_up(message, use_providers):
    use_providers(FakeProvider("one", BUSY))
    waits = []
    for attempt in range(1, 7):
        ProviderHealth.objects.all().delete()  # the rest of a provider is a test of its own
        with clock.frozen(fresh(message).not_before) as now:
            deliver(message_id=message.pk)
            assert fresh(message).attempts == attempt
            waits.append((message.not_before - now).total_seconds())

    assert waits[:5] == [20, 60, 180, 540, 1620]
    assert message.state == MessageState.FAILED
    assert message.failures == ["one: HTTP 503"] * 6
    assert message.finished_at == now


def test_how_often_is_a_setting(message, use_providers, fresh_options):
    Setting.objects.create(key="sms.attempts", value=1)
    from sunwai.core import options

    options.forget()
    use_providers(FakeProvider("one", BUSY))
    deliver(message_id=message.pk)
    assert fresh(message).state == MessageState.FAILED


def test_a_later_try_can_succeed(message, use_providers):
    use_providers(FakeProvider("one", BUSY, "taken"))
    deliver(message_id=message.pk)
    with after(seconds=19):
        send_waiting()
    assert fresh(message).state == MessageState.QUEUED
    with after(seconds=20):
        send_waiting()
    assert fresh(message).state == MessageState.SENT
    assert message.attempts == 2


def test_a_retry_does_not_disturb_the_evening(citizen, use_providers):
    use_providers(FakeProvider("one", BUSY))
    evening = NOON.replace(hour=19, minute=59, second=50)
    with clock.frozen(evening):
        message = tell_citizen(citizen=citizen, event=Event.TAKEN_UP, now=evening, **FACTS)
        deliver(message_id=message.pk)
    assert fresh(message).not_before == NOON.replace(day=25, hour=9)


def test_what_is_refused_for_good_is_not_tried_again(message, use_providers):
    _, second = use_providers(FakeProvider("one", REFUSED), FakeProvider("two"))
    deliver(message_id=message.pk)
    assert fresh(message).state == MessageState.FAILED
    assert message.failures == ["one: 406: invalid number …"]
    assert second.sent == []
    assert not ProviderHealth.objects.exists()  # the number was wrong, not the provider


def test_a_code_is_not_sent_when_it_is_no_longer_good(use_providers):
    fake = use_providers(FakeProvider("one"))
    message = tell_mobile(mobile="9811111111", event=Event.OTP, now=NOON, code="481209")
    with after(minutes=10):
        send_waiting()
    assert fake.sent == []
    assert fresh(message).state == MessageState.EXPIRED
    assert message.finished_at == NOON + timedelta(minutes=10)
    assert "481209" not in message.text


def test_a_worker_that_dies_loses_nothing(message, use_providers, monkeypatch):
    fake = use_providers(FakeProvider("one"))

    def die(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(delivery, "_send_all", die)
        with pytest.raises(KeyboardInterrupt):
            deliver(message_id=message.pk)
    send_waiting()
    assert fake.sent == []  # leased to the dead worker
    with after(minutes=5):
        send_waiting()
    assert len(fake.sent) == 1


def test_a_broken_gateway_does_not_stop_the_queue(message, use_providers):
    use_providers(FakeProvider("one", ZeroDivisionError()), FakeProvider("two"))
    deliver(message_id=message.pk)
    assert fresh(message).provider == "two"
    assert message.failures == ["one: ZeroDivisionError in the gateway"]


def test_many_are_sent_side_by_side(citizen, use_providers):
    fake = use_providers(FakeProvider("one"))
    for _ in range(70):
        tell_citizen(citizen=citizen, event=Event.TAKEN_UP, now=NOON, **FACTS)
    send_waiting()
    assert len(fake.sent) == 70
    assert len({sms.our_id for sms in fake.sent}) == 70
    assert not Message.objects.exclude(state=MessageState.SENT).exists()


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_a_provider_is_asked(message, use_providers):
    class Watching(FakeProvider):
        def send(self, sms):
            self.in_transaction = connection.in_atomic_block
            return super().send(sms)

    fake = use_providers(Watching("one"))
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        delivery.deliver_due(most=1)
    deliver(message_id=message.pk)
    assert fake.in_transaction is False


@pytest.mark.django_db(transaction=True)
def test_a_message_in_other_hands_is_left_alone(message, use_providers):
    from concurrent.futures import ThreadPoolExecutor

    fake = use_providers(FakeProvider("one"))

    def in_another_session():
        try:
            return delivery.deliver_due(most=10)
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        Message.objects.select_for_update().get(pk=message.pk)
        assert pool.submit(in_another_session).result(timeout=20) == 0
    assert fake.sent == []


# ── Failover ─────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def send_one(citizen):
    def send():
        message = tell_citizen(citizen=citizen, event=Event.TAKEN_UP, now=clock.now(), **FACTS)
        deliver(message_id=message.pk)
        return fresh(message)

    return send


def test_the_second_provider_steps_in(send_one, use_providers):
    use_providers(FakeProvider("one", BUSY), FakeProvider("two"))
    message = send_one()
    assert (message.state, message.provider, message.attempts) == (MessageState.SENT, "two", 1)
    assert message.failures == ["one: HTTP 503"]


def test_one_that_keeps_failing_rests_and_is_probed_back(send_one, use_providers):
    first, _ = use_providers(FakeProvider("one", BUSY, BUSY, BUSY, BUSY, "back"), FakeProvider("two"))
    for _ in range(3):
        send_one()
    row = ProviderHealth.objects.get(name="one")
    assert (row.failures, row.failing_since, row.probe_at) == (3, NOON, NOON + timedelta(seconds=30))

    for _ in range(5):
        assert send_one().provider == "two"
    assert len(first.sent) == 3  # it rests

    with after(seconds=30):
        assert send_one().provider == "two"
        assert len(first.sent) == 4  # the probe failed: it rests twice as long
        send_one()
        assert len(first.sent) == 4
    row.refresh_from_db()
    assert row.probe_at == NOON + timedelta(seconds=90)

    with after(seconds=90):
        assert send_one().provider == "one"
        assert send_one().provider == "one"
    assert not ProviderHealth.objects.exists()


def test_rests_grow_to_five_minutes():
    assert [health.rest_after(failures).total_seconds() for failures in (3, 4, 5, 6, 7, 8, 99)] == [
        *(30, 60, 120, 240),
        *(300, 300, 300),
    ]


def test_when_all_rest_messages_wait_and_no_try_is_lost(citizen, use_providers):
    only = use_providers(FakeProvider("one", BUSY, BUSY, BUSY, "back"))
    messages = [tell_citizen(citizen=citizen, event=Event.TAKEN_UP, now=NOON, **FACTS) for _ in range(5)]
    for message in messages:
        deliver(message_id=message.pk)

    assert len(only.sent) == 3
    assert [fresh(message).attempts for message in messages] == [1, 1, 1, 0, 0]
    assert messages[4].not_before == NOON + timedelta(seconds=30)

    with after(seconds=30):
        send_waiting()
    assert fresh(messages[0]).state == MessageState.SENT
    with after(minutes=3):
        send_waiting()
    assert {fresh(message).state for message in messages} == {MessageState.SENT}


def test_one_bad_moment_of_many_messages_is_not_a_long_rest(citizen, use_providers):
    use_providers(FakeProvider("one", BUSY))
    for _ in range(20):
        tell_citizen(citizen=citizen, event=Event.TAKEN_UP, now=NOON, **FACTS)
    delivery.deliver_due(most=20)
    assert ProviderHealth.objects.get(name="one").probe_at == NOON + timedelta(seconds=30)


def test_only_one_message_probes(use_providers):
    use_providers(FakeProvider("one"), FakeProvider("two"))
    ProviderHealth.objects.create(name="one", failing_since=NOON, failures=3, probe_at=NOON)
    ways = health.routes("sms", 3, now=NOON)
    assert [[p.name for p in way] for way in ways] == [["one", "two"], ["two", "one"], ["two", "one"]]
    assert [[p.name for p in way] for way in health.routes("sms", 1, now=NOON)] == [["two", "one"]]


# ── What is kept ─────────────────────────────────────────────────────────────────────────────────────────
def test_the_log_of_a_call_holds_nothing_private(use_providers):
    leaky = ProviderFailed("could not send 'x 481209' to 9811111111")
    use_providers(FakeProvider("one", leaky), FakeProvider("two"))
    message = tell_mobile(mobile="9811111111", event=Event.OTP, now=NOON, code="481209")
    deliver(message_id=message.pk)

    failed, taken = ProviderCall.objects.order_by("provider")
    assert (failed.outcome, taken.outcome) == (CallOutcome.FAILED, CallOutcome.TAKEN)
    assert failed.to_masked == "98xxxxxx11"
    kept = " ".join(str(value) for row in ProviderCall.objects.values() for value in row.values())
    assert "481209" not in kept
    assert "9811111111" not in kept
    assert "481209" not in " ".join(fresh(message).failures)


def test_a_code_is_forgotten_once_it_has_left(use_providers):
    fake = use_providers(FakeProvider("one"))
    message = tell_mobile(mobile="9811111111", event=Event.OTP, now=NOON, code="481209")
    deliver(message_id=message.pk)
    assert "481209" in fake.sent[0].text
    assert "481209" not in fresh(message).text
    assert "10 मिनट" in message.text


def test_logs_are_kept_for_ninety_days(message, use_providers):
    use_providers(FakeProvider("one"))
    deliver(message_id=message.pk)
    with after(days=90):
        forget_old_logs(0)
    assert ProviderCall.objects.count() == 1
    with after(days=91):
        forget_old_logs(0)
    assert ProviderCall.objects.count() == 0
    assert Message.objects.count() == 1


# ── Receipts ─────────────────────────────────────────────────────────────────────────────────────────────
def report(message, state=MessageState.DELIVERED, **where):
    about = {"provider": "one", "provider_id": f"taken-{message.pk}"} | where
    return record_receipt(state=state, now=clock.now(), **about)


@pytest.fixture
def sent(message, use_providers):
    use_providers(FakeProvider("one"))
    deliver(message_id=message.pk)
    return fresh(message)


def test_a_receipt_says_what_became_of_it(sent):
    with after(minutes=1):
        assert report(sent) is True
    assert (fresh(sent).state, sent.finished_at) == (MessageState.DELIVERED, NOON + timedelta(minutes=1))


def test_the_same_receipt_again_changes_nothing(sent):
    report(sent)
    with after(minutes=1):
        assert report(sent) is False
    assert fresh(sent).finished_at == NOON
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_delivered_wins_whichever_comes_first(sent, order):
    states = (MessageState.UNDELIVERED, MessageState.DELIVERED)
    for index in order:
        report(sent, states[index])
    assert fresh(sent).state == MessageState.DELIVERED


def test_a_receipt_that_is_quicker_than_our_own_note_is_not_lost(message, use_providers):
    class Quick(FakeProvider):
        def send(self, sms):
            number = super().send(sms)
            record_receipt(provider="one", provider_id=number, state=MessageState.DELIVERED, now=NOON)
            return number

    use_providers(Quick("one"))
    deliver(message_id=message.pk)
    assert fresh(message).state == MessageState.DELIVERED


def test_a_receipt_of_another_provider_or_number_is_not_ours(sent):
    report(sent, provider="two")
    report(sent, provider_id="other")
    assert fresh(sent).state == MessageState.SENT
    assert Receipt.objects.filter(applied_at=None).count() == 2


def test_a_receipt_cannot_bring_any_state(sent):
    with pytest.raises(ValueError, match="queued"):
        report(sent, MessageState.QUEUED)
