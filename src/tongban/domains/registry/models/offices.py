"""Regions, agencies, accounts, posts and who holds them."""

import uuid
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from tongban.kernel.privacy import Mask, PersonalData


def in_force(day: date, prefix: str = "") -> Q:
    """The condition that a dated row (or the one that `prefix`, such as `post__`, leads to) is in force on `day`."""
    started = Q(**{f"{prefix}since__lte": day})
    return started & (Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gte": day}))


def ends_after_it_starts(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name=name)


class Region(models.Model):
    """What one division code (GB/T 2260, or a local code) meant during one period. Not a place on a map.

    A code may have several periods (500110 was 万盛区 until 2011 and is 綦江区 since); a retired code stays, because
    old records name it, and leads to its successor. Other tables name a region by its code, not by this row.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    code = models.CharField(max_length=12)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    level = models.CharField(max_length=20)
    parent = models.CharField(max_length=12, blank=True, db_index=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    successor = models.CharField(max_length=12, blank=True, db_index=True)
    pack = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "since"], name="region_once_a_day"),
            ends_after_it_starts("region_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_zh}"


class Agency(models.Model):
    """An authority of one region in one role (`market_regulation`), during one period. Services name the role.

    `credit_code` is null until an administrator enters it: nobody guesses the code of a real authority.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    role = models.CharField(max_length=64)
    region = models.CharField(max_length=12)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200)
    short_zh = models.CharField(max_length=60)
    short_en = models.CharField(max_length=100)
    credit_code = models.CharField(max_length=18, null=True, blank=True)  # null until entered
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name_plural = "agencies"
        constraints = [
            models.UniqueConstraint(fields=["region", "role", "since"], name="agency_once_a_day"),
            ends_after_it_starts("agency_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return self.name_zh


class AccountManager(BaseUserManager["Account"]):
    """Accounts are made by `registry.api.create_account`; this serves Django's own doors and tests."""

    def create_user(self, username: str, email: str = "", password: str | None = None, **fields: Any) -> "Account":
        account = self.model(username=username, email=self.normalize_email(email), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A log-in of a person or of staff. It has no permissions of its own: what it may do follows from its posts and
    from whom it represents, by the one policy of `kernel.authz`; there is no superuser.

    `person` says which natural person a staff log-in belongs to, so that the same hands do not prepare and decide, and
    nobody judges an own matter under another name. An applicant's log-in says it by its representation `self`.

    pii: username, name, e-mail, whose it is; basis: handling the cases of its owner, staff duties; kept: until the
    account is closed
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {
        "username": Mask.ALL,
        "name": Mask.NAME,
        "email": Mask.EMAIL,
        "person": Mask.NAME,
    }

    class Kind(models.TextChoices):
        APPLICANT = "applicant"
        STAFF = "staff"

    class Language(models.TextChoices):
        ZH = "zh"
        EN = "en"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField(max_length=150, unique=True, validators=[UnicodeUsernameValidator()])
    name = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.APPLICANT)
    language = models.CharField(max_length=2, choices=Language, default=Language.ZH)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(null=True, editable=False)
    person = models.ForeignKey("Subject", models.PROTECT, null=True, blank=True, related_name="staff_accounts")

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("username"), name="account_username_whatever_its_case"),
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="account_email_once"),
        ]

    @property
    def is_staff(self) -> bool:
        """A log-in of staff. It opens nothing by itself: duties come from posts."""
        return self.kind == self.Kind.STAFF

    def get_full_name(self) -> str:
        return self.name or self.username

    def __str__(self) -> str:
        return self.username


class ApiToken(models.Model):
    """A key with which a program acts as its owner's account until a day, or until it is revoked.

    Only the SM3 digest of the secret is kept: the secret has 256 random bits, so nothing slower is needed.

    pii: whose program it is; basis: asked for by its owner; kept: until the account is closed
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"account": Mask.NAME}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    since = models.DateField()
    until = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [ends_after_it_starts("token_ends_after_it_starts")]

    def __str__(self) -> str:
        return f"token_{self.uuid}"


class Post(models.Model):
    """A seat in an agency with its duties (intake, review, approve, supervise, reform, administer, audit).

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="posts")
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120)
    duties = ArrayField(models.CharField(max_length=30))

    def __str__(self) -> str:
        return self.title_zh


class PostHolding(models.Model):
    """Who sits on a post, from when to when. An ended holding gives no duties; it is kept, because decisions name it.

    `in_place_of` (代班): the account whose post it is, while this one only stands in; what it does is signed so.

    pii: who held which post; basis: accountability for official acts; kept: as long as the decisions made on the post
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"account": Mask.NAME, "in_place_of": Mask.NAME}

    account = models.ForeignKey(Account, models.PROTECT, related_name="holdings")
    in_place_of = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="replacements")
    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "post", "since"], name="holding_once_a_day"),
            ends_after_it_starts("holding_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(in_place_of=None) | ~Q(in_place_of=F("account")), name="holding_not_in_place_of_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} on {self.post_id}"
