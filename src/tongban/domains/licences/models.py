"""Thin tables."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongban.domains.licences.dossier_models import DossierExtract, DossierLook
from tongban.domains.licences.file_models import LicenceFile
from tongban.domains.licences.intake_models import IntakeBatch
from tongban.domains.licences.portable_models import Challenge, Credential, DemoWallet, IssuerKey, WalletSignature
from tongban.domains.licences.seals.models import RevocationList, Root, Seal, SealUse
from tongban.domains.licences.showing_models import CopyRow, LookRow, PresentationRow, WrongCode
from tongban.kernel.privacy import Mask, PersonalData

__all__ = [
    "Challenge",
    "CopyRow",
    "Credential",
    "DemoWallet",
    "DossierExtract",
    "DossierLook",
    "IntakeBatch",
    "IssuerKey",
    "Licence",
    "LicenceFile",
    "LookRow",
    "PresentationRow",
    "RevocationList",
    "Root",
    "Seal",
    "SealUse",
    "Serial",
    "WalletSignature",
    "WrongCode",
]


class Licence(models.Model):
    """One electronic record of a licence as issued: the type's definition is copied, later packs do not change it.

    Not a paper licence and not the right itself. A change, a renewal or a replacement makes a new record, the next
    `version` of the same `root`, and `replaced_at` says from when the old one is worth nothing (a renewal may begin in
    the future). What is written on a record never changes; only its suspensions and its end do.

    pii: holder_name, holder_code, values; basis: the licence itself (行政许可法 第38条); kept: for ever, as issued
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {
        "holder_name": Mask.NAME,
        "holder_code": Mask.IDENTITY,
        "values": Mask.ALL,
    }

    uuid = models.UUIDField(unique=True)
    token = models.CharField(max_length=64, unique=True)  # unguessable; whoever scans the code holds it
    region = models.CharField(max_length=6)
    type_id = models.CharField(max_length=64)
    definition = models.JSONField()
    pack = models.CharField(max_length=200)
    number = models.CharField(max_length=80)
    identifier = models.CharField(max_length=160, unique=True)
    holder = models.ForeignKey("registry.Subject", on_delete=models.PROTECT, related_name="+")
    holder_kind = models.CharField(max_length=20)
    holder_name = models.CharField(max_length=200)
    holder_code = models.CharField(max_length=40)
    issuer = models.ForeignKey("registry.Agency", on_delete=models.PROTECT, related_name="+")
    issuer_name_zh = models.CharField(max_length=200)
    issuer_name_en = models.CharField(max_length=200)
    issuer_code = models.CharField(max_length=18)
    values = models.JSONField()
    issued_at = models.DateTimeField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    root = models.UUIDField()  # `uuid` of the first record of this licence
    version = models.PositiveSmallIntegerField(default=1)  # 版本号 of the identifier: 1–999
    cause = models.CharField(max_length=10, default="issue")  # what made this record: `rules.Cause`
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="successor")
    replaced_at = models.DateTimeField(null=True)
    suspended_at = models.DateTimeField(null=True)  # the suspension that was told last, unless it was lifted
    suspended_until = models.DateField(null=True)  # its last day; None until it is lifted
    suspension_reason = models.TextField(default="")
    suspension_basis = models.CharField(max_length=300, default="")
    past_suspensions = models.JSONField(default=list)  # [since, until] as instants, `until` not included
    revoked_at = models.DateTimeField(null=True)
    revocation_reason = models.TextField(default="")
    revocation_basis = models.CharField(max_length=300, default="")
    ending = models.CharField(max_length=10, default="")  # how it was taken back: `rules.Ending`
    ending_case = models.CharField(max_length=60, default="")  # the decision that cancelled it, where one did
    ending_track = models.CharField(max_length=64, default="")
    case_id = models.CharField(max_length=60)
    track = models.CharField(max_length=64)
    origin = models.CharField(max_length=10, default="issued")  # issued here, or imported (存量归集)
    grade = models.CharField(max_length=1, default="A")  # 国办函〔2016〕108号: A by the issuer … D self-made
    source = models.CharField(max_length=200, default="")  # of an imported one: whose records, which file
    intake = models.ForeignKey("licences.IntakeBatch", on_delete=models.PROTECT, null=True, related_name="records")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case_id", "track"],
                condition=Q(revoked_at=None, replaced_at=None) & ~Q(case_id=""),
                name="licences_one_standing_per_track",
            ),
            models.UniqueConstraint(fields=["root", "version"], name="licences_one_record_per_version"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("valid_from")),
                name="licences_end_after_start",
            ),
        )
        indexes = (
            models.Index(fields=("holder", "-issued_at"), name="licences_of_holder"),
            models.Index(fields=("issuer", "-issued_at"), name="licences_of_issuer"),
            models.Index(fields=("number",), name="licences_by_number"),
            models.Index(fields=("ending_case",), condition=~Q(ending_case=""), name="licences_by_ending_case"),
            models.Index(fields=("holder_code",), name="licences_by_holder_code"),
            models.Index(fields=("holder_name",), name="licences_by_holder_name", opclasses=["varchar_pattern_ops"]),
        )


class Serial(models.Model):
    """The last serial number used for an issuer, a type and a year.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    issuer_code = models.CharField(max_length=18)
    type_code = models.CharField(max_length=21)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint("issuer_code", "type_code", "year", name="licences_one_serial"),)
