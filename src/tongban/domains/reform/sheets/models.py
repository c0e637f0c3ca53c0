"""Workbooks of the ledger that came back."""

import uuid
from typing import ClassVar

from django.db import models

from tongban.domains.reform.ledger.models import LedgerPlan
from tongban.kernel.privacy import Mask, PersonalData


class ReturnedSheet(models.Model):
    """A workbook without a mistake, with what it asks for, until somebody applies or discards it.

    pii: who uploaded it; basis: a public duty (公务员法 art. 14); kept: as the ledger
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"uploaded_by": Mask.NAME}

    class State(models.TextChoices):
        CHECKED = "checked"
        APPLIED = "applied"
        DISCARDED = "discarded"

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(LedgerPlan, on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey("registry.Account", models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    made_at = models.DateTimeField()
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    missing = models.PositiveIntegerField()
    changes = models.JSONField()
    state = models.CharField(max_length=10, choices=State, default=State.CHECKED)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "digest"], condition=~models.Q(state="discarded"), name="returned_sheet_once"
            )
        ]

    def __str__(self) -> str:
        return self.file_name
