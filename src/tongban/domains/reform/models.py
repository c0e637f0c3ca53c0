"""The ledger: plans, their items, measures, units and deadlines."""

import uuid
from typing import ClassVar

from django.db import models

from tongban.kernel.privacy import PersonalData


class LedgerPlan(models.Model):
    """One reform plan of one region, as its paper says it. Not the state of the work.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    region = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=60)
    issuer = models.CharField(max_length=120)
    issued_on = models.DateField()
    rows = models.PositiveIntegerField()
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "number"], name="plan_once_in_a_region")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class LedgerItem(models.Model):
    """One numbered item of a plan (改革事项), in its chapter.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    plan = models.ForeignKey(LedgerPlan, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveIntegerField()
    chapter = models.CharField(max_length=120)
    title = models.CharField(max_length=300)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="item_once_in_a_plan")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class LedgerMeasure(models.Model):
    """One atomic measure (落实举措): the row on which units, deadline and later reports hang.

    `due_on` is its last deadline, for lists; each deadline's words are in `Deadline`.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    item = models.ForeignKey(LedgerItem, on_delete=models.CASCADE, related_name="measures")
    position = models.PositiveIntegerField()
    number = models.PositiveIntegerField(null=True)
    text = models.TextField()
    anchor = models.CharField(max_length=40)
    done = models.BooleanField(default=False)
    due_on = models.DateField(null=True, db_index=True)

    class Meta:
        ordering = ["item__number", "position"]
        constraints = [models.UniqueConstraint(fields=["item", "position"], name="measure_once_in_an_item")]

    def __str__(self) -> str:
        return self.anchor


class ResponsibleUnit(models.Model):
    """A unit named by a measure, as the plan spells it: lead (牵头单位) or cooperating (配合单位).

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    class Role(models.TextChoices):
        LEAD = "lead"
        COOPERATING = "cooperating"

    measure = models.ForeignKey(LedgerMeasure, on_delete=models.CASCADE, related_name="units")
    role = models.CharField(max_length=12, choices=Role)
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=120, db_index=True)

    class Meta:
        ordering = ["role", "position"]

    def __str__(self) -> str:
        return self.name


class Deadline(models.Model):
    """A time limit inside a measure's sentence, in its words and as a day.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    measure = models.ForeignKey(LedgerMeasure, on_delete=models.CASCADE, related_name="deadlines")
    text = models.CharField(max_length=40)
    due_on = models.DateField()

    class Meta:
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return f"{self.text} ({self.due_on})"
