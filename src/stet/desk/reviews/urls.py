from django.urls import path

from stet.desk.reviews.figures import MyWorkPage, Rest, TeamPage
from stet.desk.reviews.settling import DisagreementsPage, SettleAct
from stet.desk.reviews.views import AskedPage, PassOn, ReviewPage, ReviewsPage, SecondAct

urlpatterns = [
    path("reviews/", ReviewsPage.as_view(), name="reviews"),
    path("reviews/asked/", AskedPage.as_view(), name="asked"),
    path("reviews/disagreements/", DisagreementsPage.as_view(), name="disagreements"),
    path("reviews/<uuid:pk>/", ReviewPage.as_view(), name="review"),
    path("reviews/<uuid:pk>/pass/", PassOn.as_view(), name="pass-on"),
    path("reviews/<uuid:pk>/settle/", SettleAct.as_view(), name="settle"),
    path("comments/<uuid:pk>/second/", SecondAct.as_view(), name="second"),
    path("my-work/", MyWorkPage.as_view(), name="my-work"),
    path("my-work/rest/", Rest.as_view(), name="rest"),
    path("team/", TeamPage.as_view(), name="team"),
]
