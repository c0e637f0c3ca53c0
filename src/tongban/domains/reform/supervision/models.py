"""Tables of supervision: inspections, findings with their orders, steps taken, points, observers, faults."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongban.kernel.privacy import Mask, PersonalData

AGENCY, ACCOUNT, MEASURE = "registry.Agency", "registry.Account", "reform.LedgerMeasure"


class InspectionRow(models.Model):
    """An inspection (督查): daily or special. Units do not see it: some come unannounced.

    pii: none (the account that opened it stands in the event log)
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    region = models.CharField(max_length=12)
    kind = models.CharField(max_length=8)
    method = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    plan = models.ForeignKey("reform.LedgerPlan", models.PROTECT, related_name="+", null=True)
    measures = models.ManyToManyField("reform.LedgerMeasure", related_name="+", db_table="reform_inspection_measure")
    agencies = models.ManyToManyField("registry.Agency", related_name="+", db_table="reform_inspection_agency")
    held_on = models.DateField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    result = models.TextField(default="", blank=True)

    class Meta:
        db_table = "reform_inspection"
        indexes = [models.Index(fields=["region", "-held_on"], name="reform_inspections_held")]

    def __str__(self) -> str:
        return self.title


class PointRow(models.Model):
    """An observation point (观测点) of a region.

    pii: none (an address of a place that is open to the public)
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    region = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12)
    address = models.CharField(max_length=200, blank=True)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        db_table = "reform_point"
        constraints = [
            models.UniqueConstraint(
                fields=["region", "name"], condition=Q(until__isnull=True), name="point_once_in_a_region"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ObserverRow(models.Model):
    """Somebody who watches as an observer (观察员), in which capacity, at which point if at one.

    pii: the account of a person; basis: the person's consent to serve; kept: as long as what was reported is kept
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"account": Mask.NAME}

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    region = models.CharField(max_length=12)
    account = models.ForeignKey(ACCOUNT, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=12)
    point = models.ForeignKey(PointRow, models.PROTECT, related_name="observers", null=True)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        db_table = "reform_observer"
        constraints = [
            models.UniqueConstraint(
                fields=["region", "account"], condition=Q(until__isnull=True), name="observer_once_in_a_region"
            )
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.capacity} {self.pk}"


class FaultRow(models.Model):
    """A fault that an observer reported. `state`: reported, accepted, answered. History: stream `fault_<uuid>`.

    pii: what an observer wrote may name people; basis: a public duty (supervision); kept: as the finding it became,
    else five years. It is never shown to the public or to the agency before the office took it up in its own words.
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"text": Mask.ALL}

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    region = models.CharField(max_length=12)
    observer = models.ForeignKey(ObserverRow, models.PROTECT, related_name="faults")
    unit = models.CharField(max_length=120)
    text = models.TextField()
    evidence = models.JSONField(default=list)
    state = models.CharField(max_length=10, default="reported")
    reported_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    reason = models.TextField(default="", blank=True)

    class Meta:
        db_table = "reform_fault"
        indexes = [models.Index(fields=["region", "state", "reported_at"], name="reform_faults_waiting")]

    def __str__(self) -> str:
        return f"{self.region} {self.pk}"


class FindingRow(models.Model):
    """A finding and its order (督办单), as its stream `finding_<uuid>` comes to. `number` is empty without an order.

    pii: none (what is found is found at an agency; whoever acted stands in the event log)
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    region = models.CharField(max_length=12)
    inspection = models.ForeignKey(InspectionRow, models.PROTECT, related_name="findings", null=True)
    fault = models.OneToOneField(FaultRow, models.PROTECT, related_name="finding", null=True)
    agency = models.ForeignKey(AGENCY, models.PROTECT, related_name="+")
    measure = models.ForeignKey(MEASURE, models.PROTECT, related_name="+", null=True)
    matter = models.CharField(max_length=12)
    severity = models.CharField(max_length=8)
    text = models.TextField()
    recorded_at = models.DateTimeField()
    reply_by = models.DateField()
    state = models.CharField(max_length=10)
    checked_on = models.DateField(null=True)
    number = models.CharField(max_length=32, default="", blank=True)
    demand = models.TextField(default="", blank=True)
    issued_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    was_late = models.BooleanField(default=False)
    is_repeated = models.BooleanField(default=False)
    is_listed = models.BooleanField(default=False)
    tolerance = models.CharField(max_length=10, default="", blank=True)
    moved_at = models.DateTimeField()

    class Meta:
        db_table = "reform_finding"
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="order_number_once"),
        ]
        indexes = [
            models.Index(fields=["region", "state", "due_on"], name="reform_findings_due"),
            models.Index(fields=["agency", "state", "due_on"], name="reform_findings_of_agency"),
            models.Index(fields=["region", "issued_on"], name="reform_orders_issued"),
        ]

    def __str__(self) -> str:
        return self.number or f"finding {self.pk}"


class StepRow(models.Model):
    """A step beyond the order: call-in, circular, exposure or listing. `ended_at`: held, withdrawn or struck off.

    Only the `title` and `text` of a running exposure are public.

    pii: none (a post is called in, not a name; the wording of an exposure is refused when it holds personal numbers)
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    finding = models.ForeignKey(FindingRow, models.PROTECT, related_name="steps")
    region = models.CharField(max_length=12)
    kind = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    rule = models.CharField(max_length=64, default="", blank=True)
    title = models.CharField(max_length=200, default="", blank=True)
    text = models.TextField()
    on = models.DateField()
    taken_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ending = models.TextField(default="", blank=True)

    class Meta:
        db_table = "reform_supervision_step"
        constraints = [models.UniqueConstraint(fields=["finding", "kind", "number"], name="step_once_of_a_finding")]
        indexes = [models.Index(fields=["region", "kind", "-taken_at"], name="reform_steps_taken")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} of {self.finding_id}"


class OrderSerial(models.Model):
    """The last order number of a region and year. Its row lock is what makes the series gapless.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    region = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        db_table = "reform_order_serial"
        constraints = [models.UniqueConstraint(fields=["region", "year"], name="one_order_series_a_year")]

    def __str__(self) -> str:
        return f"{self.region} {self.year}: {self.last}"
