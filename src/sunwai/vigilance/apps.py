"""Django's handle on this package."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VigilanceConfig(AppConfig):
    """Corruption complaints."""

    name = "sunwai.vigilance"
    verbose_name = _("Vigilance")
