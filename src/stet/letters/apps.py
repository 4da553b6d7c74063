from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "stet.letters"
    label = "letters"
