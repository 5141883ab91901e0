from django.apps import AppConfig


class GatewaysConfig(AppConfig):
    name = "sunwai.gateways"
    label = "gateways"
