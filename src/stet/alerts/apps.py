from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "stet.alerts"
    label = "alerts"
