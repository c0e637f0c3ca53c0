"""Tables of assessment. What was published never changes (triggers, 0041); an upheld appeal stands beside it."""

import uuid
from typing import ClassVar

from django.db import models

from tongban.kernel.privacy import Mask, PersonalData

AGENCY = "registry.Agency"


class AssessmentRow(models.Model):
    """A published assessment of a region's leading units for a period: the rule as it was, the cut of the data, the
    seed of the draws. Stream `assessment_<uuid>`.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    region = models.CharField(max_length=12)
    rule = models.CharField(max_length=64)
    rule_text = models.JSONField()
    rule_digest = models.CharField(max_length=64)
    first_on = models.DateField()
    last_on = models.DateField()
    cut_at = models.DateTimeField()
    seed = models.CharField(max_length=100)
    appeal_until = models.DateField()
    published_by = models.CharField(max_length=200)
    published_at = models.DateTimeField()

    class Meta:
        db_table = "reform_assessment"
        constraints = [
            models.UniqueConstraint(fields=["region", "rule", "first_on", "last_on"], name="assessment_once_a_period")
        ]
        indexes = [models.Index(fields=["region", "-last_on"], name="assessment_of_region")]

    def __str__(self) -> str:
        return f"{self.rule} {self.region} {self.first_on}–{self.last_on}"


class UnitScoreRow(models.Model):
    """A unit in an assessment: its figures opened to their things, frozen. `measures`: how many it leads.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    assessment = models.ForeignKey(AssessmentRow, models.PROTECT, related_name="units")
    unit = models.CharField(max_length=120)
    agency = models.ForeignKey(AGENCY, models.PROTECT, related_name="+")
    measures = models.PositiveIntegerField()
    figures = models.JSONField()

    class Meta:
        db_table = "reform_unit_score"
        constraints = [models.UniqueConstraint(fields=["assessment", "agency"], name="unit_once_in_an_assessment")]

    def __str__(self) -> str:
        return self.unit


class AppealRow(models.Model):
    """A unit says that one thing was counted wrongly; a second person decides. `effect` is what an upheld one does.

    pii: what officers wrote; basis: assessment of administrative work; kept: as the assessment
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"reason": Mask.ALL, "finding": Mask.ALL}

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    score = models.ForeignKey(UnitScoreRow, models.PROTECT, related_name="appeals")
    region = models.CharField(max_length=12)
    agency = models.ForeignKey(AGENCY, models.PROTECT, related_name="+")
    indicator = models.CharField(max_length=64)
    thing = models.CharField(max_length=80)
    wish = models.CharField(max_length=12)
    reason = models.TextField()
    evidence = models.JSONField(default=list)
    filed_by = models.CharField(max_length=200)
    filed_at = models.DateTimeField()
    decide_by = models.DateField()
    state = models.CharField(max_length=10, default="filed")
    effect = models.CharField(max_length=12, default="", blank=True)
    finding = models.TextField(default="", blank=True)
    decided_by = models.CharField(max_length=200, default="", blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "reform_appeal"
        constraints = [
            models.UniqueConstraint(fields=["score", "indicator", "thing"], name="appeal_once_about_a_thing")
        ]
        indexes = [models.Index(fields=["region", "state", "decide_by"], name="appeals_waiting")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.thing}"
