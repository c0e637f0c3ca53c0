"""Thin tables of the kernel. Append-only ones are guarded by database triggers, not by this code."""

from django.db import models


class EventRow(models.Model):
    """One thing that happened, for ever. Written by `events.append` only; the database refuses change and removal.

    The migration adds the column `xid` (xid8, the position in commit order), for which Django has no type.

    pii: whatever the payload of a domain's event holds; basis and retention are those of the domain
    """

    stream = models.TextField(db_collation="C")
    number = models.PositiveIntegerField()
    type = models.TextField(db_collation="C")
    at = models.DateTimeField()
    actor = models.TextField()
    data = models.JSONField()
    prev_hash = models.TextField(db_collation="C")
    hash = models.TextField(db_collation="C")

    class Meta:
        db_table = "kernel_event"
        constraints = [models.UniqueConstraint(fields=["stream", "number"], name="kernel_event_stream_number")]


class CursorRow(models.Model):
    """How far a subscriber has read, in commit order (columns `xid`, `event`; `xid` is added by the migration)."""

    subscriber = models.TextField(primary_key=True)
    event = models.BigIntegerField(db_default=0)

    class Meta:
        db_table = "kernel_cursor"


class FailureRow(models.Model):
    """An event that a subscriber could not take yet, or that waits behind such a one of its stream (attempts 0)."""

    subscriber = models.TextField()
    event = models.ForeignKey(EventRow, on_delete=models.PROTECT, related_name="+")
    stream = models.TextField(db_collation="C")
    number = models.PositiveIntegerField()
    attempts = models.PositiveIntegerField()
    error = models.TextField()
    failed_at = models.DateTimeField()
    retry_at = models.DateTimeField()

    class Meta:
        db_table = "kernel_failure"
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "stream", "number"], name="kernel_failure_subscriber_stream")
        ]
