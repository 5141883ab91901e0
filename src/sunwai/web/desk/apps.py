from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "sunwai.web.desk"
    label = "web_desk"
