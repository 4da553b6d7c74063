"""Every address of an installation."""

from django.urls import include, path

from stet.api import api
from stet.api.embedding import oembed
from stet.server.views import start

urlpatterns = [
    path("", start, name="start"),
    path("", include("stet.publication.urls")),
    path("api/v1/", api.urls),
    path("oembed/", oembed, name="oembed"),
    path("accounts/", include("stet.desk.entrance.urls")),
    path("accounts/", include("stet.accounts.urls")),
    path("accounts/", include("stet.readers.callbacks")),
    path("sign-in/", include("stet.readers.urls")),
    path("demo/", include("stet.demo.urls")),
    path("desk/", include("stet.desk.urls")),
    path("letters/", include("stet.letters.urls")),
]

handler400 = "stet.server.errors.bad_request"
handler403 = "stet.server.errors.permission_denied"
handler404 = "stet.server.errors.page_not_found"
handler500 = "stet.server.errors.server_error"
