"""The desk's addresses. Every view here is a `DeskView`; a test walks this list."""

from django.urls import include, path

from stet.desk.figures import FiguresChart, FiguresFile, FiguresPage
from stet.desk.thread import ThreadPage
from stet.desk.views import CommentPage, DecidedPage, PickPage, QueuePage
from stet.desk.working import (
    ClaimAct,
    NextCards,
    NoteAct,
    Pulse,
    ReleaseAct,
    SeveralAct,
    UndoAct,
    UndoSeveralAct,
    WorkPage,
)

app_name = "desk"
urlpatterns = [
    path("", QueuePage.as_view(), name="queue"),
    path("work/", WorkPage.as_view(), name="work"),
    path("work/next/", NextCards.as_view(), name="next"),
    path("pulse/", Pulse.as_view(), name="pulse"),
    path("several/", SeveralAct.as_view(), name="several"),
    path("several/undo/", UndoSeveralAct.as_view(), name="undo-several"),
    path("decided/", DecidedPage.as_view(), name="decided"),
    path("figures/", FiguresPage.as_view(), name="figures"),
    path("figures/<str:chart>.svg", FiguresChart.as_view(), name="figures-chart"),
    path("figures/figures.csv", FiguresFile.as_view(), name="figures-file"),
    path("", include("stet.desk.people.urls")),
    path("me/", include("stet.desk.me.urls")),
    path("", include("stet.desk.reviews.urls")),
    path("", include("stet.desk.guidelines.urls")),
    path("alerts/", include("stet.desk.alerts.urls")),
    path("search/", include("stet.desk.search.urls")),
    path("batch/", include("stet.desk.batch.urls")),
    path("readers/", include("stet.desk.readers.urls")),
    path("evidence/", include("stet.desk.evidence.urls")),
    path("articles/", include("stet.desk.articles.urls")),
    path("sites/", include("stet.desk.site.urls")),
    path("words/", include("stet.desk.wordlists.urls")),
    path("comments/<uuid:pk>/", CommentPage.as_view(), name="comment"),
    path("comments/<uuid:pk>/pick/", PickPage.as_view(), name="pick"),
    path("comments/<uuid:pk>/claim/", ClaimAct.as_view(), name="claim"),
    path("comments/<uuid:pk>/release/", ReleaseAct.as_view(), name="release"),
    path("comments/<uuid:pk>/undo/", UndoAct.as_view(), name="undo"),
    path("comments/<uuid:pk>/note/", NoteAct.as_view(), name="note"),
    path("comments/<uuid:pk>/thread/", ThreadPage.as_view(), name="thread"),
]
