from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ModerationConfig(AppConfig):
    name = "stet.moderation"
    label = "moderation"

    def ready(self) -> None:
        from stet.moderation.guards import install_after_migrate

        post_migrate.connect(install_after_migrate, sender=self)
