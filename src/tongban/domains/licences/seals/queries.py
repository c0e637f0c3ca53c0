"""Every read of seals and of whom we trust."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Value

from tongban.domains.licences.seals import certificates, checking, codec, rules
from tongban.domains.licences.seals.authz import ROOT, SEAL
from tongban.domains.licences.seals.checking import Finding, SealReport
from tongban.domains.licences.seals.ids import SealId
from tongban.domains.licences.seals.models import RevocationList, Root, Seal, SealUse
from tongban.domains.licences.seals.rules import Keeper, Life, Pause, Standing
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events
from tongban.kernel.authz import Actor
from tongban.kernel.clock import law_day, law_time
from tongban.kernel.declaration import Text
from tongban.kernel.digests import sm3
from tongban.kernel.errors import Refusal
from tongban.kernel.events import Recorded

A_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class SealView:
    """A seal as an administrator sees it. `made_by` and `ending_by` are signatures of the log (`account_…`)."""

    id: SealId
    agency: registry.AgencyId
    agency_name: Text
    region: str
    number: str
    name: str
    standing: Standing
    keeper: Keeper
    valid_from: datetime
    valid_until: datetime
    is_expired: bool
    made_at: datetime
    made_by: str
    in_use_at: datetime | None
    ending_by: str
    ending_reason: str
    destroyed_at: datetime | None
    pauses: tuple[Pause, ...]


@dataclass(frozen=True, slots=True)
class UseView:
    """One signature that a seal gave: when, for what (an id), over which Signature.xml (SM3)."""

    at: datetime
    what: str
    path: str
    digest: str


@dataclass(frozen=True, slots=True)
class RootView:
    fingerprint: str
    kind: str
    name: str
    valid_from: datetime
    valid_until: datetime
    loaded_at: datetime


@dataclass(frozen=True, slots=True)
class RevocationsView:
    name: str
    issued_at: datetime
    next_at: datetime | None
    count: int


def list_seals(*, actor: Actor, now: datetime, agency: registry.AgencyId | None = None) -> list[SealView]:
    """The seals that the actor may see: by agency, the newest first."""
    rows = authz.visible(actor, "view", Seal.objects.select_related("agency"), resource=SEAL)
    if agency is not None:
        rows = rows.filter(agency__uuid=agency.value)
    return [_view(row, now=now) for row in rows.defer("der", "certificate").order_by("region", "agency_id", "-id")]


def get_seal(seal: SealId, *, actor: Actor, now: datetime) -> SealView:
    """Refuses `licences.seal.not_found`, also when the actor may not see it."""
    return _view(seal_row(seal, actor=actor), now=now)


def get_picture(seal: SealId, *, actor: Actor) -> bytes:
    """The PNG inside the seal."""
    return codec.read_seal(bytes(seal_row(seal, actor=actor).der)).picture


def get_file(seal: SealId, *, actor: Actor) -> bytes:
    """The seal itself: DER of SESeal."""
    return bytes(seal_row(seal, actor=actor).der)


def list_uses(seal: SealId, *, actor: Actor, limit: int = 50) -> list[UseView]:
    """The newest signatures of a seal."""
    row = seal_row(seal, actor=actor)
    return [
        UseView(use.at, use.what, use.path, use.digest)
        for use in SealUse.objects.filter(seal=row.pk).order_by("-at", "-id")[:limit]
    ]


def count_uses(seal: SealId, *, actor: Actor) -> int:
    return SealUse.objects.filter(seal=seal_row(seal, actor=actor).pk).count()


def get_history(seal: SealId, *, actor: Actor) -> list[Recorded]:
    """The events of a seal's life, the first first."""
    seal_row(seal, actor=actor)
    return events.read(str(seal))


def may(verb: str, seal: SealId, *, actor: Actor) -> bool:
    """Whether the actor may do this (`use`, `suspend`, `resume`, `end`, `destroy`) as far as the policy goes."""
    return authz.may(actor, verb, seal_row(seal), resource=SEAL)


def list_roots(*, actor: Actor) -> list[RootView]:
    """Whom we trust. Refuses `kernel.authz.denied`."""
    authz.require(actor, "view", resource=ROOT)
    return [
        RootView(row.fingerprint, row.kind, row.name, row.valid_from, row.valid_until, row.loaded_at)
        for row in Root.objects.filter(withdrawn_at=None).order_by("kind", "name", "id")
    ]


def get_certificate(fingerprint: str) -> str:
    """A trusted certificate as PEM. Public. Refuses `licences.certificate.not_trusted`."""
    row = Root.objects.filter(fingerprint=fingerprint, withdrawn_at=None).first()
    if row is None:
        raise Refusal("licences.certificate.not_trusted")
    return certificates.write_pem(bytes(row.der))


def agency_of(number: str) -> registry.AgencyId | None:
    """The agency whose seal has this number (esID); None when no seal of this installation has it."""
    row = Seal.objects.filter(number=number).select_related("agency").defer("der", "certificate").first()
    return registry.AgencyId(row.agency.uuid) if row else None


