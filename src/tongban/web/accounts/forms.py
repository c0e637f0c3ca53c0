"""The forms of log-in and sign-up: allauth's logic, our words."""

from typing import Any

from allauth.account import forms as allauth
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms

from tongban.kernel.errors import Refusal
from tongban.kernel.identifiers import CitizenId
from tongban.web.accounts import refusals
from tongban.web.wording import t


def own_errors(field: forms.Field) -> None:
    """Say in our words what a field itself refuses."""
    kinds = {forms.EmailField: "email", forms.DateField: "day", forms.IntegerField: "number"}
    wrong = next((name for kind, name in kinds.items() if isinstance(field, kind)), "required")
    missing = "choose" if isinstance(field, (forms.ChoiceField, forms.DateField)) else "required"
    words = {"required": t(f"accounts.error.{missing}"), "invalid": t(f"accounts.error.{wrong}")}
    field.error_messages.update(
        words, invalid_choice=t("accounts.error.choose"), invalid_list=t("accounts.error.choose")
    )


def _word(form: forms.Form, **fields: dict[str, str]) -> None:
    """Give fields our label, help and autocomplete; placeholders are dropped, because they vanish when one types."""
    for name, words in fields.items():
        field = form.fields[name]
        own_errors(field)
        field.label = t(f"accounts.field.{words['text']}")
        field.help_text = t(f"accounts.help.{words['help']}") if "help" in words else ""
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs["class"] = "input"
        if "autocomplete" in words:
            field.widget.attrs["autocomplete"] = words["autocomplete"]


class LogIn(allauth.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, login={"text": "login", "autocomplete": "username"}, password={"text": "password"})


class ChangePassword(allauth.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(
            self,
            oldpassword={"text": "old_password"},
            password1={"text": "new_password", "help": "password"},
            password2={"text": "new_password_again"},
        )


class SetPassword(allauth.SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, password1={"text": "new_password", "help": "password"}, password2={"text": "new_password_again"})


class ResetPassword(allauth.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, email={"text": "email", "help": "reset_email", "autocomplete": "email"})


class ResetPasswordKey(allauth.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, password1={"text": "new_password", "help": "password"}, password2={"text": "new_password_again"})


class Reauthenticate(allauth.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, password={"text": "password"})


class Authenticate(mfa.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, code={"text": "code", "help": "code"})


class ReauthenticateByCode(mfa.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, code={"text": "code", "help": "code"})


class ActivateTotp(totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, code={"text": "totp_code"})


class SignUp(forms.Form):
    """An applicant introduces himself: who he is, and how he will log in."""

    by_passkey = False

    name = forms.CharField(max_length=80)
    citizen_id = forms.CharField(max_length=40)
    phone = forms.CharField(max_length=30)
    username = forms.CharField(max_length=150)
    email = forms.EmailField(required=False, max_length=254)
    password1 = forms.CharField(widget=forms.PasswordInput, strip=False)
    password2 = forms.CharField(widget=forms.PasswordInput, strip=False)

    PLACES = {
        "registry.account.username": "username",
        "registry.account.email": "email",
        "registry.account.password": "password1",
        "registry.account.name": "name",
        "registry.person.name": "name",
        "registry.person.phone": "phone",
        "registry.person": "citizen_id",
        "kernel.identifier.citizen_id": "citizen_id",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(
            self,
            name={"text": "name", "help": "name", "autocomplete": "name"},
            citizen_id={"text": "citizen_id", "help": "citizen_id", "autocomplete": "off"},
            phone={"text": "phone", "help": "phone", "autocomplete": "tel"},
            username={"text": "username", "help": "username", "autocomplete": "username"},
            email={"text": "email", "help": "email", "autocomplete": "email"},
            password1={"text": "password", "help": "password", "autocomplete": "new-password"},
            password2={"text": "password_again", "autocomplete": "new-password"},
        )
        self.fields["phone"].widget.input_type = "tel"

    def clean_citizen_id(self) -> str:
        given = str(self.cleaned_data["citizen_id"])
        try:
            return str(CitizenId.parse(given))
        except Refusal as refused:
            raise forms.ValidationError(t(refused.code, **refused.values)) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("password1") and cleaned.get("password2") and cleaned["password1"] != cleaned["password2"]:
            self.add_error("password2", t("accounts.error.passwords_differ"))
        return cleaned

    def refuse(self, refused: Refusal) -> None:
        refusals.show(self, refused, self.PLACES)
