"""The fee: one order an application, settled once however often it is reported, given back where it is not due."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sunwai.casework.action import action
from sunwai.core.actors import SYSTEM, Actor
from sunwai.core.errors import NotAllowed
from sunwai.janseva import perms
from sunwai.janseva.actions.base import begin, lock, put_before_officer, record, tell
from sunwai.janseva.enums import EventKind, LedgerKind, PaymentState, State
from sunwai.janseva.errors import OutsideFailed
from sunwai.janseva.models import Application, GatewayNotice, LedgerEntry, Payment
from sunwai.janseva.outside import service
from sunwai.janseva.ports import OutsideRefused, OutsideUnreachable, Paid, PaymentGateway
from sunwai.janseva.selectors import refunds_due
from sunwai.messages.enums import Event

CAPTURED = "captured"
COUNTS = (PaymentState.OPEN, PaymentState.PAID)
REFUNDED_BY_THEN = timedelta(minutes=30)  # what its job did not give back by then is given back here
AT_ONCE = 500
ASKED_AFTER, ASKED_UNTIL = timedelta(minutes=5), timedelta(days=3)

log = logging.getLogger(__name__)


def gateway() -> PaymentGateway:
    """The payment gateway.

    Raises:
        OutsideFailed: none is configured.
    """
    found: PaymentGateway = service("payment")
    return found


def open_payment(*, application: Application, actor: Actor, now: datetime) -> Payment:
    """The order over the fee of `application`: the one that is open, or a new one.

    Raises:
        NotAllowed: not the applicant's, or nothing is to be paid.
        OutsideFailed: the gateway did not answer.
    """
    if "applicant" not in perms.relations(actor, application) or application.state != State.PAYMENT_PENDING:
        raise NotAllowed(action="pay")
    if payment := application.payments.filter(state__in=COUNTS).first():
        return payment
    try:
        order = gateway().open_order(paise=application.fee_paise, receipt=application.reference)
    except (OutsideRefused, OutsideUnreachable) as error:
        raise OutsideFailed from error
    return _keep(application=application, order=order.number, now=now)


@action
def _keep(*, application: Application, order: str, now: datetime) -> Payment:
    """Of two that were opened at once the first counts; nobody is led to the other."""
    locked = lock(application)
    if payment := locked.payments.filter(state__in=COUNTS).first():
        return payment
    return Payment.objects.create(
        application=locked, gateway=gateway().name, order=order, paise=locked.fee_paise, opened_at=now
    )


@action
def take_notice(*, event: str, body: bytes, now: datetime) -> bool:
    """Keep what the gateway sent; a job reads it. One that comes again changes nothing.

    Returns:
        Whether it is new.
    """
    from sunwai.janseva.jobs import read_notice

    notice, is_new = GatewayNotice.objects.get_or_create(
        event=event, defaults={"body": body, "received_at": now}
    )
    if is_new:
        read_notice.defer(notice_id=notice.pk)
    return is_new


def handle_notice(*, notice_id: int, now: datetime) -> None:
    """Do what a notice says; one that was handled is left alone.

    Raises:
        OutsideFailed: no gateway is configured that could read it.
    """
    notice = GatewayNotice.objects.get(pk=notice_id)
    if notice.handled_at:
        return
    if paid := gateway().paid_of(bytes(notice.body)):
        settle(paid=paid, now=now)
    GatewayNotice.objects.filter(pk=notice_id).update(handled_at=now)


@action
def settle(*, paid: Paid, now: datetime) -> Payment | None:
    """The gateway reports a payment. The first that fits pays the fee and puts the application before the officer;
    whatever else was taken is given back.

    Returns:
        The payment, or None where it is none of ours or not taken yet.
    """
    payment = Payment.objects.select_for_update().filter(order=paid.order).first()
    if payment is None or paid.status != CAPTURED:
        return None
    _line, is_new = LedgerEntry.objects.get_or_create(
        kind=LedgerKind.CHARGED,
        number=paid.number,
        defaults={"payment": payment, "paise": paid.paise, "at": now},
    )
    if not is_new:
        return payment
    application = lock(payment.application)
    if (
        payment.state != PaymentState.OPEN
        or paid.paise != payment.paise
        or application.state != State.PAYMENT_PENDING
    ):
        _give_back_later(paid.number, paid.paise)
        return payment
    payment.state, payment.number, payment.paid_at = PaymentState.PAID, paid.number, now
    payment.save(update_fields=["state", "number", "paid_at"])
    application = begin(application, "pay", actor=SYSTEM, payment=paid.number)
    put_before_officer(application, now=now)
    application.save()
    record(application, EventKind.PAID, actor=SYSTEM, at=now, paise=paid.paise, payment=paid.number)
    tell(application, Event.JANSEVA_SUBMITTED, now=now)
    return payment


def give_back(*, number: str, paise: int, now: datetime) -> None:
    """Refund what was taken; the gateway gives it back once, however often it is asked.

    Raises:
        OutsideFailed: the gateway did not answer; it can be tried again.
    """
    try:
        gateway().refund(payment=number, paise=paise, key=number)
    except (OutsideRefused, OutsideUnreachable) as error:
        raise OutsideFailed from error
    _note_refund(number=number, paise=paise, now=now)


@action
def _note_refund(*, number: str, paise: int, now: datetime) -> None:
    charged = LedgerEntry.objects.select_related("payment").get(kind=LedgerKind.CHARGED, number=number)
    LedgerEntry.objects.get_or_create(
        kind=LedgerKind.REFUNDED,
        number=number,
        defaults={"payment": charged.payment, "paise": paise, "at": now},
    )
    Payment.objects.filter(number=number).update(state=PaymentState.REFUNDED)


def take_return(*, order: str, number: str, signature: str, now: datetime) -> Application | None:
    """The payer's browser comes back. What it brings is believed only if signed, and then the gateway is asked at once,
    so that the page that follows knows; otherwise a notice or reconciling tells later.

    Returns:
        The application that the order is of; None where there is no such order.
    """
    payment = Payment.objects.select_related("application").filter(order=order).first()
    if payment is None:
        return None
    if number and gateway().is_genuine(order=order, payment=number, signature=signature):
        try:
            _ask_about(payment, now=now)
        except OutsideFailed:
            log.warning("the payment gateway does not answer")
    return payment.application


def reconcile(*, now: datetime) -> int:
    """Ask the gateway about orders that are open for a while, for a notice may be lost; give back what is still to
    be given back, for a job may have come to nothing.

    Returns:
        How many were paid.
    """
    for line in refunds_due(before=now - REFUNDED_BY_THEN)[:AT_ONCE]:
        try:
            give_back(number=line.number, paise=line.paise, now=now)
        except OutsideFailed:
            log.error("payment %s must be given back and the gateway does not do it", line.number)
    opened = Payment.objects.filter(
        state=PaymentState.OPEN, opened_at__lt=now - ASKED_AFTER, opened_at__gt=now - ASKED_UNTIL
    )
    done = 0
    for payment in opened.order_by("pk")[:AT_ONCE]:
        try:
            done += _ask_about(payment, now=now)
        except OutsideFailed:
            log.warning("the payment gateway does not answer")
            break
    return done


def _ask_about(payment: Payment, *, now: datetime) -> bool:
    """Ask the gateway what was paid for an order. Returns whether the fee is paid now.

    Raises:
        OutsideFailed: the gateway did not answer.
    """
    try:
        reported = gateway().payments_of(payment.order)
    except (OutsideRefused, OutsideUnreachable) as error:
        raise OutsideFailed from error
    settled = [settle(paid=paid, now=now) for paid in reported]
    return any(one is not None and one.state == PaymentState.PAID for one in settled)


def give_back_fee(application: Application) -> None:
    """What was paid for an application that is refused goes back; call within the transaction of the refusal."""
    for payment in application.payments.filter(state=PaymentState.PAID):
        _give_back_later(str(payment.number), payment.paise)


def _give_back_later(number: str, paise: int) -> None:
    from sunwai.janseva.jobs import refund

    refund.defer(number=number, paise=paise)
