"""The addresses of one's own settings."""

from django.urls import path

from stet.desk.me.views import MePage, SessionsEnd

urlpatterns = [
    path("", MePage.as_view(), name="me"),
    path("sessions/", SessionsEnd.as_view(), name="my-sessions"),
]
