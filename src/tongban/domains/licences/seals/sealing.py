"""Setting a seal: the one seal in use of an agency, under one document at a time."""

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Protocol
from uuid import UUID

from django.db import connection, transaction

from tongban.domains.licences.seals import certificates, codec, keys, rules, services
from tongban.domains.licences.seals.ids import SealId
from tongban.domains.licences.seals.models import Seal, SealUse
from tongban.domains.licences.seals.rules import Keeper, Standing
from tongban.domains.registry.api import AgencyId
from tongban.kernel import sm2
from tongban.kernel.digests import sm3
from tongban.kernel.errors import Refusal
from tongban.kernel.sm2 import Signer

_HELD = "select id, standing from licences_seal where uuid = %s for share"


@dataclass(frozen=True, slots=True)
class Sealed:
    """What goes into a package: SignedValue.dat, Seal.esl and the seal's picture with its size in millimetres."""

    signed_value: bytes
    seal: bytes
    picture: bytes
    width_mm: int
    height_mm: int


class Hand(Protocol):
    """Whoever holds the key of a seal."""

    def set(self, *, digest: bytes, path: str, at: datetime) -> bytes:
        """DER of SES_Signature over Signature.xml, known by its SM3 and its path."""


@dataclass(frozen=True, slots=True)
class SoftwareHand:
    """A key of this installation."""

    signer: Signer
    der: bytes
    certificate: bytes

    def set(self, *, digest: bytes, path: str, at: datetime) -> bytes:
        signed = codec.to_sign(self.der, at=at, digest=digest, path=path)
        return codec.write_signature(signed, certificate=self.certificate, signature=self.signer.sign(signed))


@dataclass(frozen=True, slots=True)
class ServiceHand:
    """A seal service outside: its answer must be our seal, under our document, by a signer of that seal."""

    service: services.SealService
    reference: str
    der: bytes

    def set(self, *, digest: bytes, path: str, at: datetime) -> bytes:
        answer = self.service.seal(self.reference, digest=digest, path=path, at=at)
        try:
            stamp = codec.read_signature(answer)
            signer = certificates.read(stamp.certificate)
        except Refusal:
            raise Refusal("licences.seal.service_wrong_answer") from None
        is_ours = (stamp.seal.der, stamp.digest, stamp.path) == (self.der, digest, path)
        if not is_ours or not sm2.verify(signer.public_key, signature=stamp.signature, data=stamp.signed):
            raise Refusal("licences.seal.service_wrong_answer")
        return answer


@dataclass(frozen=True, slots=True)
class Sealer:
    """The one seal in use of an agency, ready to be set. `der` is its SESeal (Seal.esl), sizes are millimetres."""

    id: SealId
    name: str
    number: str
    der: bytes
    picture: bytes
    picture_type: str
    width_mm: int
    height_mm: int
    valid_from: datetime
    valid_until: datetime
    hand: Hand

    def seal(self, signature_xml: bytes, *, path: str, at: datetime, what: str = "") -> Sealed:
        """Set the seal under Signature.xml, which stands at `path` in its package; `what` is the id of the thing.

        The use is recorded in the caller's transaction: what is undone there was never sealed, and until it ends
        nobody can suspend the seal. Refuses `licences.seal.not_in_use`, `.not_begun`, `.expired` and `.service_*`.
        """
        digest = bytes.fromhex(sm3(signature_xml))
        # One statement is written, the last: a savepoint inside the caller's transaction would undo nothing more.
        with nullcontext() if connection.in_atomic_block else transaction.atomic():
            key = self._hold()
            rules.check_dates(self.valid_from, self.valid_until, at)
            value = self.hand.set(digest=digest, path=path, at=at)
            SealUse.objects.create(seal_id=key, at=at, digest=digest.hex(), value=sm3(value), path=path, what=what)
        return Sealed(value, self.der, self.picture, self.width_mm, self.height_mm)

    def _hold(self) -> int:
        """The seal's row, held in its standing until the transaction ends; others may seal meanwhile."""
        with connection.cursor() as cursor:
            cursor.execute(_HELD, [self.id.value])
            key, standing = cursor.fetchone()
        if standing != Standing.IN_USE:
            raise Refusal("licences.seal.not_in_use")
        return int(key)


def seal_for(agency: AgencyId, *, at: datetime) -> Sealer:
    """The one seal of this agency that is in use. Refuses `licences.seal.none_in_use`, `.not_begun`, `.expired`, and
    what opening its key refuses."""
    row = (
        Seal.objects.filter(agency__uuid=agency.value, standing=Standing.IN_USE)
        .values("uuid", "keeper", "reference", "valid_from", "valid_until")
        .first()
    )
    if row is None:
        raise Refusal("licences.seal.none_in_use")
    rules.check_dates(row["valid_from"], row["valid_until"], at)
    public, certificate = _public_part(row["uuid"])
    return Sealer(
        id=SealId(row["uuid"]),
        name=public.name,
        number=public.number,
        der=public.der,
        picture=public.picture,
        picture_type=public.picture_type,
        width_mm=public.width_mm,
        height_mm=public.height_mm,
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        hand=_hand(row["keeper"], row["reference"], der=public.der, certificate=certificate),
    )


def _hand(keeper: str, reference: str, *, der: bytes, certificate: bytes) -> Hand:
    if keeper == Keeper.SERVICE:
        return ServiceHand(services.service(), reference, der)
    return SoftwareHand(keys.store().open(reference), der, certificate)


@lru_cache(maxsize=256)
def _public_part(uuid: UUID) -> tuple[codec.Seal, bytes]:
    """What never changes of a seal, read once a process."""
    der, certificate = Seal.objects.values_list("der", "certificate").get(uuid=uuid)
    return codec.read_seal(bytes(der)), bytes(certificate)
