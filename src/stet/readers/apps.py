from django.apps import AppConfig


class ReadersConfig(AppConfig):
    name = "stet.readers"
    label = "readers"
