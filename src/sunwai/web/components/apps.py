from django.apps import AppConfig


class ComponentsConfig(AppConfig):
    name = "sunwai.web.components"
    label = "web_components"
