"""Tables of the rhythm: meetings with their lists, decisions and minutes; reports; records of duties done."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongban.kernel.privacy import Mask, PersonalData

AGENCY = "registry.Agency"


class MeetingRow(models.Model):
    """A monthly dispatch, a meeting of the leading group, or one that a lead unit calls. Its list: `MeetingLineRow`.

    `before` is set at closing: how the decisions of earlier meetings stood that day. Once `closed_at` is set, neither
    this row nor anything of the meeting changes (database triggers); a correction is an entry of its own. History:
    stream `meeting_<uuid>`.

    pii: none (units and posts, never persons)
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    region = models.CharField(max_length=12)
    kind = models.CharField(max_length=16)
    period = models.CharField(max_length=7)
    title = models.CharField(max_length=200)
    planned_at = models.DateTimeField(null=True)
    place = models.CharField(max_length=200, blank=True)
    convener = models.ForeignKey(AGENCY, models.PROTECT, related_name="+", null=True)
    agenda = models.JSONField(default=list)
    cut_at = models.DateTimeField()
    prepared_at = models.DateTimeField()
    minutes = models.TextField(blank=True)
    before = models.JSONField(default=list)
    held_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "reform_meeting"
        constraints = [
            models.UniqueConstraint(
                fields=["region", "period"], condition=Q(kind="dispatch"), name="dispatch_once_a_month"
            )
        ]
        indexes = [models.Index(fields=["region", "kind", "-period", "-id"], name="meeting_of_region")]

    def __str__(self) -> str:
        return f"{self.kind} {self.region} {self.period}"


class MeetingLineRow(models.Model):
    """A measure on the list of a meeting, as it stood at the cut; `shown` is its text, units and state of that instant.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    meeting = models.ForeignKey(MeetingRow, models.CASCADE, related_name="lines")
    measure = models.ForeignKey("reform.LedgerMeasure", models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    concern = models.CharField(max_length=12)
    concerns = models.JSONField(default=list)
    days = models.IntegerField()
    shown = models.JSONField()
    reason = models.TextField(blank=True)
    reason_unit = models.CharField(max_length=120, blank=True)
    reason_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "reform_meeting_line"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["meeting", "measure"], name="measure_once_in_a_meeting")]

    def __str__(self) -> str:
        return f"{self.meeting_id}:{self.position}"


class AttendanceRow(models.Model):
    """Whether a unit was there. Not who of it.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    meeting = models.ForeignKey(MeetingRow, models.CASCADE, related_name="attendance")
    unit = models.CharField(max_length=120)
    agency = models.ForeignKey(AGENCY, models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=8)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "reform_attendance"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "unit"], name="unit_once_in_a_meeting")]

    def __str__(self) -> str:
        return f"{self.unit} {self.state}"


class DecisionRow(models.Model):
    """What a meeting decided: a task with a unit and a day. How it stands follows from its answers.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(MeetingRow, models.PROTECT, related_name="decisions")
    line = models.ForeignKey(MeetingLineRow, models.PROTECT, related_name="decisions", null=True)
    region = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    text = models.TextField()
    unit = models.CharField(max_length=120)
    agency = models.ForeignKey(AGENCY, models.PROTECT, related_name="+", null=True)
    due_on = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "reform_decision"
        ordering = ["meeting_id", "number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="decision_once_in_a_meeting")]
        indexes = [models.Index(fields=["region", "due_on"], name="decision_of_region")]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:40]}"


class DecisionAnswerRow(models.Model):
    """A step in the life of a decision: the unit says it is carried out, the office accepts that or sends it back.

    pii: what officers wrote; basis: supervision of administrative work; kept: as long as the decision
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"text": Mask.ALL}

    decision = models.ForeignKey(DecisionRow, models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=12)
    text = models.TextField()
    evidence = models.JSONField(default=list)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        db_table = "reform_decision_answer"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.kind}"


class CorrectionRow(models.Model):
    """An entry that corrects the minutes of a closed meeting; the minutes themselves stay as they were.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    meeting = models.ForeignKey(MeetingRow, models.PROTECT, related_name="corrections")
    text = models.TextField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        db_table = "reform_meeting_correction"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.at:%Y-%m-%d}"


class ReportRow(models.Model):
    """An information report (信息报送) of a unit for a month; what is sent back does not count.

    pii: what officers wrote; basis: reporting on administrative work; kept: as long as the ledger
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"text": Mask.ALL}

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    region = models.CharField(max_length=12)
    unit = models.CharField(max_length=120)
    agency = models.ForeignKey(AGENCY, models.PROTECT, related_name="+", null=True)
    kind = models.CharField(max_length=16)
    period = models.CharField(max_length=7)
    occurrence = models.ForeignKey("reform.OccurrenceRow", models.PROTECT, related_name="reports", null=True)
    title = models.CharField(max_length=200)
    text = models.TextField()
    evidence = models.JSONField(default=list)
    filed_by = models.CharField(max_length=200)
    filed_at = models.DateTimeField()
    state = models.CharField(max_length=10)
    reason = models.TextField(blank=True)
    judged_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "reform_report"
        indexes = [
            models.Index(fields=["region", "period", "agency"], name="report_of_period"),
            models.Index(fields=["region", "-filed_at"], name="report_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.period} {self.title}"


class DutyRecordRow(models.Model):
    """That a unit did what a rule asks of it in a period, with what shows it.

    pii: none (what was done and by which unit)
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    region = models.CharField(max_length=12)
    rule = models.CharField(max_length=64)
    what = models.CharField(max_length=20)
    unit = models.CharField(max_length=120)
    agency = models.ForeignKey(AGENCY, models.PROTECT, related_name="+", null=True)
    period = models.CharField(max_length=60)
    done_on = models.DateField()
    text = models.TextField()
    evidence = models.JSONField(default=list)
    recorded_by = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "reform_duty_record"
        indexes = [models.Index(fields=["region", "rule", "period"], name="record_of_rule")]

    def __str__(self) -> str:
        return f"{self.rule} {self.unit} {self.period}"


class OccurrenceRow(models.Model):
    """Something that happened to a unit and that a rule answers (a major event, a clue, a claim).

    pii: what an officer wrote about it; basis: handling it; kept: as long as the ledger
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"text": Mask.ALL}

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    region = models.CharField(max_length=12)
    event = models.CharField(max_length=64)
    unit = models.CharField(max_length=120)
    agency = models.ForeignKey(AGENCY, models.PROTECT, related_name="+", null=True)
    happened_on = models.DateField()
    text = models.TextField()
    told_by = models.CharField(max_length=200)
    told_at = models.DateTimeField()

    class Meta:
        db_table = "reform_occurrence"
        indexes = [models.Index(fields=["region", "event", "happened_on"], name="occurrence_of_region")]

    def __str__(self) -> str:
        return f"{self.event} {self.unit} {self.happened_on}"
