"""The addresses of colleagues and of the journal."""

from django.urls import path

from stet.desk.people.journal import JournalPage
from stet.desk.people.views import (
    InvitePage,
    LetIn,
    LinkPage,
    PeoplePage,
    PersonPage,
    SeeOut,
    TakeSecondStepAway,
    Unbind,
)

urlpatterns = [
    path("people/", PeoplePage.as_view(), name="people"),
    path("people/invite/", InvitePage.as_view(), name="invite"),
    path("people/<uuid:pk>/", PersonPage.as_view(), name="person"),
    path("people/<uuid:pk>/link/", LinkPage.as_view(), name="person-link"),
    path("people/<uuid:pk>/second-step/", TakeSecondStepAway.as_view(), name="person-second-step"),
    path("people/<uuid:pk>/unbind/", Unbind.as_view(), name="person-unbind"),
    path("people/<uuid:pk>/out/", SeeOut.as_view(), name="person-out"),
    path("people/<uuid:pk>/in/", LetIn.as_view(), name="person-in"),
    path("journal/", JournalPage.as_view(), name="journal"),
]
