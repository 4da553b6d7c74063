"""The addresses of articles; below `articles/` of the desk."""

from django.urls import path

from stet.desk.articles.views import ArticlePage, ArticlesPage

urlpatterns = [
    path("", ArticlesPage.as_view(), name="articles"),
    path("<uuid:pk>/", ArticlePage.as_view(), name="article"),
]
