"""The public's addresses. A publisher's own id of an article may hold anything, slashes too."""

from django.urls import path

from stet.publication.feeds import ThreadFeed
from stet.publication.receipt_pages import AppealPage, DataPage, ErasePage, ReceiptPage, WithdrawPage
from stet.publication.report_pages import ReportPage
from stet.publication.transparency import TransparencyChart, TransparencyFile, TransparencyPage
from stet.publication.verify_pages import VerifyPage
from stet.publication.views import GuidelinesPage, ThreadPage

app_name = "publication"
urlpatterns = [
    # Before the thread, whose article would take it for a part of its own name.
    path("threads/<slug:site>/<path:article>/report/<uuid:comment>/", ReportPage.as_view(), name="report"),
    path("threads/<slug:site>/<path:article>/", ThreadPage.as_view(), name="thread"),
    path("receipts/<str:receipt>/", ReceiptPage.as_view(), name="receipt"),
    path("receipts/<str:receipt>/withdraw/", WithdrawPage.as_view(), name="withdraw"),
    path("receipts/<str:receipt>/appeal/", AppealPage.as_view(), name="appeal"),
    path("receipts/<str:receipt>/erase/", ErasePage.as_view(), name="erase"),
    path("receipts/<str:receipt>/data/", DataPage.as_view(), name="data"),
    path("verify/", VerifyPage.as_view(), name="verify"),
    path("guidelines/<slug:site>/", GuidelinesPage.as_view(), name="guidelines"),
    path("transparency/<slug:site>/", TransparencyPage.as_view(), name="transparency"),
    path("transparency/<slug:site>/flow.svg", TransparencyChart.as_view(), name="transparency-chart"),
    path("transparency/<slug:site>/figures.csv", TransparencyFile.as_view(), name="transparency-file"),
    path("feeds/<slug:site>/<path:article>.atom", ThreadFeed(), name="feed"),
]
