"""Thin tables of the ledger. What a plan's paper says never changes; how a measure stands is what its events come to
(stream `measure_<uuid>`), kept here so that boards read one table."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongban.kernel.privacy import Mask, PersonalData


class LedgerPlan(models.Model):
    """One reform plan of one region, as its paper says it. `number` is empty for a paper without one.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    region = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=60, blank=True)
    issuer = models.CharField(max_length=120)
    issued_on = models.DateField(null=True)
    rows = models.PositiveIntegerField()
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "number"], condition=~Q(number=""), name="plan_once_in_a_region"),
            models.UniqueConstraint(
                fields=["region", "title", "issued_on"],
                condition=Q(number=""),
                nulls_distinct=False,
                name="plan_without_number_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class LedgerItem(models.Model):
    """One numbered item of a plan (改革事项), in its chapter. Some papers begin their numbers anew in each chapter:
    `label` is what the paper prints.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    plan = models.ForeignKey(LedgerPlan, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=40, default="", blank=True)
    part = models.CharField(max_length=12, default="annex")
    chapter = models.CharField(max_length=120)
    section = models.CharField(max_length=200, default="", blank=True)
    title = models.CharField(max_length=300)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["plan", "position"], name="item_once_in_a_plan")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class LedgerMeasure(models.Model):
    """One atomic measure (落实举措): what the paper says of it, and how it stands.

    `due_on` is its last deadline, for lists; each deadline's words are in `Deadline`. `done` is the paper's own claim.
    `lead_agency` is the unit that answers for it once its spelling is resolved or confirmed; `owner` the named person
    (明确专人) on a post of that unit. `next_on` is the nearest own step that is not done, else `due_on`.

    pii: the officer who owns the measure; basis: a public duty (公务员法 art. 14); kept: as the ledger
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"owner": Mask.NAME}

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(LedgerPlan, on_delete=models.CASCADE, related_name="measures")
    item = models.ForeignKey(LedgerItem, on_delete=models.CASCADE, related_name="measures")
    region = models.CharField(max_length=12)
    position = models.PositiveIntegerField()
    number = models.PositiveIntegerField(null=True)
    row = models.CharField(max_length=20, default="", blank=True)
    text = models.TextField()
    upper = models.TextField(default="", blank=True)
    strength = models.CharField(max_length=12, default="", blank=True)
    anchor = models.CharField(max_length=40)
    place = models.JSONField(null=True)
    targets = models.JSONField(default=list)
    doubts = models.JSONField(default=list)
    done = models.BooleanField(default=False)
    due_on = models.DateField(null=True, db_index=True)

    state = models.CharField(max_length=16, default="not_started")
    share = models.PositiveSmallIntegerField(default=0)
    classification = models.CharField(max_length=12, default="", blank=True)
    lead_agency = models.ForeignKey("registry.Agency", models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey("registry.Account", models.PROTECT, null=True, related_name="+")
    owner_post = models.ForeignKey("registry.Post", models.PROTECT, null=True, related_name="+")
    next_step = models.CharField(max_length=200, default="", blank=True)
    next_on = models.DateField(null=True)
    asked_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    evidence_count = models.PositiveIntegerField(default=0)
    open_problems = models.PositiveIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["item__position", "position"]
        constraints = [models.UniqueConstraint(fields=["item", "position"], name="measure_once_in_an_item")]
        indexes = [
            models.Index(fields=["region", "due_on"], name="reform_measures_due"),
            models.Index(fields=["lead_agency", "next_on"], name="reform_measures_of_unit"),
            models.Index(fields=["owner", "next_on"], name="reform_measures_of_owner"),
            models.Index(fields=["region", "closed_on"], name="reform_measures_closed"),
        ]

    def __str__(self) -> str:
        return self.anchor


class ResponsibleUnit(models.Model):
    """A unit named by a measure, as the plan spells it: lead (牵头单位) or cooperating (配合单位).

    `agency` stands beside the spelling once it is resolved (`found_by` "reading") or a person confirmed it.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    class Role(models.TextChoices):
        LEAD = "lead"
        COOPERATING = "cooperating"

    class FoundBy(models.TextChoices):
        READING = "reading"
        PERSON = "person"

    measure = models.ForeignKey(LedgerMeasure, on_delete=models.CASCADE, related_name="units")
    role = models.CharField(max_length=12, choices=Role)
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=120, db_index=True)
    agency = models.ForeignKey("registry.Agency", models.PROTECT, null=True, related_name="+")
    found_by = models.CharField(max_length=8, choices=FoundBy, default="", blank=True)

    class Meta:
        ordering = ["role", "position"]

    def __str__(self) -> str:
        return self.name


class Deadline(models.Model):
    """A time limit inside a measure's sentence, in its words, its kind, and as a day where it names one.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    measure = models.ForeignKey(LedgerMeasure, on_delete=models.CASCADE, related_name="deadlines")
    text = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, default="", blank=True)
    due_on = models.DateField(null=True)
    is_striving = models.BooleanField(default=False)

    class Meta:
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return self.text
