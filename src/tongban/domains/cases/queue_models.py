"""Queues and appointments of a place: not legal acts, and so rows without a history. Days are those of China."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongban.kernel.privacy import Mask, PersonalData


class QueueSerial(models.Model):
    """The last number taken at one place on one day. Its row lock is what makes the numbers gapless.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    place = models.CharField(max_length=64)
    day = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        db_table = "cases_queue_serial"
        constraints = [models.UniqueConstraint(fields=["place", "day"], name="one_queue_per_place_and_day")]

    def __str__(self) -> str:
        return f"{self.place} {self.day}: {self.last}"


class Appointment(models.Model):
    """A person expected at a place at a time. `state`: booked, arrived, absent, cancelled.

    pii: who comes when and for what; basis: asked for by the person; kept: 1 year
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"subject": Mask.NAME, "account": Mask.NAME}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    place = models.CharField(max_length=64)
    region = models.CharField(max_length=6)
    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    day = models.DateField()
    start = models.TimeField()
    subject = models.ForeignKey("registry.Subject", models.PROTECT, related_name="+")
    account = models.ForeignKey("registry.Account", models.PROTECT, related_name="+")
    procedure = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, default="booked")
    booked_at = models.DateTimeField()

    class Meta:
        db_table = "cases_appointment"
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "day", "start"], condition=Q(state="booked"), name="one_appointment_at_a_time"
            )
        ]
        indexes = [
            models.Index(fields=["place", "day", "start"], name="appointments_of_a_day"),
            models.Index(fields=["subject", "day"], name="appointments_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.day} {self.start}"


class AppointmentSlot(models.Model):
    """How many are expected at a place at a time. Changed in the statement that checks the capacity.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    place = models.CharField(max_length=64)
    day = models.DateField()
    start = models.TimeField()
    taken = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "cases_appointment_slot"
        constraints = [models.UniqueConstraint(fields=["place", "day", "start"], name="one_count_per_slot")]

    def __str__(self) -> str:
        return f"{self.place} {self.day} {self.start}: {self.taken}"


class Ticket(models.Model):
    """A number in the queue of a place on a day. `state`: waiting, called, served, missed, left.

    `rank` orders the queue: 0 the green channel (绿色通道), 1 appointments, 2 everybody else.

    pii: whose ticket it is, why it goes first; basis: serving the person; kept: 1 year
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"account": Mask.NAME, "priority": Mask.ALL, "called_by": Mask.NAME}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    place = models.CharField(max_length=64)
    region = models.CharField(max_length=6)
    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    day = models.DateField()
    number = models.PositiveIntegerField()
    rank = models.PositiveSmallIntegerField()
    priority = models.CharField(max_length=20, blank=True)
    procedure = models.CharField(max_length=64, blank=True)
    account = models.ForeignKey("registry.Account", models.PROTECT, null=True, related_name="+")
    appointment = models.OneToOneField(Appointment, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, default="waiting")
    window = models.CharField(max_length=64, blank=True)
    taken_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    called_by = models.ForeignKey("registry.Account", models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "cases_ticket"
        constraints = [
            models.UniqueConstraint(fields=["place", "day", "number"], name="ticket_number_once_a_day"),
            models.UniqueConstraint(
                fields=["account", "place", "day"], condition=Q(state="waiting"), name="one_waiting_ticket_per_account"
            ),
            models.UniqueConstraint(
                fields=["place", "day", "window"], condition=Q(state="called"), name="one_called_ticket_per_window"
            ),
        ]
        indexes = [models.Index(fields=["place", "day", "rank", "number"], condition=Q(state="waiting"), name="queue")]

    def __str__(self) -> str:
        return f"{self.place} {self.day} {self.number}"
