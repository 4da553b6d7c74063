"""The pages of django-allauth that Stet offers: those that need no e-mail, each with our own words in six languages.

The door itself, invitations and the provider that vouches for the newsroom are `stet.desk.entrance`. A forgotten
password is set anew by an administrator's link, or with `stet moderator add`.
"""

from allauth.account import views
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkey
from django.urls import path, reverse_lazy
from django.views.generic import RedirectView

from stet.accounts.passkeys import RemovePasskey

# allauth leads here when something is done; what a person has set up stands among their settings at the desk.
settings = RedirectView.as_view(url=reverse_lazy("desk:me"))

urlpatterns = [
    path("logout/", views.logout, name="account_logout"),
    # Closed: allauth's other pages link to it by name, and it says that moderators are invited.
    path("signup/", views.signup, name="account_signup"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("confirm/", views.reauthenticate, name="account_reauthenticate"),
    path("confirm/code/", second_step.reauthenticate, name="mfa_reauthenticate"),
    path("confirm/passkey/", passkey.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("second-step/", second_step.authenticate, name="mfa_authenticate"),
    path("second-step/settings/", settings, name="mfa_index"),
    path("second-step/app/", app.activate_totp, name="mfa_activate_totp"),
    path("second-step/app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-step/codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second-step/codes/new/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("second-step/passkeys/", settings, name="mfa_list_webauthn"),
    path("second-step/passkeys/add/", passkey.add_webauthn, name="mfa_add_webauthn"),
    path("second-step/passkeys/<int:pk>/remove/", RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("sessions/", settings, name="usersessions_list"),
]
