"""Everything on one machine, with simulators and invented people. Never for real citizens."""

from sunwai.config.settings.base import *  # noqa: F403
from sunwai.config.settings.base import PUBLIC_URL, SMS_MOBILE_SEVA

MODE = "demo"
DEBUG = False
SIMULATORS = True
SMS_MOBILE_SEVA = SMS_MOBILE_SEVA | {
    "url": f"{PUBLIC_URL}/simulators/sms/mobile-seva/sendMsgRequest",
    "username": "demo",
    "password": "demo",
    "sender_id": "SUNWAI",
    "secure_key": "00000000-0000-0000-0000-000000000000",
}
