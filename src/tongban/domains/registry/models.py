"""Thin tables of who exists and who may act."""

from django.contrib.auth.models import AbstractUser


class Account(AbstractUser):
    """A log-in of a person or of staff.

    pii: username, e-mail; basis: handling the cases of its owner; kept: until the account is closed
    """
