from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "sunwai.accounts"
    label = "accounts"
    verbose_name = "Staff"
