from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "sunwai.web.staff"
    label = "web_staff"
