"""The fee: paid once, whatever the gateway reports and however often; what must not be kept is given back."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from sunwai.core.errors import NotAllowed
from sunwai.gateways.payment import simulator
from sunwai.gateways.payment.razorpay import Razorpay, signature_of
from sunwai.janseva.actions import paying
from sunwai.janseva.actions.deciding import reject_application
from sunwai.janseva.actions.paying import give_back, handle_notice, open_payment, reconcile, settle
from sunwai.janseva.enums import LedgerKind, PaymentState, RejectionReason, State
from sunwai.janseva.models import GatewayNotice, LedgerEntry, Payment
from sunwai.janseva.ports import Order, OutsideUnreachable, Paid
from tests.world import MONDAY

KHASRA = {"parcel": "1/1", "copy": "certified"}


class Gateway:
    """A gateway that remembers what it was asked."""

    name = "test"
    orders: list[str] = []
    refunds: list[tuple[str, int]] = []
    reported: list[Paid] = []
    down = False

    def open_order(self, *, paise, receipt):
        if self.down:
            raise OutsideUnreachable
        self.orders.append(receipt)
        return Order(f"order_{len(self.orders)}", paise, "created")

    def checkout(self, *, order, paise, back, **prefilled):
        return "https://pay.example/checkout", {"order_id": order}

    def payments_of(self, order):
        return [paid for paid in self.reported if paid.order == order]

    def refund(self, *, payment, paise, key):
        self.refunds.append((payment, paise))
        return "rfnd_1"


@pytest.fixture
def gateway(settings):
    settings.PROVIDERS = settings.PROVIDERS | {"payment": ["tests.janseva.test_fees:Gateway"]}
    Gateway.orders, Gateway.refunds, Gateway.reported, Gateway.down = [], [], [], False
    return Gateway


@pytest.fixture
def unpaid(office, gateway):
    """A certified copy of two pages: ₹20."""
    return office.unpaid()


def report(payment, number="pay_1", **other):
    said = {"number": number, "order": payment.order, "paise": payment.paise, "status": "captured"}
    return settle(paid=Paid(**(said | other)), now=MONDAY)


def refuse(office, application):
    reject_application(
        application=application,
        reason=RejectionReason.DISPUTED,
        words="Before the civil court.",
        actor=office.tehsildar,
        now=MONDAY,
    )


def test_a_certified_copy_waits_for_its_fee_and_a_plain_one_does_not(office, unpaid):
    assert (unpaid.state, unpaid.fee_paise) == (State.PAYMENT_PENDING, 2000)
    plain = KHASRA | {"copy": "plain"}
    free = office.confirm(office.take(code="khasra-copy", answers=plain, pages=2), answers=plain, pages=2)
    assert (free.state, free.fee_paise) == (State.WITH_OFFICER, 0)


def test_one_order_however_often_the_button_is_pressed(unpaid, gateway):
    orders = {open_payment(application=unpaid, actor=unpaid.citizen, now=MONDAY).order for _ in range(3)}
    assert len(orders) == len(gateway.orders) == 1


def test_only_the_applicant_pays_and_only_what_is_due(office, unpaid):
    for actor in (office.world.new_citizen(), office.world.agent, office.tehsildar):
        with pytest.raises(NotAllowed):
            open_payment(application=unpaid, actor=actor, now=MONDAY)
    assert not Payment.objects.exists()


def test_paid_it_goes_to_the_officer(unpaid):
    payment = open_payment(application=unpaid, actor=unpaid.citizen, now=MONDAY)
    report(payment)
    unpaid.refresh_from_db()
    assert unpaid.state == State.WITH_OFFICER
    assert unpaid.due_at is not None


def test_the_same_payment_reported_again_changes_nothing(unpaid, gateway):
    payment = open_payment(application=unpaid, actor=unpaid.citizen, now=MONDAY)
    for _time in range(3):
        report(payment)
    assert LedgerEntry.objects.count() == 1
    assert gateway.refunds == []


@pytest.mark.parametrize("other", [{"number": "pay_2"}, {"number": "pay_2", "paise": 1}])
def test_a_second_payment_is_given_back(unpaid, gateway, other, monkeypatch):
    later = []
    monkeypatch.setattr(paying, "_give_back_later", lambda *given: later.append(given))
    payment = open_payment(application=unpaid, actor=unpaid.citizen, now=MONDAY)
    report(payment)
    report(payment, **other)
    assert [number for number, _paise in later] == ["pay_2"]
    for _time in range(2):
        give_back(number="pay_2", paise=later[0][1], now=MONDAY)
    kinds = LedgerEntry.objects.filter(number="pay_2").values_list("kind", flat=True)
    assert sorted(kinds) == sorted([LedgerKind.CHARGED, LedgerKind.REFUNDED])
    payment.refresh_from_db()
    assert payment.state == PaymentState.PAID


def test_a_refused_application_has_its_fee_back(office, unpaid, gateway, monkeypatch):
    later = []
    monkeypatch.setattr(paying, "_give_back_later", lambda *given: later.append(given))
    report(open_payment(application=unpaid, actor=unpaid.citizen, now=MONDAY))
    refuse(office, unpaid)
    assert later == [("pay_1", 2000)]
    give_back(number="pay_1", paise=2000, now=MONDAY)
    assert gateway.refunds == later
    assert unpaid.payments.get().state == PaymentState.REFUNDED


@pytest.mark.parametrize("is_refused", [True, False])
def test_a_refund_whose_job_failed_is_made_by_reconciling(office, unpaid, gateway, is_refused):
    payment = open_payment(application=unpaid, actor=unpaid.citizen, now=MONDAY)
    report(payment)
    wanted = []
    if is_refused:
        refuse(office, unpaid)
        wanted = [("pay_1", 2000)]
    else:
        report(payment, number="pay_2")
        wanted = [("pay_2", 2000)]
    reconcile(now=MONDAY + timedelta(minutes=20))  # its job may still do it
    assert gateway.refunds == []
    for _time in range(2):
        reconcile(now=MONDAY + timedelta(minutes=31))
    assert gateway.refunds == wanted


def test_what_was_not_paid_is_not_given_back(office, gateway, monkeypatch):
    later = []
    monkeypatch.setattr(paying, "_give_back_later", lambda *given: later.append(given))
    refuse(office, office.submitted())
    assert later == []


@pytest.mark.parametrize("other", [{"status": "failed"}, {"status": "authorized"}, {"order": "order_x"}])
def test_what_was_not_taken_pays_nothing(unpaid, other):
    payment = open_payment(application=unpaid, actor=unpaid.citizen, now=MONDAY)
    assert report(payment, **other) is None
    unpaid.refresh_from_db()
    assert unpaid.state == State.PAYMENT_PENDING
    assert not LedgerEntry.objects.exists()


def test_a_lost_notice_is_found_by_reconciling(unpaid, gateway):
    payment = open_payment(application=unpaid, actor=unpaid.citizen, now=MONDAY)
    gateway.reported = [Paid("pay_9", payment.order, payment.paise, "captured")]
    assert reconcile(now=MONDAY) == 0  # too young to be asked about
    assert reconcile(now=MONDAY + timedelta(minutes=6)) == 1
    assert reconcile(now=MONDAY + timedelta(minutes=12)) == 0


def test_the_ledger_cannot_be_changed(unpaid):
    report(open_payment(application=unpaid, actor=unpaid.citizen, now=MONDAY))
    for change in (lambda: LedgerEntry.objects.update(paise=1), LedgerEntry.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


# ── What the gateway sends us ────────────────────────────────────────────────────────────────────────────


def notice(payment, *, secret=None, event="evt_1"):
    from django.conf import settings

    said = {
        "event": "payment.captured",
        "payload": {
            "payment": {
                "entity": {
                    "id": "pay_1",
                    "order_id": payment.order,
                    "amount": payment.paise,
                    "status": "captured",
                }
            }
        },
    }
    body = json.dumps(said).encode()
    signed = signature_of(secret or settings.RAZORPAY["webhook_secret"], body)
    return body, {"X-Razorpay-Signature": signed, "X-Razorpay-Event-Id": event}


def test_a_signed_notice_is_kept_once(client, unpaid):
    payment = open_payment(application=unpaid, actor=unpaid.citizen, now=MONDAY)
    body, headers = notice(payment)
    for _time in range(2):
        answer = client.post(
            reverse("payment-webhook"), body, content_type="application/json", headers=headers
        )
        assert answer.status_code == 200
    assert GatewayNotice.objects.count() == 1


@pytest.mark.parametrize("given", [{"secret": "wrong"}, {"event": ""}])
def test_what_is_not_signed_or_has_no_id_is_refused(client, unpaid, given):
    payment = open_payment(application=unpaid, actor=unpaid.citizen, now=MONDAY)
    body, headers = notice(payment, **given)
    answer = client.post(reverse("payment-webhook"), body, content_type="application/json", headers=headers)
    assert answer.status_code in {400, 401}
    assert not GatewayNotice.objects.exists()


def test_a_notice_is_done_once(unpaid, monkeypatch):
    payment = open_payment(application=unpaid, actor=unpaid.citizen, now=MONDAY)
    body, _headers = notice(payment)
    kept = GatewayNotice.objects.create(event="evt_1", body=body, received_at=MONDAY)
    monkeypatch.setattr(Gateway, "paid_of", Razorpay.paid_of, raising=False)
    for _time in range(2):
        handle_notice(notice_id=kept.pk, now=MONDAY)
    unpaid.refresh_from_db()
    kept.refresh_from_db()
    assert (unpaid.state, kept.handled_at) == (State.WITH_OFFICER, MONDAY)
    assert LedgerEntry.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"event": "payment.captured"}',
        b'{"event": "payment.captured", "payload": {"payment": {"entity": {"id": "pay_1"}}}}',
        b'{"event": "refund.processed", "payload": {}}',
    ],
)
def test_a_notice_of_something_else_tells_of_no_payment(body):
    assert Razorpay().paid_of(body) is None


def test_the_simulator_signs_as_the_client_checks(settings):
    from sunwai.gateways.payment.razorpay import webhook_is_genuine

    order = simulator.SimulatedOrder(number="order_1", paise=2000)
    payment = simulator.SimulatedPayment(number="pay_1", order=order, status="captured")
    body, headers = simulator.webhook_of(payment)
    assert webhook_is_genuine(body, headers["X-Razorpay-Signature"])
    assert not webhook_is_genuine(body + b" ", headers["X-Razorpay-Signature"])
