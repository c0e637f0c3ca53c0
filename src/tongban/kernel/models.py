"""Thin tables of the kernel. Append-only ones are guarded by database triggers, not by this code."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from tongban.kernel.privacy import Mask, PersonalData


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
    """How far a subscriber has read, in commit order (columns `xid`, `event`; `xid` is added by the migration).

    pii: none
    """

    subscriber = models.TextField(primary_key=True)
    event = models.BigIntegerField(db_default=0)

    class Meta:
        db_table = "kernel_cursor"


class FailureRow(models.Model):
    """An event that a subscriber could not take yet, or that waits behind such a one of its stream (attempts 0).

    pii: error may quote what a handler refused; basis: repairing the delivery; kept: until the event is taken
    """

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


class JobRow(models.Model):
    """The key of a job that is done, so that it is not done again.

    pii: none
    """

    name = models.TextField()
    key = models.TextField()
    done_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "kernel_job"
        constraints = [models.UniqueConstraint(fields=["name", "key"], name="kernel_job_name_key")]


class SandboxClockRow(models.Model):
    """How far the sandbox's clock stands from real time; one row, or none. Never in production.

    pii: none
    """

    offset = models.DurationField()
    moved_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "kernel_sandbox_clock"


class IdempotencyRow(models.Model):
    """A key of an account with the answer it got, for a day. `status` is null while the first use is at work.

    pii: body (whatever was answered); basis: answering a repeated request; kept: 24 hours
    """

    account = models.TextField()
    key = models.TextField()
    digest = models.TextField()
    at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)

    class Meta:
        db_table = "kernel_idempotency"
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="kernel_idempotency_account_key")]


class EvidenceRow(models.Model):
    """Who gave a file, when and what for. The bytes lie under their digest; rows are never changed.

    What came to prove nothing (`evidence.forget`) is removed, with its bytes when nobody else gave the same.

    pii: name and content of the file; basis: the purpose stated in the row; kept: as long as what it proves
    """

    uuid = models.UUIDField(unique=True)
    name = models.CharField(max_length=255)
    media_type = models.TextField()
    size = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64, db_index=True)
    by = models.TextField()
    source = models.TextField()
    purpose = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "kernel_evidence"


class MessageRow(models.Model):
    """Something told to one account, once for each key: a code and its values, put into words when it is read.

    pii: recipient, values (names, numbers); basis: telling a party what concerns it; kept: two years
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"recipient": Mask.ALL, "values": Mask.ALL}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recipient = models.TextField()
    code = models.TextField()
    key = models.TextField()
    values = models.JSONField()
    about = models.TextField(blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "kernel_message"
        constraints = [models.UniqueConstraint(fields=["recipient", "code", "key"], name="kernel_message_once")]
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="kernel_message_of"),
            models.Index(fields=["recipient"], condition=models.Q(read_at=None), name="kernel_message_unread"),
            models.Index(fields=["created_at"], name="kernel_message_age"),
        ]


class DispatchRow(models.Model):
    """A message on its way through one channel that leaves the platform, and what became of it.

    pii: none (the address is asked for when it is sent, and not kept)
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    message = models.ForeignKey(MessageRow, models.CASCADE, related_name="dispatches")
    channel = models.TextField()
    state = models.CharField(max_length=12)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    told = models.TextField(blank=True)

    class Meta:
        db_table = "kernel_dispatch"
        constraints = [models.UniqueConstraint(fields=["message", "channel"], name="kernel_dispatch_once")]
        indexes = [
            models.Index(fields=["retry_at", "id"], condition=models.Q(state="waiting"), name="kernel_dispatch_waiting")
        ]


class AnchorRow(models.Model):
    """The heads of all streams on a day, sealed: append-only, each anchor chained to the one before.

    The migration adds `upto_xid` (xid8): with `upto_event` the position up to which this anchor covers the log.

    pii: none
    """

    number = models.PositiveIntegerField(primary_key=True)
    day = models.DateField(unique=True)
    at = models.DateTimeField()
    upto_event = models.BigIntegerField()
    streams = models.PositiveIntegerField()
    events = models.PositiveBigIntegerField()
    heads_hash = models.TextField(db_collation="C")
    prev_hash = models.TextField(db_collation="C")
    hash = models.TextField(db_collation="C")

    class Meta:
        db_table = "kernel_anchor"


class AnchoredHeadRow(models.Model):
    """The last event of a stream that had changed since the anchor before. Append-only.

    pii: none
    """

    anchor = models.ForeignKey(AnchorRow, on_delete=models.PROTECT, related_name="+")
    stream = models.TextField(db_collation="C")
    number = models.PositiveIntegerField()
    hash = models.TextField(db_collation="C")

    class Meta:
        db_table = "kernel_anchored_head"
        constraints = [models.UniqueConstraint(fields=["anchor", "stream"], name="kernel_anchored_head_anchor_stream")]


class NoticeRow(models.Model):
    """A year's working-day arrangement entered by an administrator; the latest entry of a year and region holds.

    pii: none
    """

    year = models.PositiveSmallIntegerField()
    region = models.CharField(max_length=6, blank=True)
    off = models.JSONField()
    on = models.JSONField()
    names = models.JSONField()
    source = models.TextField()
    published_on = models.DateField()
    entered_by = models.TextField()
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "kernel_notice"


class DrawRow(models.Model):
    """One lot: its secret seed until it is drawn. The seal, the names and the drawn ones are in the log.

    pii: none
    """

    purpose = models.CharField(max_length=120, unique=True)
    seed = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    drawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "kernel_draw"
