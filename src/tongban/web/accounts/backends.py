"""Logging in by the electronic business licence: the answer of a wallet in place of a password."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from tongban.domains.licences import api as licences
from tongban.web import moment


class LicenceBackend(ModelBackend):
    """Lets in whoever a wallet has answered for. Everything that decides is in `licences.use_login`."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **credentials: Any,
    ) -> Any:
        """The account, or None for other kinds of log-in. Refuses as `licences.use_login`."""
        challenge = credentials.get("challenge")
        if not isinstance(challenge, licences.ChallengeId):
            return None
        let_in = licences.use_login(challenge=challenge, browser=credentials["browser"], now=moment.now())
        user = get_user_model()._default_manager.get(uuid=let_in.account.value)
        return user if self.user_can_authenticate(user) else None
