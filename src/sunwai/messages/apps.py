from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagesConfig(AppConfig):
    name = "sunwai.messages"
    label = "sunwai_messages"
    verbose_name = _("Messages")
