"""The addresses of sites; below `sites/` of the desk."""

from django.urls import path

from stet.desk.site.views import SitePage

urlpatterns = [
    path("<slug:slug>/", SitePage.as_view(), name="site"),
]
