"""The addresses of the editor's pages."""

from django.urls import path

from stet.desk.guidelines.draft_pages import (
    ActivatePage,
    BacktestPage,
    CommonPage,
    DifferencesPage,
    DraftPage,
    PreviewPage,
)
from stet.desk.guidelines.pages import GuidelinesPage, PolicyPage, VersionPage
from stet.desk.guidelines.reason_pages import NewReasonPage, ProposalsAnswer, ReasonPage, ReasonsPage

urlpatterns = [
    path("guidelines/", GuidelinesPage.as_view(), name="guidelines"),
    path("guidelines/<slug:slug>/", PolicyPage.as_view(), name="policy"),
    path("guidelines/<slug:slug>/draft/", DraftPage.as_view(), name="policy-draft"),
    path("guidelines/<slug:slug>/draft/common/", CommonPage.as_view(), name="policy-common"),
    path("guidelines/<slug:slug>/draft/differences/", DifferencesPage.as_view(), name="policy-differences"),
    path("guidelines/<slug:slug>/draft/preview/", PreviewPage.as_view(), name="policy-preview"),
    path("guidelines/<slug:slug>/draft/backtest/", BacktestPage.as_view(), name="policy-backtest"),
    path("guidelines/<slug:slug>/draft/activate/", ActivatePage.as_view(), name="policy-activate"),
    path("guidelines/<slug:slug>/versions/<int:number>/", VersionPage.as_view(), name="policy-version"),
    path("reasons/<slug:slug>/", ReasonsPage.as_view(), name="reasons"),
    path("reasons/<slug:slug>/new/", NewReasonPage.as_view(), name="reason-new"),
    path("reasons/<slug:slug>/<uuid:pk>/", ReasonPage.as_view(), name="reason"),
    path("comments/<uuid:pk>/reasons/", ProposalsAnswer.as_view(), name="proposals"),
]
