"""Django's handle on this package."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WomenlineConfig(AppConfig):
    """Women's helpline."""

    name = "sunwai.womenline"
    verbose_name = _("Women's helpline")
