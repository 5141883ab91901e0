"""Addresses at which the outside world reaches us, and in demo and test mode the outside world itself."""

from __future__ import annotations

from django.urls import path

from sunwai.gateways.email import simulator as email_simulator
from sunwai.gateways.email.bounces import email_bounce
from sunwai.gateways.push import simulator as push_simulator
from sunwai.gateways.push.receipts import push_receipt
from sunwai.gateways.sms import simulator
from sunwai.gateways.sms.receipts import sms_receipt

urlpatterns = [
    path("hooks/sms/<slug:provider>", sms_receipt, name="sms-receipt"),
    path("hooks/sms/<slug:provider>/<str:token>", sms_receipt, name="sms-receipt-with-token"),
    path("hooks/email/bounce", email_bounce, name="email-bounce"),
    path("hooks/email/bounce/<str:token>", email_bounce, name="email-bounce-with-token"),
    path("hooks/push/<slug:what>", push_receipt, name="push-receipt"),
]

# Only where settings.SIMULATORS is on, inside i18n_patterns: the page has two languages.
simulators = [
    path("simulators/sms", simulator.phones, name="simulated-phones"),
    path("simulators/sms.json", simulator.phones_json, name="simulated-phones-json"),
    path("simulators/sms/switch", simulator.switch_phone, name="simulated-phone-switch"),
    path("simulators/sms/mobile-seva/sendMsgRequest", simulator.mobile_seva_gateway),
    path("simulators/sms/http", simulator.generic_http_gateway),
    path("simulators/email", email_simulator.mails, name="simulated-mails"),
    path("simulators/email/<str:key>", email_simulator.mail, name="simulated-mail"),
    path("simulators/email/<str:key>/page", email_simulator.mail_page, name="simulated-mail-page"),
    path("simulators/push", push_simulator.notices, name="simulated-notices"),
    path("simulators/push/<str:device>", push_simulator.push_service, name="simulated-push-service"),
]
