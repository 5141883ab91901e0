"""The live process as servers start it: streams, and nothing else."""

import os

import django

os.environ.setdefault(
    "DJANGO_SETTINGS_MODULE", f"sunwai.config.settings.{os.environ.get('SUNWAI_MODE', 'production')}"
)
django.setup()

from django.conf import settings  # noqa: E402

from sunwai.gateways.sms.smsc_simulator import SimulatedSmsc  # noqa: E402 (models need what was set up)
from sunwai.web.live.application import LiveApplication  # noqa: E402

# The one light process with an event loop that a demo always has.
application = LiveApplication(beside=[SimulatedSmsc().run] if settings.SIMULATORS else [])
