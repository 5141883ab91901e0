"""Django's handle on this package."""

from django.apps import AppConfig


class CpgramsConfig(AppConfig):
    """Central grievances."""

    name = "sunwai.cpgrams"
