from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CommentsConfig(AppConfig):
    name = "stet.comments"
    label = "comments"

    def ready(self) -> None:
        from stet.comments.cases import make_after_migrate
        from stet.comments.guards import install_after_migrate
        from stet.comments.search_index import install_after_migrate as install_index

        post_migrate.connect(install_after_migrate, sender=self)
        post_migrate.connect(install_index, sender=self)
        post_migrate.connect(make_after_migrate, sender=self)
