"""The addresses of evidence; below `evidence/` of the desk. `pk` is the comment's id."""

from django.urls import path

from stet.desk.evidence.views import EvidenceList, EvidencePage, LetGoPage, OpenPage

urlpatterns = [
    path("", EvidenceList.as_view(), name="evidence-list"),
    path("<uuid:pk>/", EvidencePage.as_view(), name="evidence"),
    path("<uuid:pk>/open/", OpenPage.as_view(), name="evidence-open"),
    path("<uuid:pk>/let-go/", LetGoPage.as_view(), name="evidence-let-go"),
]
