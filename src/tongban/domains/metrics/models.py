"""Thin tables."""

from typing import ClassVar

from django.db import models

from tongban.kernel.privacy import PersonalData


class CaseFact(models.Model):
    """What the metrics know of a case (`track` empty) or of one of its tracks. Built from events only, rebuildable.

    Not the case: nothing is ever decided from it.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    case_id = models.CharField(max_length=60)
    track = models.CharField(max_length=64, blank=True)
    number = models.CharField(max_length=40)
    region = models.CharField(max_length=6)
    procedure = models.CharField(max_length=64)
    version = models.BigIntegerField()
    package = models.BooleanField()
    attributes = models.JSONField()
    submitted_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    track_decided_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_as = models.CharField(max_length=20, blank=True)
    granted = models.BooleanField(null=True)
    fee_fen = models.BigIntegerField(null=True)
    visits = models.PositiveSmallIntegerField(null=True)
    papers_asked = models.PositiveSmallIntegerField(default=0)
    papers_spared = models.PositiveSmallIntegerField(default=0)
    papers_asked_though_held = models.PositiveSmallIntegerField(default=0)
    papers_asked_again = models.PositiveSmallIntegerField(default=0)
    steps = models.JSONField()
    stages = models.PositiveSmallIntegerField()
    pauses = models.JSONField()
    clocks = models.JSONField()
    working_days = models.JSONField()
    last_event = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint("case_id", "track", name="metrics_one_fact"),)
        indexes = (models.Index(fields=("region", "procedure", "track", "submitted_at"), name="metrics_of_procedure"),)
