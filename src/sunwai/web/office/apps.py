from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "sunwai.web.office"
    label = "web_office"
