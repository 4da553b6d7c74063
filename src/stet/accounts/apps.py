from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "stet.accounts"
    label = "accounts"
