from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "stet.publication"
    label = "publication"
