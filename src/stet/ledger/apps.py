from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    name = "stet.ledger"
    label = "ledger"

    def ready(self) -> None:
        from stet.ledger.guards import install_after_migrate

        post_migrate.connect(install_after_migrate, sender=self)
