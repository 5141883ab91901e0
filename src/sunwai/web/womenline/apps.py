from django.apps import AppConfig


class WomenlineConfig(AppConfig):
    name = "sunwai.web.womenline"
    label = "web_womenline"
