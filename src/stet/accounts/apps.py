from django.apps import AppConfig
from django.db.models.signals import pre_save


class AccountsConfig(AppConfig):
    name = "stet.accounts"
    label = "accounts"

    def ready(self) -> None:
        from allauth.usersessions.models import UserSession  # once all models are there

        from stet.accounts.seen import forget_address

        pre_save.connect(forget_address, sender=UserSession, dispatch_uid="accounts.forget_address")
