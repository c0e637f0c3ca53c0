"""Thin tables of who exists and who may act.

Every dated row is valid from `since` to `until`, both days included; an open end is null.
"""

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

    pii: username, name, e-mail; basis: handling the cases of its owner, staff duties; kept: until the account is closed
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"username": Mask.ALL, "name": Mask.NAME, "email": Mask.EMAIL}

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

    pii: who held which post; basis: accountability for official acts; kept: as long as the decisions made on the post
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"account": Mask.NAME}

    account = models.ForeignKey(Account, models.PROTECT, related_name="holdings")
    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "post", "since"], name="holding_once_a_day"),
            ends_after_it_starts("holding_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} on {self.post_id}"


class Subject(models.Model):
    """A person or an enterprise before the law: whoever can apply, hold a licence or be answered. Not a log-in.

    pii: display name; basis: handling its cases; kept: as long as its records must be kept
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"display_name": Mask.NAME}

    class Kind(models.TextChoices):
        PERSON = "person"
        ENTERPRISE = "enterprise"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    display_name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


class Person(models.Model):
    """A natural person.

    pii: name, citizen id, phone; basis: identity of the party to a case; kept: as long as its records must be kept
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"name": Mask.NAME, "citizen_id": Mask.IDENTITY, "phone": Mask.PHONE}

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="person")
    name = models.CharField(max_length=80)
    citizen_id = models.CharField(max_length=18, unique=True)
    phone = models.CharField(max_length=20, blank=True)

    def __str__(self) -> str:
        return f"person {self.subject_id}"


class Enterprise(models.Model):
    """A registered enterprise. Name, code, region, address and representative are public by law (企业信息公示).

    pii: legal representative; basis: public register of enterprises; kept: as long as the register keeps the enterprise
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"legal_representative": Mask.NAME}

    class Status(models.TextChoices):
        ACTIVE = "active"
        CLOSED = "closed"

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="enterprise")
    name = models.CharField(max_length=120)
    credit_code = models.CharField(max_length=18, unique=True)
    region = models.CharField(max_length=12, db_index=True)
    address = models.CharField(max_length=200)
    legal_representative = models.ForeignKey(Subject, models.PROTECT, related_name="represented")
    established_on = models.DateField()
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(status="active"), name="enterprise_name_of_one_active_enterprise"
            )
        ]

    def __str__(self) -> str:
        return self.credit_code


class CreditSerial(models.Model):
    """The last serial used for the credit codes assigned in one region to one kind of body.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    region = models.CharField(max_length=6)
    kind = models.CharField(max_length=1)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "kind"], name="one_counter_per_region_and_kind")]

    def __str__(self) -> str:
        return f"{self.region}/{self.kind}: {self.last}"


class Representation(models.Model):
    """For which subject an account may act: its owner, or an enterprise whose representative or agent it is.

    pii: who acts for whom; basis: handling the subject's cases; kept: as long as the cases handled under it
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"account": Mask.NAME}

    class Role(models.TextChoices):
        SELF = "self"
        LEGAL_REPRESENTATIVE = "legal_representative"
        AGENT = "agent"

    account = models.ForeignKey(Account, models.PROTECT, related_name="representations")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="representations")
    role = models.CharField(max_length=20, choices=Role)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "subject", "role", "since"], name="representation_once_a_day"),
            models.UniqueConstraint(
                fields=["subject"], condition=Q(role="self", until=None), name="one_account_per_person"
            ),
            ends_after_it_starts("representation_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} as {self.role}"
