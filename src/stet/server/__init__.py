"""The one place that knows everybody: settings, addresses, the server process."""
