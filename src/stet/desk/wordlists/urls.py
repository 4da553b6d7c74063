"""The addresses of a site's own words; below `words/` of the desk."""

from django.urls import path

from stet.desk.wordlists.views import AddWords, AllowWords, RemoveWord, TryOut, WordsPage

urlpatterns = [
    path("<slug:slug>/", WordsPage.as_view(), name="words"),
    path("<slug:slug>/add/", AddWords.as_view(), name="words-add"),
    path("<slug:slug>/allow/", AllowWords.as_view(), name="words-allow"),
    path("<slug:slug>/remove/", RemoveWord.as_view(), name="words-remove"),
    path("<slug:slug>/try/", TryOut.as_view(), name="words-try"),
]
