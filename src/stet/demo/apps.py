"""Makes the demo newspaper's templates and static files known to Django."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """An app without models: the paper is a file, newspaper.yaml."""

    name = "stet.demo"
    label = "stet_demo"
