"""Django's handle on this package."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchemesConfig(AppConfig):
    """Schemes."""

    name = "sunwai.schemes"
    verbose_name = _("Government schemes")
