from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "sunwai.api"
    label = "api"
