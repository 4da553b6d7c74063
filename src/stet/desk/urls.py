"""The desk's addresses. Every view here is a `DeskView`; a test walks this list."""

from django.urls import path

from stet.desk.views import CommentPage, DecidedPage, QueuePage

app_name = "desk"
urlpatterns = [
    path("", QueuePage.as_view(), name="queue"),
    path("decided/", DecidedPage.as_view(), name="decided"),
    path("comments/<uuid:pk>/", CommentPage.as_view(), name="comment"),
]
