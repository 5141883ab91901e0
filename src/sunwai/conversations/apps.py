"""Django's handle on this package."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConversationsConfig(AppConfig):
    """Conversations."""

    name = "sunwai.conversations"
    verbose_name = _("Conversations")
