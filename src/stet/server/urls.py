"""Every address of an installation."""

from django.urls import include, path

from stet.api import api
from stet.server import cors
from stet.server.views import start

cors.connect()

urlpatterns = [
    path("", start, name="start"),
    path("", include("stet.publication.urls")),
    path("api/v1/", api.urls),
    path("accounts/", include("stet.accounts.urls")),
    path("demo/", include("stet.demo.urls")),
    path("desk/", include("stet.desk.urls")),
]

handler400 = "stet.server.errors.bad_request"
handler403 = "stet.server.errors.permission_denied"
handler404 = "stet.server.errors.page_not_found"
handler500 = "stet.server.errors.server_error"
