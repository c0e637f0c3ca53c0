"""The links between plans: which measure carries out which task, who said so, and how it stands to it."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongban.kernel.privacy import PersonalData


class LineageLink(models.Model):
    """One task of an upper plan and one measure of a lower plan, or the task that no measure answers, or the measure
    that no task asks for.

    In a plan that prints the upper task beside its measure, `task` may be that very row (`upper_plan` is then the lower
    plan itself): what it quotes is the task. `candidates` are the likeliest measures when the link was proposed.
    Earlier values stand in its stream of events (`lineage_<uuid>`).

    pii: none (accounts are ids)
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    class State(models.TextChoices):
        PROPOSED = "proposed"
        CONFIRMED = "confirmed"
        REJECTED = "rejected"

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    upper_plan = models.ForeignKey("reform.LedgerPlan", on_delete=models.CASCADE, related_name="links_below")
    lower_plan = models.ForeignKey("reform.LedgerPlan", on_delete=models.CASCADE, related_name="links_above")
    upper_region = models.CharField(max_length=12)
    lower_region = models.CharField(max_length=12)
    task = models.ForeignKey("reform.LedgerMeasure", on_delete=models.CASCADE, null=True, related_name="answers")
    measure = models.ForeignKey("reform.LedgerMeasure", on_delete=models.CASCADE, null=True, related_name="tasks")
    relation = models.CharField(max_length=16)
    worst = models.PositiveSmallIntegerField()
    findings = models.JSONField(default=list)
    is_sure = models.BooleanField(default=False)
    score = models.FloatField(null=True)
    candidates = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    note = models.CharField(max_length=500, default="", blank=True)
    proposed_by = models.CharField(max_length=200)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=200, default="", blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["worst", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["upper_plan", "lower_plan", "task", "measure"], nulls_distinct=False, name="lineage_link_once"
            ),
            models.CheckConstraint(
                condition=Q(task__isnull=False) | Q(measure__isnull=False), name="lineage_link_of_something"
            ),
        ]
        indexes = [
            models.Index(fields=["upper_plan", "state", "worst"], name="reform_lineage_page"),
            models.Index(fields=["measure", "state"], name="reform_lineage_above"),
        ]

    def __str__(self) -> str:
        return f"{self.task or '—'} → {self.measure or '—'}"
