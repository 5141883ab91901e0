from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "sunwai.core"
    label = "core"
    verbose_name = "Core"
