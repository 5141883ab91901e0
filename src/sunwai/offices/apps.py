from django.apps import AppConfig


class OfficesConfig(AppConfig):
    name = "sunwai.offices"
    label = "offices"
    verbose_name = "Offices"
