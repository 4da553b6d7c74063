"""The demo newspaper's addresses."""

from django.urls import path

from stet.demo import views

app_name = "demo"
urlpatterns = [
    path("<slug:lang>/", views.front, name="front"),
    path("<slug:lang>/<slug:article>/", views.article, name="article"),
]
