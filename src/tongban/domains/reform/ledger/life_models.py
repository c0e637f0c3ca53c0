"""What measures bring with them, in tables that are read across measures; and the reserve of ideas."""

import uuid
from typing import ClassVar

from django.db import models

from tongban.domains.reform.ledger.models import LedgerMeasure
from tongban.kernel.privacy import Mask, PersonalData


class FiledDocument(models.Model):
    """A supporting document that was filed for the record (备案). Never changed: a trigger refuses it.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    measure = models.ForeignKey(LedgerMeasure, on_delete=models.PROTECT, related_name="documents")
    region = models.CharField(max_length=12)
    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=60, blank=True)
    evidence = models.CharField(max_length=60)
    filed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["region", "-filed_at"], name="reform_documents_filed")]

    def __str__(self) -> str:
        return self.title


class MeasureProblem(models.Model):
    """What a unit cannot settle alone; open until somebody of the reform office answers.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    measure = models.ForeignKey(LedgerMeasure, on_delete=models.CASCADE, related_name="problems")
    region = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    text = models.TextField()
    wants = models.JSONField(default=list)
    raised_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    answer = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["measure", "number"], name="problem_once_of_a_measure")]
        indexes = [models.Index(fields=["region", "settled_at"], name="reform_problems_open")]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.number}"


class Recheck(models.Model):
    """A closed measure on which the lot of a month fell, and what the look found. `result` empty: not looked at yet.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    measure = models.ForeignKey(LedgerMeasure, on_delete=models.CASCADE, related_name="rechecks")
    region = models.CharField(max_length=12)
    month = models.DateField()
    purpose = models.CharField(max_length=80)
    drawn_at = models.DateTimeField()
    result = models.CharField(max_length=10, default="", blank=True)
    looked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["measure", "month"], name="recheck_once_a_month")]
        indexes = [models.Index(fields=["region", "result"], name="reform_rechecks_waiting")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.measure_id}"


class ReserveIdea(models.Model):
    """An idea of the reserve (改革事项研究储备): from a difficulty to a pilot that others copy, or given up.

    pii: the officer who owns the idea; basis: a public duty (公务员法 art. 14); kept: as the ledger
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"owner": Mask.NAME}

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    region = models.CharField(max_length=12)
    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    owner = models.ForeignKey("registry.Account", models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    difficulty = models.TextField()
    stage = models.CharField(max_length=16)
    since = models.DateField()
    entered_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["region", "stage"], name="reform_ideas_by_stage")]

    def __str__(self) -> str:
        return self.title
