"""The addresses of approving by score."""

from django.urls import path

from stet.desk.batch.views import BatchAct, BatchChart, BatchPage, BatchStart

urlpatterns = [
    path("", BatchStart.as_view(), name="batch"),
    path("scores.svg", BatchChart.as_view(), name="batch-chart"),
    path("<uuid:pk>/", BatchPage.as_view(), name="batch-check"),
    path("<uuid:pk>/act/", BatchAct.as_view(), name="batch-act"),
]
