"""The addresses of readers; below `readers/` of the desk."""

from django.urls import path

from stet.desk.readers.views import (
    LiftPage,
    MeasurePage,
    NotePage,
    NoteRemovalPage,
    ReaderPage,
    ReadersPage,
    WarningPage,
)

urlpatterns = [
    path("", ReadersPage.as_view(), name="readers"),
    path("<uuid:pk>/", ReaderPage.as_view(), name="reader"),
    path("<uuid:pk>/notes/", NotePage.as_view(), name="reader-note"),
    path("<uuid:pk>/warn/", WarningPage.as_view(), name="reader-warn"),
    path("<uuid:pk>/measures/", MeasurePage.as_view(), name="reader-measure"),
    path("notes/<uuid:pk>/remove/", NoteRemovalPage.as_view(), name="reader-note-remove"),
    path("measures/<uuid:pk>/lift/", LiftPage.as_view(), name="measure-lift"),
]
