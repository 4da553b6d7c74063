"""Removing a passkey, by django-allauth, and not the last second step where everybody needs one."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpResponse


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]  # allauth is not typed
    """allauth asks its adapter whether an app may be removed, and forgets to ask about passkeys."""

    def form_valid(self, form: "ModelForm[Model]") -> HttpResponse:
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.object):
            refused: ValidationError = adapter.validation_error("cannot_delete_authenticator")
            form.add_error(None, refused)
            answer: HttpResponse = self.form_invalid(form)
            answer.status_code = 409
            return answer
        removed: HttpResponse = super().form_valid(form)
        return removed
