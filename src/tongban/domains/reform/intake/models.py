"""The paper of a plan as it came, the draft of what was read from it, and the rows that people settle."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongban.kernel.privacy import PersonalData


class PlanPaper(models.Model):
    """The file a plan was read from: its bytes by their SM3, its text, and where each piece of it stands.

    `pieces` are the blocks of `reading.papers` as spans of `text`. `plan` is set once the plan is in the ledger.
    Nothing here changes after that.

    pii: none (a plan is a public document)
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    region = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    form = models.CharField(max_length=8)
    pages = models.PositiveIntegerField(null=True)
    digest = models.CharField(max_length=64, db_index=True)
    data = models.BinaryField()
    text = models.TextField()
    pieces = models.JSONField()
    kept_at = models.DateTimeField()
    plan = models.OneToOneField("reform.LedgerPlan", on_delete=models.CASCADE, null=True, related_name="paper")

    def __str__(self) -> str:
        return self.name


class PlanDraft(models.Model):
    """What was read from one paper for one region. `read` is the whole `reading.Plan` and never changes.

    pii: none (accounts are ids)
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    class State(models.TextChoices):
        OPEN = "open"
        WRITTEN = "written"
        DISCARDED = "discarded"

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    region = models.CharField(max_length=12)
    digest = models.CharField(max_length=64)
    paper = models.ForeignKey(PlanPaper, on_delete=models.PROTECT, related_name="drafts")
    read = models.JSONField()
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    opened_by = models.CharField(max_length=200)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "digest"], condition=Q(state="open"), name="draft_of_a_paper_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.paper.name} ({self.state})"


class DraftRow(models.Model):
    """One thing to settle: the paper itself (position 0: its title, number, issuer, date) or one measure.

    `kept` is what the ledger will hold, `doubts` why a person was asked. A row without doubts is `clear` and waits for
    nobody. `earlier` are the states before each decision, for taking one back; the events say who decided.

    pii: none (accounts are ids)
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    class State(models.TextChoices):
        CLEAR = "clear"
        WAITING = "waiting"
        ACCEPTED = "accepted"
        REJECTED = "rejected"

    draft = models.ForeignKey(PlanDraft, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    item = models.PositiveIntegerField(null=True)
    kept = models.JSONField()
    doubts = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=State)
    reason = models.CharField(max_length=500, default="", blank=True)
    version = models.PositiveIntegerField(default=1)
    earlier = models.JSONField(default=list)
    decided_by = models.CharField(max_length=200, default="", blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["draft", "position"], name="row_once_in_a_draft")]
        indexes = [models.Index(fields=["draft", "state", "position"], name="reform_draft_rows")]

    def __str__(self) -> str:
        return f"{self.position} ({self.state})"
