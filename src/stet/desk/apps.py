from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "stet.desk"
    label = "desk"
