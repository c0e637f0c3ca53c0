"""Tables of the watch: warnings and supervision cases."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongban.kernel.privacy import Mask, PersonalData


class WarningRow(models.Model):
    """That a clock came near its end, or passed it: once for each clock and level, however often it is looked at.

    `kind` is that of a clock, `intake` for the window's days, `check` for a promise to be checked. `due_on` is the day
    that was due when it was warned. `ended_at`: since when it no longer holds (decided, paused, extended). `reminded`:
    the rule's reminders sent so far.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey("cases.CaseRow", models.CASCADE, related_name="warnings")
    scope = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)
    level = models.CharField(max_length=10)
    started_at = models.DateTimeField()
    due_on = models.DateField()
    region = models.CharField(max_length=6)
    track = models.CharField(max_length=64, blank=True)
    step = models.CharField(max_length=64, blank=True)
    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    rule = models.CharField(max_length=64)
    raised_at = models.DateTimeField()
    raised_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    reminded = models.JSONField(default=list)

    class Meta:
        db_table = "cases_warning"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "scope", "kind", "started_at", "level"], name="warning_once_a_clock"
            )
        ]
        indexes = [
            models.Index(
                fields=["region", "level", "due_on", "id"], condition=Q(ended_at=None), name="warning_holding"
            ),
            models.Index(fields=["agency", "due_on", "id"], name="warning_of_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}:{self.scope} {self.level} {self.due_on}"


class SupervisionRow(models.Model):
    """An agency is asked why a case is late and what it does about it (督办). History: stream `supervision_<uuid>`.

    pii: what officers wrote, who wrote it; basis: supervision of administrative acts; kept: as long as its case
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"explanation": Mask.ALL, "measures": Mask.ALL, "finding": Mask.ALL}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=24, unique=True)
    warning = models.OneToOneField(WarningRow, models.PROTECT, related_name="supervision")
    case = models.ForeignKey("cases.CaseRow", models.CASCADE, related_name="supervisions")
    region = models.CharField(max_length=6)
    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    rule = models.CharField(max_length=64)
    state = models.CharField(max_length=10)
    due_on = models.DateField(null=True)
    opened_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    explanation = models.TextField(blank=True)
    measures = models.TextField(blank=True)
    finding = models.TextField(blank=True)
    late_told = models.BooleanField(default=False)

    class Meta:
        db_table = "cases_supervision"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "agency"], condition=~Q(state="closed"), name="one_open_supervision_of_a_case"
            )
        ]
        indexes = [
            models.Index(fields=["region", "-opened_at", "-id"], name="supervision_of_region"),
            models.Index(fields=["agency", "-opened_at", "-id"], name="supervision_of_agency"),
            models.Index(fields=["due_on"], condition=~Q(state="closed"), name="supervision_due"),
        ]

    def __str__(self) -> str:
        return self.number


class SupervisionSerial(models.Model):
    """The last number given to a supervision case of one region in one year.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    region = models.CharField(max_length=6)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        db_table = "cases_supervision_serial"
        constraints = [models.UniqueConstraint(fields=["region", "year"], name="one_series_of_supervision_a_year")]

    def __str__(self) -> str:
        return f"{self.region} {self.year}: {self.last}"
