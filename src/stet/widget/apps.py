"""Makes the widget's static files known to Django."""

from django.apps import AppConfig


class WidgetConfig(AppConfig):
    """An app without models: what ``build.mjs`` makes of ``source/`` lives in ``static/stet/`` and ``root/``."""

    name = "stet.widget"
    label = "stet_widget"