def list_revocations(*, actor: Actor) -> list[RevocationsView]:
    """The lists of revoked certificates that are loaded. Refuses `kernel.authz.denied`."""
    authz.require(actor, "view", resource=ROOT)
    return [
        RevocationsView(row.name, row.issued_at, row.next_at, row.count)
        for row in RevocationList.objects.order_by("name", "id")
    ]


@dataclass(frozen=True, slots=True)
class TrustedData:
    """DER of everything that a check needs beside the file: for `check_signature`, or for a machine without us."""

    roots: tuple[bytes, ...]
    makers: tuple[bytes, ...]
    revocations: tuple[bytes, ...]


def get_trust() -> TrustedData:
    """Whom this installation trusts, as data. Public: certificates hold no secret."""
    lists = RevocationList.objects.annotate(kind=Value("list")).values_list("kind", "id", "der")
    roots = Root.objects.filter(withdrawn_at=None).values_list("kind", "id", "der")
    found: dict[str, list[bytes]] = {"root": [], "maker": [], "list": []}
    for kind, _, der in sorted(roots.union(lists, all=True)):
        found[kind].append(bytes(der))
    return TrustedData(tuple(found["root"]), tuple(found["maker"]), tuple(found["list"]))


def check(
    signed_value: bytes, *, signature_xml: bytes, path: str, now: datetime, trust: TrustedData | None = None
) -> SealReport:
    """`check_signature` with whom this installation trusts, and with what it knows of its own seals: whether the seal
    was in use when it was set, and whether it was we who set it. Pass `trust` when many files are checked at once."""
    known = trust or get_trust()
    report = checking.check_signature(
        signed_value,
        signature_xml=signature_xml,
        path=path,
        roots=known.roots,
        makers=known.makers,
        revocations=known.revocations,
        now=now,
    )
    if report.sealed_at is None:
        return report
    further = tuple(_of_our_own(report, sm3(signed_value)))
    return replace(report, findings=report.findings + further) if further else report


def _of_our_own(report: SealReport, value: str) -> Iterable[Finding]:
    rows = Seal.objects.filter(number=report.seal_number).defer("der", "certificate")
    row = rows.annotate(is_recorded=Exists(SealUse.objects.filter(seal=OuterRef("pk"), value=value))).first()
    if row is None or report.sealed_at is None:
        return
    life, at = life_of(row), report.sealed_at
    told = f"{law_time(at):%Y-%m-%d %H:%M:%S}"
    then = rules.standing_at(life, at)
    if rules.standing_at(life, at + A_SECOND) is Standing.IN_USE:  # files tell whole seconds, cut off
        then = Standing.IN_USE
    if then is Standing.SUSPENDED:
        yield Finding("licences.seal_check.suspended", {"at": told})
    elif then is Standing.DESTROYED:
        yield Finding("licences.seal_check.destroyed", {"at": told, "on": law_day(life.destroyed_at or at)})
    elif then is Standing.MADE:
        yield Finding("licences.seal_check.not_in_use", {"at": told})
    elif row.keeper == Keeper.SOFTWARE and not row.is_recorded:
        yield Finding("licences.seal_check.not_recorded")
    elif life.standing is Standing.DESTROYED:
        yield Finding("licences.seal_check.destroyed_since", {"on": law_day(life.destroyed_at or at)}, is_fault=False)
    elif life.standing is Standing.SUSPENDED:
        yield Finding("licences.seal_check.suspended_since", {"on": law_day(life.pauses[-1].since)}, is_fault=False)


# rows, for this part only ------------------------------------------------------------------------------------------


def seal_row(seal: SealId, *, actor: Actor | None = None, lock: bool = False) -> Seal:
    """The row; with an actor, only one that it may see. Refuses `licences.seal.not_found`."""
    rows: QuerySet[Seal] = Seal.objects.filter(uuid=seal.value)
    if actor is not None:
        rows = authz.visible(actor, "view", rows, resource=SEAL)
    row = (rows.select_for_update() if lock else rows.select_related("agency")).first()
    if row is None:
        raise Refusal("licences.seal.not_found")
    return row


def is_taken(agency: int, *, but: int = 0) -> bool:
    """Whether another seal of the agency is in use."""
    return Seal.objects.filter(agency=agency, standing=Standing.IN_USE).exclude(pk=but).exists()


def life_of(row: Seal) -> Life:
    return Life(
        standing=Standing(row.standing),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        made_by=row.made_by,
        in_use_at=row.in_use_at,
        pauses=rules.pauses_of(row.pauses),
        ending_by=row.ending_by,
        destroyed_at=row.destroyed_at,
    )


def _view(row: Seal, *, now: datetime) -> SealView:
    agency = row.agency
    uuid: UUID = agency.uuid
    return SealView(
        id=SealId(row.uuid),
        agency=registry.AgencyId(uuid),
        agency_name=Text(zh=agency.name_zh, en=agency.name_en),
        region=row.region,
        number=row.number,
        name=row.name,
        standing=Standing(row.standing),
        keeper=Keeper(row.keeper),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        is_expired=now > row.valid_until,
        made_at=row.made_at,
        made_by=row.made_by,
        in_use_at=row.in_use_at,
        ending_by=row.ending_by,
        ending_reason=row.ending_reason,
        destroyed_at=row.destroyed_at,
        pauses=rules.pauses_of(row.pauses),
    )
