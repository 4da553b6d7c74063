from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "stet.figures"
    label = "figures"
