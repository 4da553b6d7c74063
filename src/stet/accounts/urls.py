"""The pages of django-allauth that Stet offers: those that need no e-mail, each with our own words in six languages.

A forgotten password is set anew with `stet moderator add`.
"""

from allauth.account import views
from django.urls import path

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    # Closed: allauth's other pages link to it by name, and it says that moderators are invited.
    path("signup/", views.signup, name="account_signup"),
    path("password/change/", views.password_change, name="account_change_password"),
]
