from django.apps import AppConfig


class FloorConfig(AppConfig):
    name = "sunwai.web.floor"
    label = "web_floor"
