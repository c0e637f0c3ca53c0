"""Thin tables. The history (`kernel.events`, stream `case_<uuid>`) is the truth; these rows are what it comes to.

Every table that lists are read from carries its region, so that a database spread over machines can be cut by region.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongban.domains.cases.migration_models import MigrationRun, VersionOffer
from tongban.domains.cases.queue_models import Appointment, AppointmentSlot, QueueSerial, Ticket
from tongban.domains.cases.watch_models import SupervisionRow, SupervisionSerial, WarningRow
from tongban.kernel.privacy import Mask, PersonalData

__all__ = [
    "Appointment",
    "AppointmentSlot",
    "CaseRow",
    "Clock",
    "Draft",
    "MigrationRun",
    "QueueSerial",
    "Serial",
    "StepRow",
    "SupervisionRow",
    "SupervisionSerial",
    "Ticket",
    "VersionOffer",
    "WarningRow",
]


class CaseRow(models.Model):
    """One application from submission to closing. `state` is the replayed state, so that a command reads one row.

    `papers_due` is the nearest day until which a paper may follow, `renews_until` the day on which silence renews.

    pii: form answers, delivery, applicant; basis: handling the application (行政许可法); kept: 10 years after closing
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {
        "form": Mask.ALL,
        "delivery": Mask.ALL,
        "subject": Mask.NAME,
        "submitted_by": Mask.NAME,
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=20, unique=True)
    status = models.CharField(max_length=20)
    outcome = models.CharField(max_length=10, blank=True)
    region = models.CharField(max_length=6)
    procedure = models.CharField(max_length=64)
    package = models.BooleanField()
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=300)
    version = models.ForeignKey("catalogue.Version", models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    subject = models.ForeignKey("registry.Subject", models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey("registry.Account", models.PROTECT, related_name="+")
    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    form = models.JSONField()
    materials = models.JSONField()
    missing = models.JSONField(default=list)
    attributes = models.JSONField()
    state = models.JSONField()
    agency_rows = models.JSONField(default=dict)
    lead = models.ForeignKey("registry.Agency", models.PROTECT, null=True, related_name="+")
    situations = models.JSONField(default=dict)
    channel = models.CharField(max_length=10, default="online")
    papers_due = models.DateField(null=True)
    renews_until = models.DateField(null=True)
    delivery = models.JSONField(default=dict)
    head_number = models.PositiveIntegerField()
    head_hash = models.TextField()
    key = models.CharField(max_length=200, null=True)
    submitted_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)

    class Meta:
        db_table = "cases_case"
        constraints = [models.UniqueConstraint(fields=["submitted_by", "key"], name="one_case_per_key")]
        indexes = [
            models.Index(fields=["region", "-submitted_at", "-id"], name="case_of_region"),
            models.Index(fields=["subject", "-submitted_at", "-id"], name="case_of_subject"),
            models.Index(fields=["procedure", "-submitted_at", "-id"], name="case_of_procedure"),
            models.Index(fields=["papers_due"], condition=Q(papers_due__isnull=False), name="case_papers_due"),
            models.Index(fields=["renews_until"], condition=Q(renews_until__isnull=False), name="case_renews_until"),
            models.Index(
                fields=["region", "-submitted_at"],
                condition=Q(materials__contains=[{"breach": "held"}]),
                name="case_asked_though_held",
            ),
            models.Index(
                fields=["region", "-submitted_at"],
                condition=Q(materials__contains=[{"breach": "again"}]),
                name="case_asked_again",
            ),
            models.Index(
                fields=["status", "-submitted_at", "-id"],
                condition=Q(status__in=("precheck", "submitted", "supplement_wanted", "suspended")),
                name="case_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class StepRow(models.Model):
    """One step of one case in somebody's inbox. The step of taking in (no track) exists from submission on.

    pii: who did the step, who shall do it; basis: accountability for official acts; kept: as long as its case
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"done_by": Mask.NAME, "assigned_to": Mask.NAME}

    case = models.ForeignKey(CaseRow, models.CASCADE, related_name="steps")
    track = models.CharField(max_length=64, blank=True)
    step = models.CharField(max_length=64)
    region = models.CharField(max_length=6)
    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    duty = models.CharField(max_length=30)
    decides = models.BooleanField(default=False)
    place = models.PositiveSmallIntegerField()
    track_zh = models.CharField(max_length=200)
    track_en = models.CharField(max_length=300)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=300)
    state = models.CharField(max_length=10)
    due_on = models.DateField(null=True)
    opened_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("registry.Account", models.PROTECT, null=True, related_name="+")
    assigned_to = models.ForeignKey("registry.Account", models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "cases_step"
        constraints = [models.UniqueConstraint(fields=["case", "track", "step"], name="step_once_a_case")]
        indexes = [
            # With region and assignment inside, the counts of an inbox are read from the index alone.
            models.Index(
                fields=["agency", "duty", "due_on", "id"],
                include=["region", "assigned_to"],
                condition=Q(state="open"),
                name="step_inbox",
            ),
            models.Index(
                fields=["due_on"],
                condition=Q(state="open", step__in=("intake", "later-check")),
                name="step_watched",
            ),
            models.Index(fields=["region", "done_at"], condition=Q(state="done"), name="step_done"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}:{self.track}.{self.step}"


class Clock(models.Model):
    """A period within which the case, or one of its tracks, must be decided: facts, and one derived answer, `due_on`.

    `round` counts how often the decision was set aside and the clock begun anew. `due_on` is None while it is paused,
    and while the year of its end has no published calendar.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    case = models.ForeignKey(CaseRow, models.CASCADE, related_name="clocks")
    scope = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)
    region = models.CharField(max_length=6)
    parameter = models.CharField(max_length=200)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=20)
    source = models.CharField(max_length=500)
    started_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    calendar = models.CharField(max_length=100)
    round = models.PositiveSmallIntegerField(default=0)
    pauses = models.JSONField(default=list)
    extensions = models.JSONField(default=list)

    class Meta:
        db_table = "cases_clock"
        constraints = [models.UniqueConstraint(fields=["case", "scope", "kind", "round"], name="clock_once_a_round")]
        indexes = [
            models.Index(fields=["due_on", "id"], condition=Q(stopped_at=None), name="clock_running"),
            models.Index(fields=["case"], condition=Q(stopped_at=None, calendar=""), name="clock_unjudged"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}:{self.scope} {self.amount} {self.unit}"


class Handover(models.Model):
    """Who collected a result. The history says only whether it was the applicant or an agent.

    pii: who collected it; basis: proof of service (送达); kept: as long as its case
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"collector": Mask.NAME}

    case = models.ForeignKey(CaseRow, models.CASCADE, related_name="handovers")
    track = models.CharField(max_length=64)
    collector = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_handover"
        indexes = [models.Index(fields=["case", "track"], name="handover_of_track")]

    def __str__(self) -> str:
        return f"{self.case_id}:{self.track}"


class Serial(models.Model):
    """The last number given to a case of one region on one day. Its row lock is what makes the series gapless.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    region = models.CharField(max_length=6)
    day = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        db_table = "cases_serial"
        constraints = [models.UniqueConstraint(fields=["region", "day"], name="one_series_per_region_and_day")]

    def __str__(self) -> str:
        return f"{self.region} {self.day}: {self.last}"


class Draft(models.Model):
    """An application that is being filled in: one per account, procedure, region and applicant.

    Not yet anybody's business.

    `revision` counts its changes and `changed` says at which of them each answer was last changed, so that a page that
    was opened before does not overwrite what was written since. `licences` says of each material whether the licence
    that is held may be taken for it.

    pii: form answers, delivery; basis: the applicant's own convenience; kept: until submitted, discarded or expired
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"answers": Mask.ALL, "delivery": Mask.ALL}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey("registry.Account", models.CASCADE, related_name="+")
    procedure = models.CharField(max_length=64)
    region = models.CharField(max_length=6)
    subject = models.ForeignKey("registry.Subject", models.CASCADE, null=True, related_name="+")
    answers = models.JSONField(default=dict)
    situations = models.JSONField(default=dict)
    promised = models.JSONField(default=list)
    delivery = models.JSONField(default=dict)
    materials = models.JSONField(default=dict)
    licences = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    changed = models.JSONField(default=dict)
    page = models.CharField(max_length=64, blank=True)
    saved_at = models.DateTimeField()
    expires_on = models.DateField()

    class Meta:
        db_table = "cases_draft"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "procedure", "region", "subject"],
                nulls_distinct=False,
                name="one_draft_per_application",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.procedure}"


class Task(models.Model):
    """Something to do in a case that is no step of it, in somebody's list. `tasks.refresh` works it out from the state.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    case = models.ForeignKey(CaseRow, models.CASCADE, related_name="tasks")
    kind = models.CharField(max_length=20)
    track = models.CharField(max_length=64, blank=True)
    detail = models.CharField(max_length=64, blank=True)
    region = models.CharField(max_length=6)
    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    duty = models.CharField(max_length=30, blank=True)
    due_on = models.DateField(null=True)
    track_zh = models.CharField(max_length=200)
    track_en = models.CharField(max_length=300)
    detail_zh = models.CharField(max_length=200, blank=True)
    detail_en = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "cases_task"
        constraints = [models.UniqueConstraint(fields=["case", "kind", "track", "detail"], name="task_once_a_case")]
        indexes = [models.Index(fields=["agency", "due_on", "id"], name="task_of_agency")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.kind} {self.track}"
