"""The desk's addresses. Every view here is a `DeskView`; a test walks this list."""

from django.urls import path

from stet.desk.figures import FiguresChart, FiguresFile, FiguresPage
from stet.desk.views import CommentPage, DecidedPage, PickPage, QueuePage

app_name = "desk"
urlpatterns = [
    path("", QueuePage.as_view(), name="queue"),
    path("decided/", DecidedPage.as_view(), name="decided"),
    path("figures/", FiguresPage.as_view(), name="figures"),
    path("figures/<str:chart>.svg", FiguresChart.as_view(), name="figures-chart"),
    path("figures/figures.csv", FiguresFile.as_view(), name="figures-file"),
    path("comments/<uuid:pk>/", CommentPage.as_view(), name="comment"),
    path("comments/<uuid:pk>/pick/", PickPage.as_view(), name="pick"),
]
