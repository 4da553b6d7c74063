"""The door's addresses; django-allauth's own pages are in `stet.accounts.urls`."""

from django.urls import path

from stet.desk.entrance.views import InvitationPage, PasskeySignIn, ProviderPage, SignInPage

urlpatterns = [
    path("login/", SignInPage.as_view(), name="account_login"),
    path("login/passkey/", PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path("login/provider/", ProviderPage.as_view(), name="staff_provider"),
    path("invitation/<uuid:pk>/<str:token>/", InvitationPage.as_view(), name="invitation"),
]
