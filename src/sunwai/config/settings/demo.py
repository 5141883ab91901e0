"""Everything on one machine, with simulators and invented people. Never for real citizens."""

from sunwai.config.settings.base import *  # noqa: F403
from sunwai.config.settings.base import (
    PROCRASTINATE_IMPORT_PATHS,
    PUBLIC_URL,
    SMS_GENERIC_HTTP,
    SMS_MOBILE_SEVA,
)

MODE = "demo"
DEBUG = False
SIMULATORS = True
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
PROCRASTINATE_IMPORT_PATHS = [*PROCRASTINATE_IMPORT_PATHS, "sunwai.gateways.sms.simulator_jobs"]
