"""The search's addresses."""

from django.urls import path

from stet.desk.search.views import ExportFile, ForgetView, KeepView, SearchPage

urlpatterns = [
    path("", SearchPage.as_view(), name="search"),
    path("comments.<str:form>", ExportFile.as_view(), name="search-file"),
    path("views/", KeepView.as_view(), name="views"),
    path("views/<uuid:pk>/forget/", ForgetView.as_view(), name="view-forget"),
]
