"""Tables of showing: codes shown for a minute, looks at a licence, wrong codes, annotated copies."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from tongban.kernel.privacy import Mask, PersonalData


class PresentationRow(models.Model):
    """A licence that its holder shows for a minute (亮证). Only the digest of the code is kept; one use.

    `renewed_at`: a newer code of the same account took its place. Unused ones go a day later. History: stream
    `presentation_<uuid>`.

    pii: who showed it; basis: the holder's own act (个人信息保护法 第13条); kept: when taken, as long as the look
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"account": Mask.NAME}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    licence = models.ForeignKey("licences.Licence", models.PROTECT, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed = models.CharField(max_length=300)  # how the act is signed: for whom, as what, by which delegation
    code_digest = models.CharField(max_length=64, unique=True)
    shown_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    renewed_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "licences_presentation"
        indexes = (
            models.Index(fields=("licence", "account"), condition=Q(used_at=None), name="licences_presentation_open"),
        )

    def __str__(self) -> str:
        return f"presentation_{self.uuid}"


class LookRow(models.Model):
    """That an agency looked at a licence: when, who, for what, which lines, for which case and materials.

    The holder reads it. It is never changed.

    pii: who looked; basis: the holder's right to know (个人信息保护法 第44条); kept: as long as the licence
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"account": Mask.NAME}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    licence = models.ForeignKey("licences.Licence", models.PROTECT, related_name="+")
    presentation = models.OneToOneField(PresentationRow, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=200)
    case_id = models.CharField(max_length=60, blank=True)
    fields = ArrayField(models.CharField(max_length=64), default=list)
    materials = ArrayField(models.CharField(max_length=64), default=list)

    class Meta:
        db_table = "licences_look"
        indexes = (
            models.Index(fields=("licence", "-at"), name="licences_look_of_licence"),
            models.Index(fields=("account", "-at"), name="licences_look_of_account"),
            models.Index(fields=("case_id", "-at"), condition=~Q(case_id=""), name="licences_look_of_case"),
        )

    def __str__(self) -> str:
        return f"look_{self.uuid}"


class WrongCode(models.Model):
    """That an account gave a code that nobody showed, to count how often. Gone a day later.

    pii: who tried; basis: protection of shown licences against guessing (个人信息保护法 第51条); kept: one day
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"account": Mask.NAME}

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "licences_wrong_code"
        indexes = (models.Index(fields=("account", "at"), name="licences_wrong_of_account"),)

    def __str__(self) -> str:
        return f"{self.account_id} {self.at}"


class CopyRow(models.Model):
    """An annotated copy of a licence (加注件): made for one purpose and recipient until a day, with an address of its
    own at which anybody may verify it. History: stream `copy_<uuid>`.

    pii: recipient, maker, purpose; basis: the holder's own act, or the task of the agency that made it; kept: as long
    as the licence
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {
        "recipient": Mask.ALL,
        "maker": Mask.NAME,
        "purpose": Mask.ALL,
        "made_by": Mask.NAME,
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token = models.CharField(max_length=64, unique=True)  # unguessable; whoever has the copy holds it
    licence = models.ForeignKey("licences.Licence", models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=200)  # JZJZZSY 制作事由
    recipient = models.CharField(max_length=100)
    maker = models.CharField(max_length=200)  # JZJZZZ 制作者: the holder, or the agency
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    agency = models.ForeignKey("registry.Agency", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()  # JZJZZSJ 制作时间
    until = models.DateField()  # JZJYXQJZSJ 有效期截止: the last day, included
    withdrawn_at = models.DateTimeField(null=True)
    files = models.JSONField(default=dict)  # form → evidence id, once drawn
    digests = ArrayField(models.CharField(max_length=64), default=list)  # SM3 of those files

    class Meta:
        db_table = "licences_copy"
        constraints = (
            models.CheckConstraint(condition=~Q(purpose="") & ~Q(recipient=""), name="licences_copy_says_what_for"),
        )
        indexes = (
            models.Index(fields=("licence", "-made_at"), name="licences_copy_of_licence"),
            GinIndex(fields=("digests",), name="licences_copy_by_digest"),
        )

    def __str__(self) -> str:
        return f"copy_{self.uuid}"
