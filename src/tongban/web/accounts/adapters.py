"""Where allauth asks us: words of its errors, where to go, how secrets are kept."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from tongban.web import context
from tongban.web.accounts import acting
from tongban.web.wording import t

_TOLD = {
    "account/messages/password_changed.txt": "accounts.told.password_changed",
    "account/messages/password_set.txt": "accounts.told.password_changed",
    "mfa/messages/totp_activated.txt": "accounts.told.totp_activated",
    "mfa/messages/totp_deactivated.txt": "accounts.told.totp_deactivated",
    "mfa/messages/recovery_codes_generated.txt": "accounts.told.codes_generated",
}


def _error(code: str) -> ValidationError:
    if code.endswith("_password_mismatch"):
        code = "password_mismatch"
    return ValidationError(t(f"accounts.error.{code}"), code=code)


class AccountAdapter(DefaultAccountAdapter):
    """allauth's questions about accounts."""

    def validation_error(self, code: str, *args: object) -> ValidationError:
        return _error(code)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        message: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Only what a reader wants to be told; that he is now logged in he can see."""
        if message_template in _TOLD:
            message = t(_TOLD[message_template])
        if message:
            messages.add_message(request, level, message)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return acting.landing_of(request)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return acting.landing_of(request)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return context.find_url("public:home") or context.find_url("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return context.find_url("accounts:home")


class MfaAdapter(DefaultMFAAdapter):
    """allauth's questions about the second factor. Secrets are kept encrypted under a key of the installation."""

    def validation_error(self, code: str, *args: object) -> ValidationError:
        return _error(code)

    def get_totp_issuer(self) -> str:
        return t("web.name")

    def _get_user_identifier(self, user: Any) -> str:
        return str(user.get_username())

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:  # the installation's key was lost: no code can fit, so nobody gets in by accident
            return ""


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"tongban second factor\n" + str(key).encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
