"""Addresses at which the outside world reaches us, and in demo and test mode the outside world itself."""

from __future__ import annotations

from django.urls import path

from sunwai.gateways.cpgrams import simulator as centre
from sunwai.gateways.sms import simulator
from sunwai.gateways.sms.receipts import sms_receipt

urlpatterns = [
    path("hooks/sms/<slug:provider>", sms_receipt, name="sms-receipt"),
    path("hooks/sms/<slug:provider>/<str:token>", sms_receipt, name="sms-receipt-with-token"),
]

# Only where settings.SIMULATORS is on, inside i18n_patterns: the page has two languages.
simulators = [
    path("simulators/sms", simulator.phones, name="simulated-phones"),
    path("simulators/sms.json", simulator.phones_json, name="simulated-phones-json"),
    path("simulators/sms/switch", simulator.switch_phone, name="simulated-phone-switch"),
    path("simulators/sms/mobile-seva/sendMsgRequest", simulator.mobile_seva_gateway),
    path("simulators/sms/http", simulator.generic_http_gateway),
    path("simulators/cpgrams", centre.page, name="simulated-centre"),
    path("simulators/cpgrams/play", centre.play, name="simulated-centre-play"),
    path("simulators/cpgrams/report/<slug:update_id>.pdf", centre.report, name="simulated-centre-report"),
    path("simulators/cpgrams/api/grievances", centre.grievances),
    path("simulators/cpgrams/api/words", centre.words),
    path("simulators/cpgrams/api/register", centre.register),
    path("simulators/cpgrams/api/updates", centre.updates),
    path("simulators/cpgrams/api/health", centre.health),
]
