"""Where letters are asked for, confirmed and ended."""

from django.urls import path

from stet.letters.views import ConfirmPage, FollowPage, StopPage

app_name = "letters"
urlpatterns = [
    path("follow/<str:receipt>/", FollowPage.as_view(), name="follow"),
    path("confirm/<str:token>/", ConfirmPage.as_view(), name="confirm"),
    path("stop/<str:token>/", StopPage.as_view(), name="stop"),
]
