"""Thin tables of the dossier (一企一档, 一人一档): who looked at it, and what was printed of it."""

import uuid
from typing import ClassVar

from django.db import models

from tongban.kernel.privacy import Mask, PersonalData


class DossierLook(models.Model):
    """An officer opened somebody's dossier: for which agency, for which purpose. Told to the subject.

    pii: who looked at whose dossier; basis: accountability for official acts (个人信息保护法 第44条); kept: 10 years
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"subject": Mask.NAME, "account": Mask.NAME}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.ForeignKey("registry.Subject", models.PROTECT, related_name="+")
    account = models.ForeignKey("registry.Account", models.PROTECT, related_name="+")
    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=200)
    opened_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("subject", "-opened_at"), name="licences_looks_of_subject"),)


class DossierExtract(models.Model):
    """What was printed of a dossier: its own short number, the day it tells of, and its content as it was.

    pii: holder, licences, cases; basis: asked for by the subject, or by an officer with a purpose; kept: 10 years
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"subject": Mask.NAME, "made_by": Mask.NAME, "content": Mask.ALL}

    number = models.CharField(max_length=14, unique=True)
    subject = models.ForeignKey("registry.Subject", models.PROTECT, related_name="+")
    made_by = models.ForeignKey("registry.Account", models.PROTECT, related_name="+")
    look = models.ForeignKey(DossierLook, models.PROTECT, null=True, related_name="+")
    as_of = models.DateTimeField()
    made_at = models.DateTimeField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)  # SM3 of the PDF
    evidence = models.CharField(max_length=80)

    class Meta:
        indexes = (models.Index(fields=("subject", "-made_at"), name="licences_extracts_of_subject"),)
