"""Django's handle on this package."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JansevaConfig(AppConfig):
    """CM Jan Seva."""

    name = "sunwai.janseva"
    verbose_name = _("CM Jan Seva")
