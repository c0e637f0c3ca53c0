"""People and enterprises, and who may act for them."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tongban.domains.registry.models.offices import Account, ends_after_it_starts
from tongban.kernel.privacy import Mask, PersonalData


class Subject(models.Model):
    """A person or an enterprise before the law: whoever can apply, hold a licence or be answered. Not a log-in.

    pii: display name; basis: handling its cases; kept: as long as its records must be kept
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"display_name": Mask.NAME}

    class Kind(models.TextChoices):
        PERSON = "person"
        ENTERPRISE = "enterprise"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    display_name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


class Person(models.Model):
    """A natural person.

    pii: name, citizen id, phone; basis: identity of the party to a case; kept: as long as its records must be kept
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"name": Mask.NAME, "citizen_id": Mask.IDENTITY, "phone": Mask.PHONE}

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="person")
    name = models.CharField(max_length=80)
    citizen_id = models.CharField(max_length=18, unique=True)
    phone = models.CharField(max_length=20, blank=True)

    def __str__(self) -> str:
        return f"person {self.subject_id}"


class Enterprise(models.Model):
    """A registered enterprise. Name, code, region, address and representative are public by law (企业信息公示).

    pii: legal representative; basis: public register of enterprises; kept: as long as the register keeps the enterprise
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"legal_representative": Mask.NAME}

    class Status(models.TextChoices):
        ACTIVE = "active"
        CLOSED = "closed"

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="enterprise")
    name = models.CharField(max_length=120)
    credit_code = models.CharField(max_length=18, unique=True)
    region = models.CharField(max_length=12, db_index=True)
    address = models.CharField(max_length=200)
    legal_representative = models.ForeignKey(Subject, models.PROTECT, related_name="represented")
    established_on = models.DateField()
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(status="active"), name="enterprise_name_of_one_active_enterprise"
            )
        ]

    def __str__(self) -> str:
        return self.credit_code


class EnterpriseVersion(models.Model):
    """What the register said of an enterprise from a day on; nothing of it is ever changed but that it was undone.

    Only an enterprise that was amended has versions: the first then says what it was registered with. `ground` is the
    decision behind a version, as whoever made it names it; the first one and a restoration have none.

    pii: legal representative; basis: public register of enterprises; kept: as long as the register keeps the enterprise
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"legal_representative": Mask.NAME}

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=200)
    legal_representative = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Enterprise.Status)
    since = models.DateField()
    ground = models.CharField(max_length=140, blank=True)
    recorded_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "number"], name="enterprise_version_once"),
            models.UniqueConstraint(
                fields=["enterprise", "ground"],
                condition=Q(undone_at=None) & ~Q(ground=""),
                name="enterprise_version_once_per_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id}, version {self.number}"


class CreditSerial(models.Model):
    """The last serial used for the credit codes assigned in one region to one kind of body.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    region = models.CharField(max_length=6)
    kind = models.CharField(max_length=1)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "kind"], name="one_counter_per_region_and_kind")]

    def __str__(self) -> str:
        return f"{self.region}/{self.kind}: {self.last}"


class Representation(models.Model):
    """For which subject an account may act: its owner, or an enterprise whose representative or agent it is.

    pii: who acts for whom; basis: handling the subject's cases; kept: as long as the cases handled under it
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"account": Mask.NAME}

    class Role(models.TextChoices):
        SELF = "self"
        LEGAL_REPRESENTATIVE = "legal_representative"
        AGENT = "agent"

    account = models.ForeignKey(Account, models.PROTECT, related_name="representations")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="representations")
    role = models.CharField(max_length=20, choices=Role)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "subject", "role", "since"], name="representation_once_a_day"),
            models.UniqueConstraint(
                fields=["subject"], condition=Q(role="self", until=None), name="one_account_per_person"
            ),
            ends_after_it_starts("representation_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} as {self.role}"


class Delegation(models.Model):
    """That somebody may act for a subject (民法典 art. 161–174): offered by one side, accepted by the other, ended by
    either, and never longer than its last day.

    `agent` is the person who acts, or the parent enterprise whose own representatives and agents act; `helper` is the
    staff log-in of a counter that files for somebody present (帮办代办), for one application: `thing`, once filed.
    An offer without an agent is taken up by whoever brings its code. Empty `procedures` means every one. `evidence`
    are the signed papers where a side has no log-in to consent with.

    pii: who acts for whom, with the signed paper; basis: handling the subject's cases; kept: as long as the cases
    handled under it
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {
        "principal": Mask.NAME,
        "agent": Mask.NAME,
        "helper": Mask.NAME,
        "made_by": Mask.NAME,
        "ended_by": Mask.NAME,
        "evidence": Mask.ALL,
    }

    class Kind(models.TextChoices):
        AGENT = "agent"
        PARENT = "parent"
        RELATIVE = "relative"
        HELPER = "helper"

    class State(models.TextChoices):
        OFFERED = "offered"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        REVOKED = "revoked"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    principal = models.ForeignKey(Subject, models.PROTECT, related_name="delegations_given")
    agent = models.ForeignKey(Subject, models.PROTECT, null=True, blank=True, related_name="delegations_held")
    helper = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="help_given")
    acts = ArrayField(models.CharField(max_length=30))
    procedures = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    since = models.DateField()
    until = models.DateField()
    state = models.CharField(max_length=10, choices=State)
    code_digest = models.CharField(max_length=64, blank=True)
    evidence = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    thing = models.CharField(max_length=60, blank=True)
    made_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="delegation_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(kind="helper", agent=None, helper__isnull=False)
                | (~Q(kind="helper") & Q(helper=None) & (Q(agent__isnull=False) | ~Q(state="accepted"))),
                name="delegation_names_who_acts",
            ),
            models.UniqueConstraint(
                fields=["code_digest"], condition=~Q(code_digest=""), name="delegation_code_opens_one"
            ),
        ]
        indexes = [
            models.Index(fields=["agent"], condition=Q(state="accepted"), name="delegation_of_agent"),
            models.Index(fields=["helper"], condition=Q(state="accepted"), name="delegation_of_helper"),
        ]

    def __str__(self) -> str:
        return f"delegation_{self.uuid}"
