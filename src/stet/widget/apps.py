"""Makes the widget's static files known to Django."""

from django.apps import AppConfig


class WidgetConfig(AppConfig):
    """An app without models: its modules and style sheet live in ``static/stet/``."""

    name = "stet.widget"
    label = "stet_widget"
