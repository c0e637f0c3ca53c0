"""Every way a seal changes. One public function per use case; the transaction is here."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import IntegrityError, transaction

from tongban.domains.licences.seals import authority, certificates, checking, codec, keys, picture, rules, services
from tongban.domains.licences.seals.authz import SEAL
from tongban.domains.licences.seals.history import (
    SealBroughtIntoUse,
    SealDestroyed,
    SealDestructionAsked,
    SealDestructionWithdrawn,
    SealMade,
    SealResumed,
    SealSuspended,
)
from tongban.domains.licences.seals.ids import SealId
from tongban.domains.licences.seals.models import Seal
from tongban.domains.licences.seals.queries import get_trust, is_taken, life_of, seal_row
from tongban.domains.licences.seals.rules import Keeper, Standing
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events
from tongban.kernel.actors import Signature
from tongban.kernel.authz import Actor
from tongban.kernel.errors import Refusal
from tongban.kernel.event_types import Event

LONGEST_NUMBER, LONGEST_REFERENCE = 80, 200


@transaction.atomic
def make(*, agency: registry.AgencyId, actor: Actor, now: datetime, days: int = authority.SEAL_DAYS) -> SealId:
    """Make a seal of an agency with a key of this installation and the test authority: for trials.

    It seals nothing until somebody else brings it into use. Refuses `kernel.authz.denied`,
    `licences.seal.no_authority`, `.no_software_keys`, `.no_passphrase`, `.days`.
    """
    view = registry.get_agency_by_id(agency)
    row = _new_row(view, actor, now)
    if not 1 <= days <= authority.MAKER_DAYS:
        raise Refusal("licences.seal.days", most=authority.MAKER_DAYS)
    workshop = authority.open_workshop()
    row.keeper, row.reference = Keeper.SOFTWARE, str(row.uuid)
    row.name, row.number = view.name.zh, row.uuid.hex.upper()
    row.valid_from, row.valid_until = _whole(now), _whole(now + timedelta(days=days))
    key = keys.store().create(row.reference)
    row.certificate = certificates.issue(
        subject={"country_name": "CN", "organization_name": view.name.zh, "common_name": view.name.zh},
        public_key=key.public_key,
        role="signer",
        valid_from=now - authority.BACK,
        valid_until=row.valid_until,
        issuer=workshop.root,
    )
    row.der = _sign(row, workshop, is_fictional=rules.is_fictional(view.region))
    return _enter(row, actor, now)


@transaction.atomic
def register(*, agency: registry.AgencyId, reference: str, actor: Actor, now: datetime) -> SealId:
    """Take over a seal that a seal service keeps for an agency under `reference`.

    Refuses what the service refuses (`licences.seal.service_*`), `licences.seal.service_seal_wrong` with the sentence
    of the fault when the seal itself does not hold, and `licences.seal.known`.
    """
    view = registry.get_agency_by_id(agency)
    row = _new_row(view, actor, now)
    data = services.service().get_seal(reference)
    trusted = get_trust()
    report = checking.check_seal(data, roots=trusted.roots, makers=trusted.makers, now=now)
    if report.faults:
        fault = report.faults[0]
        raise Refusal("licences.seal.service_seal_wrong", why=Refusal(fault.code, **fault.values))
    seal = codec.read_seal(data)
    if len(seal.number) > LONGEST_NUMBER or len(reference) > LONGEST_REFERENCE:
        raise Refusal("licences.seal.service_wrong_answer")
    row.keeper, row.reference, row.der = Keeper.SERVICE, reference, data
    row.name, row.number = seal.name[:200], seal.number
    row.certificate = seal.certificates[0] if seal.certificates else b""
    row.valid_from, row.valid_until = seal.valid_from, seal.valid_until
    return _enter(row, actor, now)


@transaction.atomic
def bring_into_use(*, seal: SealId, actor: Actor, now: datetime) -> None:
    """Let a seal seal. Refuses `licences.seal.not_made`, `.same_person` (as whoever made it), `.one_in_use`,
    `.not_begun`, `.expired` and `kernel.authz.denied`."""
    row = _held(seal, "use", actor)
    rules.check_use(life_of(row), actor=actor, is_taken=is_taken(row.agency_id, but=row.pk), now=now)
    row.standing, row.in_use_at = Standing.IN_USE, now
    _store(row, SealBroughtIntoUse(str(seal), _agency(row)), actor=actor, now=now)


@transaction.atomic
def suspend(*, seal: SealId, reason: str, actor: Actor, now: datetime) -> None:
    """Let a seal rest at once; one person is enough. Refuses `licences.seal.not_in_use`, `.no_reason`."""
    row = _held(seal, "suspend", actor)
    rules.check_suspension(life_of(row), reason=reason)
    row.standing = Standing.SUSPENDED
    row.pauses = [*row.pauses, [now.isoformat(), None]]
    _store(row, SealSuspended(str(seal), reason.strip()), actor=actor, now=now)


@transaction.atomic
def resume(*, seal: SealId, actor: Actor, now: datetime) -> None:
    """Let a suspended seal seal again. Refuses `licences.seal.not_suspended`, `.one_in_use`, `.expired`."""
    row = _held(seal, "resume", actor)
    rules.check_resumption(life_of(row), is_taken=is_taken(row.agency_id, but=row.pk), now=now)
    row.standing = Standing.IN_USE
    row.pauses = [*row.pauses[:-1], [row.pauses[-1][0], now.isoformat()]]
    _store(row, SealResumed(str(seal), _agency(row)), actor=actor, now=now)


@transaction.atomic
def ask_destruction(*, seal: SealId, reason: str, actor: Actor, now: datetime) -> None:
    """Ask for a seal's destruction; it goes on as it is until somebody else destroys it.

    Refuses `licences.seal.destroyed`, `.ending_asked`, `.no_reason`.
    """
    row = _held(seal, "end", actor)
    rules.check_ending(life_of(row), reason=reason)
    row.ending_by, row.ending_reason = _signed(row, actor), reason.strip()
    _store(row, SealDestructionAsked(str(seal), row.ending_reason), actor=actor, now=now)


@transaction.atomic
def withdraw_destruction(*, seal: SealId, actor: Actor, now: datetime) -> None:
    """Take the wish back. Refuses `licences.seal.ending_not_asked`."""
    row = _held(seal, "end", actor)
    rules.check_withdrawal(life_of(row))
    row.ending_by = row.ending_reason = ""
    _store(row, SealDestructionWithdrawn(str(seal)), actor=actor, now=now)


@transaction.atomic
def destroy(*, seal: SealId, actor: Actor, now: datetime) -> None:
    """Destroy a seal for good, with its key where this installation holds it, and revoke its certificate.

    What it sealed before stays good. Refuses `licences.seal.ending_not_asked`, `.same_person` (as whoever asked),
    `.destroyed`.
    """
    row = _held(seal, "destroy", actor)
    rules.check_destruction(life_of(row), actor=actor)
    if row.standing == Standing.SUSPENDED:
        row.pauses = [*row.pauses[:-1], [row.pauses[-1][0], now.isoformat()]]
    row.standing, row.destroyed_at = Standing.DESTROYED, now
    _store(row, SealDestroyed(str(seal), row.ending_reason), actor=actor, now=now)
    if row.keeper == Keeper.SOFTWARE:
        held, name = keys.store(), row.reference
        authority.revoke_seal(bytes(row.certificate), now=now)
        transaction.on_commit(lambda: held.remove(name))


# rows --------------------------------------------------------------------------------------------------------------


def _new_row(agency: registry.AgencyView, actor: Actor, now: datetime) -> Seal:
    row = Seal(uuid=uuid4(), agency_id=agency.pk, region=agency.region, standing=Standing.MADE, made_at=now)
    row.made_by = _signed(row, actor)
    authz.require(actor, "make", row, resource=SEAL)
    return row


def _sign(row: Seal, workshop: authority.Workshop, *, is_fictional: bool) -> bytes:
    info = codec.seal_info(
        codec.NewSeal(
            number=row.number,
            name=row.name,
            certificates=(bytes(row.certificate),),
            created_at=row.valid_from,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            picture=picture.draw(row.name, is_fictional=is_fictional),
            width_mm=picture.SIZE_MM,
            height_mm=picture.SIZE_MM,
        )
    )
    maker = workshop.maker
    return codec.write_seal(info, maker_certificate=maker.certificate, signature=maker.signer.sign(info))


def _enter(row: Seal, actor: Actor, now: datetime) -> SealId:
    if Seal.objects.filter(number=row.number).exists():
        raise Refusal("licences.seal.known", number=row.number)
    row.save(force_insert=True)
    seal = SealId(row.uuid)
    happened = SealMade(
        seal=str(seal),
        agency=_agency(row),
        number=row.number,
        keeper=row.keeper,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )
    events.append(str(seal), [happened], actor=_signed(row, actor), at=now)
    return seal


def _held(seal: SealId, verb: str, actor: Actor) -> Seal:
    """The row, locked, of a seal that the actor may see and may do this to."""
    row = seal_row(seal, actor=actor, lock=True)
    authz.require(actor, verb, row, resource=SEAL)
    return row


def _store(row: Seal, happened: Event, *, actor: Actor, now: datetime) -> None:
    """Two that bring seals of one agency into use at once: the database lets one pass."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refusal("licences.seal.one_in_use") from None
    events.append(str(SealId(row.uuid)), [happened], actor=_signed(row, actor), at=now)


def _agency(row: Seal) -> str:
    return str(registry.AgencyId(row.agency.uuid))


def _signed(row: Seal, actor: Actor) -> str:
    """Also in whose place, when only such a post administers the seal's region."""
    posts = [one for one in actor.posts if "administer" in one.duties and row.region in one.regions]
    if not posts or not all(one.in_place_of for one in posts):
        return actor.label
    return str(Signature(actor.label, in_place_of=posts[0].in_place_of))


def _whole(instant: datetime) -> datetime:
    """Seals tell whole seconds; a seal made now must be valid now."""
    return instant.replace(microsecond=0)
