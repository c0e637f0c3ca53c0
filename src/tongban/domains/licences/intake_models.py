"""Thin table of the import of existing licences (存量归集)."""

import uuid
from typing import ClassVar

from django.db import models

from tongban.kernel.privacy import Mask, PersonalData


class IntakeBatch(models.Model):
    """One spreadsheet of existing licences of one type and one issuer: checked, then applied by a second person.

    `rows` are its lines as they were checked; they are emptied when the batch is applied or discarded, because the
    records then say the same.

    pii: holders and content of licences; basis: the licences themselves (行政许可法 第38条); kept: until applied or
    discarded
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {
        "rows": Mask.ALL,
        "uploaded_by": Mask.NAME,
        "applied_by": Mask.NAME,
        "undone_by": Mask.NAME,
    }

    class State(models.TextChoices):
        CHECKED = "checked"
        APPLIED = "applied"
        UNDONE = "undone"
        DISCARDED = "discarded"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    type_id = models.CharField(max_length=64)
    region = models.CharField(max_length=6)
    issuer = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    grade = models.CharField(max_length=1)
    source = models.CharField(max_length=200)
    may_register = models.BooleanField()  # the file's owner says that unknown holders may be entered from its rows
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.CHECKED)
    count = models.PositiveIntegerField()
    unknown = models.PositiveIntegerField()  # holders that applying enters in the register
    rows = models.JSONField()
    uploaded_by = models.ForeignKey("registry.Account", models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    applied_by = models.ForeignKey("registry.Account", models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("registry.Account", models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_because = models.CharField(max_length=500, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["digest", "type_id", "issuer"],
                condition=models.Q(state__in=("checked", "applied")),
                name="licences_one_batch_per_file",
            ),
        )
        indexes = (models.Index(fields=("region", "-uploaded_at"), name="licences_intake_of_region"),)
