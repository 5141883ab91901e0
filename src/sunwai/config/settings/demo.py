"""Everything on one machine, with simulators and invented people. Never for real citizens."""

import os

from sunwai.config.demo_signing import signing_folder
from sunwai.config.settings.base import *  # noqa: F403
from sunwai.config.settings.base import (
    ARI_PORT,
    CPGRAMS,
    DATA_FOLDER,
    EMAIL_GATEWAY,
    PORT,
    PROCRASTINATE_IMPORT_PATHS,
    PROVIDERS,
    PUBLIC_URL,
    PUSH,
    SIGNING,
    SMS_GENERIC_HTTP,
    SMS_MOBILE_SEVA,
    SMS_SMPP,
    SWITCH,
    TELEPHONE,
    WHATSAPP,
)

MODE = "demo"
DEBUG = False
SIMULATORS = True
WEBHOOKS_LOOPBACK = True
SMS_MOBILE_SEVA = SMS_MOBILE_SEVA | {
    "url": f"{PUBLIC_URL}/simulators/sms/mobile-seva/sendMsgRequest",
    "username": "demo",
    "password": "demo",
    "sender_id": "SUNWAI",
    "secure_key": "00000000-0000-0000-0000-000000000000",
    "receipt_token": "demo-receipts",
}
SMS_GENERIC_HTTP = SMS_GENERIC_HTTP | {
    "url": f"{PUBLIC_URL}/simulators/sms/http",
    "token": "demo",
    "receipt_token": "demo-receipts",
}
WHATSAPP = WHATSAPP | {
    "url": f"{PUBLIC_URL}/simulators/whatsapp/graph",
    "phone_id": "100000000000001",
    "token": "demo",
    "app_secret": "demo-application",
    "verify_token": "demo-webhook",
}
# Certificates are signed by an authority of the demo.
_signing = signing_folder(DATA_FOLDER, "demo")
SIGNING = SIGNING | {
    "pkcs12": str(_signing / "signer.p12"),
    "password": "demo",
    "roots": [str(_signing / "root.pem")],
    "revocation_lists": [str(_signing / "revoked.crl")],
    "demo_timestamper": str(_signing / "stamper.p12"),
}
LAND_RECORDS = {"url": f"{PUBLIC_URL}/simulators/land", "token": "demo"}
RAZORPAY = {
    "url": f"{PUBLIC_URL}/simulators/payment/v1",
    "checkout_url": f"{PUBLIC_URL}/simulators/payment",
    "key_id": "rzp_test_demo",
    "key_secret": "demo",
    "webhook_secret": "demo-payments",
}
DIGILOCKER = {"org_id": "demo", "key": "demo", "issuer": "in.gov.mp.cmhelpline"}
AUA = {"url": f"{PUBLIC_URL}/simulators/aua", "token": "demo"}
# The centre is played by ourselves, too.
CPGRAMS = CPGRAMS | {"url": f"{PUBLIC_URL}/simulators/cpgrams/api", "token": "demo", "per_minute": 6000}
# The simulated SMSC runs in the live process.
SMS_SMPP = SMS_SMPP | {
    "host": "127.0.0.1",
    "port": int(os.environ.get("SUNWAI_SMPP_PORT", PORT + 2)),
    "system_id": "demo",
    "password": "demo",
    "sender_id": "SUNWAI",
}
PROVIDERS = PROVIDERS | {
    "sms": ["sunwai.gateways.sms.mobile_seva:MobileSeva", "sunwai.gateways.sms.smpp.provider:Smpp"],
    "whatsapp": ["sunwai.gateways.whatsapp.cloud:WhatsAppCloud"],
    "cpgrams": [
        "sunwai.gateways.cpgrams.http:HttpCentre",
        *(["sunwai.gateways.cpgrams.files:FileCentre"] if CPGRAMS["folder"] else []),
    ],
    "email": ["sunwai.gateways.email.smtp:Smtp"],
    "push": ["sunwai.gateways.push.vapid:Vapid"],
    "land_records": ["sunwai.gateways.land_records.http:HttpLandRecords"],
    "payment": ["sunwai.gateways.payment.razorpay:Razorpay"],
    "identity": ["sunwai.gateways.identity.aua:Aua"],
    "signing": ["sunwai.gateways.signing.pkcs12:Pkcs12"],
}
# The mail server of the demo; what it takes lies in a folder.
EMAIL_GATEWAY = EMAIL_GATEWAY | {
    "host": "127.0.0.1",
    "port": int(os.environ.get("SUNWAI_SMTP_PORT", PORT + 3)),
    "tls": "none",
    "user": "",
    "from": "CM Helpline 181 <helpline@sunwai.example>",
    "bounce_token": "demo-bounces",
}
SIMULATED_MAIL = DATA_FOLDER / "simulated" / "mail"
# A push service, too; browsers know only their own, to which a demo with a network speaks as it would in earnest.
PUSH = PUSH | {"subject": "mailto:helpline@sunwai.example"}
PUSH_SIMULATORS = [f"{PUBLIC_URL}/"]
SIMULATED_PUSH = DATA_FOLDER / "simulated" / "push"
# The telephone reaches this machine alone, unless told otherwise: a softphone here may call sip:181@127.0.0.1, and
# the public network is whoever listens at the trunk's address.
SWITCH = SWITCH | {
    "sip_host": os.environ.get("SUNWAI_SIP_HOST", "127.0.0.1"),
    "trunks": os.environ.get("SUNWAI_TRUNKS", "127.0.0.2:5060"),
    "wss_host": os.environ.get("SUNWAI_WSS_HOST", "127.0.0.1"),
}
# Browsers of this machine need no certificate.
TELEPHONE = TELEPHONE | {"wss": os.environ.get("SUNWAI_WSS_URL", f"ws://127.0.0.1:{ARI_PORT}/ws")}
PROCRASTINATE_IMPORT_PATHS = [
    *PROCRASTINATE_IMPORT_PATHS,
    "sunwai.gateways.sms.simulator_jobs",
    "sunwai.gateways.whatsapp.simulator_jobs",
    "sunwai.gateways.payment.simulator_jobs",
]
