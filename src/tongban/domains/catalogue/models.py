"""Thin tables."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from tongban.kernel.privacy import PersonalData


class Version(models.Model):
    """A procedure as one pack said it at one time, complete. Never changed, never removed; only withdrawn.

    It is not the pack's file: the definition holds everything that an old case needs when the file is gone.
    `number` counts the versions of one key in one pack. `search` holds characters, pairs of characters and words.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    class Kind(models.TextChoices):
        SERVICE = "service"
        PACKAGE = "package"

    pack = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, db_index=True)
    definition = models.JSONField()
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=300)
    audience = models.JSONField(default=list)
    initials = models.CharField(max_length=200, blank=True)
    search_text = models.TextField()
    search = SearchVectorField()
    published_at = models.DateTimeField()
    in_force_from = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "key", "number"], name="catalogue_version_number")]
        indexes = [GinIndex(fields=["search"], name="catalogue_version_search")]

    def __str__(self) -> str:
        return f"{self.pack} {self.key} #{self.number}"
