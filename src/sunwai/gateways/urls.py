"""Addresses at which the outside world reaches us, and in demo and test mode the outside world itself."""

from __future__ import annotations

from django.urls import path

from sunwai.gateways.sms import simulator
from sunwai.gateways.sms.incoming_http import sms_incoming
from sunwai.gateways.sms.receipts import sms_receipt
from sunwai.gateways.webhooks import simulator as receiver

urlpatterns = [
    path("hooks/sms/<slug:provider>/incoming", sms_incoming, name="sms-incoming"),
    path("hooks/sms/<slug:provider>/incoming/<str:token>", sms_incoming, name="sms-incoming-with-token"),
    path("hooks/sms/<slug:provider>", sms_receipt, name="sms-receipt"),
    path("hooks/sms/<slug:provider>/<str:token>", sms_receipt, name="sms-receipt-with-token"),
]

# Only where settings.SIMULATORS is on, inside i18n_patterns: the page has two languages.
simulators = [
    path("simulators/sms", simulator.phones, name="simulated-phones"),
    path("simulators/sms.json", simulator.phones_json, name="simulated-phones-json"),
    path("simulators/sms/switch", simulator.switch_phone, name="simulated-phone-switch"),
    path("simulators/sms/gateway", simulator.switch_gateway, name="simulated-gateway-switch"),
    path("simulators/sms/write", simulator.write, name="simulated-phone-write"),
    path("simulators/sms/mobile-seva/sendMsgRequest", simulator.mobile_seva_gateway),
    path("simulators/sms/http", simulator.generic_http_gateway),
    path("simulators/webhooks", receiver.came, name="simulated-receiver"),
    path("simulators/webhooks/set", receiver.settle, name="simulated-receiver-set"),
    path("simulators/webhooks/receive", receiver.receive, name="simulated-receiver-receive"),
]
