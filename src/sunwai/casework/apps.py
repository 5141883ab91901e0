from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "sunwai.casework"
    label = "casework"
    verbose_name = "Casework"
