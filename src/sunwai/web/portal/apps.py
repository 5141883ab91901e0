from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "sunwai.web.portal"
    label = "web_portal"
