"""Running cases moving to a new version: the work as it goes, and what applicants are asked."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongban.kernel.privacy import PersonalData


class MigrationRun(models.Model):
    """The moving of all running cases of a procedure to one version: how far it has come. It goes on where it stopped.

    `last_case` is the row of the last case that was looked at; every case and this row change in one transaction.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        SUPERSEDED = "superseded"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.OneToOneField("catalogue.Version", models.PROTECT, related_name="+")
    pack = models.CharField(max_length=160)
    key = models.CharField(max_length=64)
    region = models.CharField(max_length=6)
    policy = models.CharField(max_length=10)
    begins_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    last_case = models.BigIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    migrated = models.PositiveIntegerField(default=0)
    offered = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_migration_run"
        indexes = [
            models.Index(fields=["begins_on"], condition=Q(state__in=["waiting", "running"]), name="migration_open")
        ]

    def __str__(self) -> str:
        return f"{self.pack} {self.key} → {self.version_id}"


class VersionOffer(models.Model):
    """A new version that the applicant of a running case may choose or leave.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    class Answer(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        LAPSED = "lapsed"

    case = models.ForeignKey("cases.CaseRow", models.CASCADE, related_name="+")
    version = models.ForeignKey("catalogue.Version", models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.OPEN)
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_version_offer"
        constraints = [models.UniqueConstraint(fields=["case", "version"], name="one_offer_per_version")]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.version_id}: {self.answer}"
