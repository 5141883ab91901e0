"""The live process as servers start it: streams, and nothing else."""

import os

import django

os.environ.setdefault(
    "DJANGO_SETTINGS_MODULE", f"sunwai.config.settings.{os.environ.get('SUNWAI_MODE', 'production')}"
)
django.setup()

from sunwai.web.live.application import LiveApplication  # noqa: E402 (models need what was set up)

application = LiveApplication()
