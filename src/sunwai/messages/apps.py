from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "sunwai.messages"
    label = "sunwai_messages"
    verbose_name = "Messages"
