from django.apps import AppConfig


class GrievancesConfig(AppConfig):
    name = "sunwai.grievances"
    label = "grievances"
    verbose_name = "Grievances"
