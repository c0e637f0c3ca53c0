"""Thin tables of seals and of whom we trust."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongban.kernel.privacy import PersonalData


class Seal(models.Model):
    """An electronic seal of an agency: its public part and where it is in its life. The private key is never here.

    `der` is SESeal as its maker signed it (GB/T 38540-2020), `certificate` the signer's certificate. `keeper` says who
    holds the key, `reference` under which name. `pauses` are pairs of instants in which it was suspended.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    uuid = models.UUIDField(unique=True)
    agency = models.ForeignKey("registry.Agency", on_delete=models.PROTECT, related_name="+")
    region = models.CharField(max_length=12)
    number = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    standing = models.CharField(max_length=12)
    keeper = models.CharField(max_length=12)
    reference = models.CharField(max_length=200)
    der = models.BinaryField()
    certificate = models.BinaryField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    in_use_at = models.DateTimeField(null=True)
    pauses = models.JSONField(default=list)
    ending_by = models.CharField(max_length=200, default="")
    ending_reason = models.TextField(default="")
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "licences_seal"
        constraints = (
            models.UniqueConstraint(fields=["agency"], condition=Q(standing="in_use"), name="licences_one_seal_in_use"),
        )


class SealUse(models.Model):
    """Which seal signed what, and when: one row a signature. `digest` is the SM3 of Signature.xml, `value` that of
    SignedValue.dat, `what` the id of the thing sealed.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    value = models.CharField(max_length=64, unique=True)
    path = models.CharField(max_length=200)
    what = models.CharField(max_length=80, default="")

    class Meta:
        db_table = "licences_seal_use"
        indexes = (
            models.Index(fields=("seal", "-at"), name="licences_uses_of_seal"),
            models.Index(fields=("what",), name="licences_uses_of_thing"),
        )


class Root(models.Model):
    """A certificate that we believe: an authority's (`root`), or that of a body that may make seals (`maker`).

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    fingerprint = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=300)
    der = models.BinaryField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    loaded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "licences_root"


class RevocationList(models.Model):
    """The newest list of revoked certificates of one issuer.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    issuer = models.CharField(max_length=64, unique=True)  # SM3 of the issuer's name in DER
    name = models.CharField(max_length=300)
    der = models.BinaryField()
    issued_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    count = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()

    class Meta:
        db_table = "licences_revocation_list"
