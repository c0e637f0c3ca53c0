"""Thin tables."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from tongban.kernel.privacy import PersonalData


class Version(models.Model):
    """A procedure as one pack said it at one time, complete. Never changed, never removed; only withdrawn.

    It is not the pack's file: the definition holds everything that an old case needs when the file is gone.
    `number` counts the versions of one key in one pack. `search` holds characters, pairs of characters and words.
    `source_digest` is what the pack alone said when the version was made, `edit` what an office changed of it; where
    the office has spoken (`origin`), an update of the pack waits to be merged. `policy` is for running cases.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    class Kind(models.TextChoices):
        SERVICE = "service"
        PACKAGE = "package"

    class Origin(models.TextChoices):
        PACK = "pack"
        OFFICE = "office"
        RESTORED = "restored"

    class Policy(models.TextChoices):
        KEEP = "keep"
        MIGRATE = "migrate"
        ASK = "ask"

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
    withdrawn_for = models.CharField(max_length=500, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.PACK)
    source_digest = models.CharField(max_length=64)
    edit = models.JSONField(default=dict)
    policy = models.CharField(max_length=10, choices=Policy, default=Policy.KEEP)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "key", "number"], name="catalogue_version_number")]
        indexes = [GinIndex(fields=["search"], name="catalogue_version_search")]

    def __str__(self) -> str:
        return f"{self.pack} {self.key} #{self.number}"


class ListVersion(models.Model):
    """A list (清单) as a region's pack sees it, complete, in one of its versions. Never changed; only withdrawn.

    It counts from `since` and from `in_force_from`, whichever is later, until its last day or its successor. `origin`
    is the pack that declares it: of one kind and origin the newest counts. `names` are the items or proofs on it.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    pack = models.CharField(max_length=160)
    origin = models.CharField(max_length=160)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    definition = models.JSONField()
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=300)
    year = models.PositiveSmallIntegerField()
    names = models.JSONField(default=list)
    since = models.DateField()
    until = models.DateField(null=True)
    in_force_from = models.DateField()
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "key", "number"], name="catalogue_list_number")]
        indexes = [models.Index(fields=["pack", "kind", "since"], name="catalogue_list_in_force")]

    def __str__(self) -> str:
        return f"{self.pack} {self.key} #{self.number}"


class ItemDraft(models.Model):
    """A change of a procedure that an office prepares: an edit over what the pack says, upon a base version.

    It is not a version: nobody applies by it. With `incoming` the pack has changed what the office had edited; the
    two are merged here. One open draft a procedure, so that two offices never overtake each other.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    class State(models.TextChoices):
        OPEN = "open"
        SUBMITTED = "submitted"
        RETURNED = "returned"
        PUBLISHED = "published"
        DISCARDED = "discarded"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pack = models.CharField(max_length=160)
    region = models.CharField(max_length=6)
    key = models.CharField(max_length=64)
    base = models.ForeignKey(Version, models.PROTECT, related_name="+")
    incoming = models.CharField(max_length=64, blank=True)
    clashes = models.JSONField(default=list)
    edit = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True)
    remark = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    author = models.CharField(max_length=200, blank=True)
    writers = ArrayField(models.CharField(max_length=200), default=list)
    reviewer = models.CharField(max_length=200, blank=True)
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pack", "key"],
                condition=models.Q(state__in=["open", "submitted", "returned"]),
                name="catalogue_one_open_draft",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pack} {self.key} {self.state}"
