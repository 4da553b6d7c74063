"""The addresses of alerts."""

from django.urls import path

from stet.desk.alerts.views import AlertsPage, ChannelPage, ChannelsPage, WatchesPage

urlpatterns = [
    path("", AlertsPage.as_view(), name="alerts"),
    path("watches/", WatchesPage.as_view(), name="watches"),
    path("channels/", ChannelsPage.as_view(), name="channels"),
    path("channels/<uuid:pk>/", ChannelPage.as_view(), name="channel"),
]
