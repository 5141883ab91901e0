"""Django's handle on this package."""

from django.apps import AppConfig


class CallsConfig(AppConfig):
    """Calls."""

    name = "sunwai.calls"
