from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "sunwai.files"
    label = "files"
    verbose_name = "Files"
