from django.apps import AppConfig


class CitizensConfig(AppConfig):
    name = "sunwai.citizens"
    label = "citizens"
    verbose_name = "Citizens"
