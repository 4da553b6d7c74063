"""The readers' JSON API (`/api/v1`). Its OpenAPI document is docs/openapi.json."""

from stet.api.application import api

__all__ = ["api"]
