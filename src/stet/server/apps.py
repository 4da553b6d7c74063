from django.apps import AppConfig


class ServerConfig(AppConfig):
    name = "stet.server"
    label = "server"

    def ready(self) -> None:
        """Connect what answers before any address is looked up: a preflight may be a process's first request."""
        from stet.server import cors  # it knows the sites, whose model is there only now

        cors.connect()
