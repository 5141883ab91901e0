"""Addresses at which the outside world reaches us, and in demo and test mode the outside world itself."""

from __future__ import annotations

from django.urls import path

from sunwai.gateways.cpgrams import simulator as centre
from sunwai.gateways.digilocker import simulator as locker
from sunwai.gateways.digilocker.issuer import pull_doc, pull_uri
from sunwai.gateways.email import simulator as email_simulator
from sunwai.gateways.email.bounces import email_bounce
from sunwai.gateways.identity import simulator as aua
from sunwai.gateways.land_records import simulator as land
from sunwai.gateways.payment import simulator as payments
from sunwai.gateways.payment.webhook import payment_webhook
from sunwai.gateways.push import simulator as push_simulator
from sunwai.gateways.push.receipts import push_receipt
from sunwai.gateways.sms import simulator
from sunwai.gateways.sms.incoming_http import sms_incoming
from sunwai.gateways.sms.receipts import sms_receipt
from sunwai.gateways.webhooks import simulator as receiver
from sunwai.gateways.whatsapp import simulator as whatsapp_simulator
from sunwai.gateways.whatsapp.webhook import whatsapp_webhook

urlpatterns = [
    path("hooks/sms/<slug:provider>/incoming", sms_incoming, name="sms-incoming"),
    path("hooks/sms/<slug:provider>/incoming/<str:token>", sms_incoming, name="sms-incoming-with-token"),
    path("hooks/sms/<slug:provider>", sms_receipt, name="sms-receipt"),
    path("hooks/sms/<slug:provider>/<str:token>", sms_receipt, name="sms-receipt-with-token"),
    path("hooks/whatsapp", whatsapp_webhook, name="whatsapp-webhook"),
    path("hooks/payment", payment_webhook, name="payment-webhook"),
    path("hooks/digilocker/uri", pull_uri, name="digilocker-uri"),
    path("hooks/digilocker/document", pull_doc, name="digilocker-document"),
    path("hooks/email/bounce", email_bounce, name="email-bounce"),
    path("hooks/email/bounce/<str:token>", email_bounce, name="email-bounce-with-token"),
    path("hooks/push/<slug:what>", push_receipt, name="push-receipt"),
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
    path("simulators/whatsapp", whatsapp_simulator.phone, name="simulated-chat"),
    path("simulators/whatsapp.json", whatsapp_simulator.chat_json, name="simulated-chat-json"),
    path("simulators/whatsapp/say", whatsapp_simulator.say, name="simulated-chat-say"),
    path("simulators/whatsapp/switch", whatsapp_simulator.switch_chat, name="simulated-chat-switch"),
    path("simulators/whatsapp/file/<str:name>", whatsapp_simulator.media_file, name="simulated-media"),
    path("simulators/whatsapp/graph/<str:version>/<str:phone_id>/messages", whatsapp_simulator.messages),
    path("simulators/whatsapp/graph/<str:version>/<str:phone_id>/media", whatsapp_simulator.upload_media),
    path("simulators/whatsapp/graph/<str:version>/<str:name>", whatsapp_simulator.media),
    path("simulators/cpgrams", centre.page, name="simulated-centre"),
    path("simulators/cpgrams/play", centre.play, name="simulated-centre-play"),
    path("simulators/cpgrams/report/<slug:update_id>.pdf", centre.report, name="simulated-centre-report"),
    path("simulators/cpgrams/api/grievances", centre.grievances),
    path("simulators/cpgrams/api/words", centre.words),
    path("simulators/cpgrams/api/register", centre.register),
    path("simulators/cpgrams/api/updates", centre.updates),
    path("simulators/cpgrams/api/health", centre.health),
    path("simulators/digilocker", locker.locker, name="simulated-locker"),
    path("simulators/digilocker/open", locker.open_document, name="simulated-locker-open"),
    path("simulators/land/parcels", land.parcels),
    path("simulators/land/record", land.record),
    path("simulators/payment/v1/orders", payments.orders),
    path("simulators/payment/v1/orders/<str:number>/payments", payments.order_payments),
    path("simulators/payment/v1/payments/<str:number>/refund", payments.refund),
    path("simulators/payment/checkout/embedded", payments.checkout, name="simulated-checkout"),
    path("simulators/payment/play", payments.play, name="simulated-payment-play"),
    path("simulators/aua/otp", aua.otp),
    path("simulators/aua/kyc", aua.kyc),
    path("simulators/webhooks", receiver.came, name="simulated-receiver"),
    path("simulators/webhooks/set", receiver.settle, name="simulated-receiver-set"),
    path("simulators/webhooks/receive", receiver.receive, name="simulated-receiver-receive"),
    path("simulators/email", email_simulator.mails, name="simulated-mails"),
    path("simulators/email/<str:key>", email_simulator.mail, name="simulated-mail"),
    path("simulators/email/<str:key>/page", email_simulator.mail_page, name="simulated-mail-page"),
    path("simulators/push", push_simulator.notices, name="simulated-notices"),
    path("simulators/push/<str:device>", push_simulator.push_service, name="simulated-push-service"),
]
