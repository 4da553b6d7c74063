"""The public's addresses. A publisher's own id of an article may hold anything, slashes too."""

from django.urls import path

from stet.publication.feeds import ThreadFeed
from stet.publication.views import GuidelinesPage, ReceiptPage, ThreadPage, WithdrawPage

app_name = "publication"
urlpatterns = [
    path("threads/<slug:site>/<path:article>/", ThreadPage.as_view(), name="thread"),
    path("receipts/<str:receipt>/", ReceiptPage.as_view(), name="receipt"),
    path("receipts/<str:receipt>/withdraw/", WithdrawPage.as_view(), name="withdraw"),
    path("guidelines/<slug:site>/", GuidelinesPage.as_view(), name="guidelines"),
    path("feeds/<slug:site>/<path:article>.atom", ThreadFeed(), name="feed"),
]
