"""Typical cases and who copies them."""

import uuid
from typing import ClassVar

from django.db import models

from tongban.kernel.privacy import Mask, PersonalData

AGENCY = "registry.Agency"


class ExampleRow(models.Model):
    """A typical case of a unit: what was wrong, what was done, what it brought. Its history is the stream
    `example_<uuid>`.

    pii: none (what a unit did; who signed stands in the events)
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    region = models.CharField(max_length=12)
    agency = models.ForeignKey(AGENCY, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    problem = models.TextField()
    practice = models.TextField()
    effect = models.TextField()
    evidence = models.JSONField(default=list)
    state = models.CharField(max_length=12, default="submitted")
    since = models.DateField()
    reason = models.TextField(default="", blank=True)
    submitted_by = models.CharField(max_length=200)
    reviewed_by = models.CharField(max_length=200, default="", blank=True)
    published_on = models.DateField(null=True)

    class Meta:
        db_table = "reform_example"
        indexes = [models.Index(fields=["region", "state", "-since"], name="examples_by_state")]

    def __str__(self) -> str:
        return self.title


class CopyRow(models.Model):
    """Another unit takes a typical case up; its own state.

    pii: what an officer wrote; basis: administrative work; kept: as the case
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"note": Mask.ALL}

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    example = models.ForeignKey(ExampleRow, models.PROTECT, related_name="copies")
    region = models.CharField(max_length=12)
    agency = models.ForeignKey(AGENCY, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default="planned")
    since = models.DateField()
    note = models.TextField()

    class Meta:
        db_table = "reform_example_copy"
        constraints = [models.UniqueConstraint(fields=["example", "agency"], name="copied_once_by_a_unit")]

    def __str__(self) -> str:
        return f"{self.example_id} {self.state}"
