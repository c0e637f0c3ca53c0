"""The test authority: a root and a maker of seals whose keys lie in this installation. For trials and the demo only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from tongban.domains.licences.seals import certificates, keys
from tongban.domains.licences.seals.authz import ROOT
from tongban.domains.licences.seals.certificates import Issuer, Revocation
from tongban.domains.licences.seals.models import RevocationList, Root
from tongban.domains.licences.seals.trust import load_revocations, trust
from tongban.kernel import authz
from tongban.kernel.authz import SYSTEM, Actor
from tongban.kernel.digests import sm3
from tongban.kernel.errors import Refusal
from tongban.kernel.sm2 import Signer

ROOT_KEY, MAKER_KEY = "authority_root", "authority_maker"
ROOT_DAYS, MAKER_DAYS, SEAL_DAYS, LIST_DAYS = 20 * 365, 10 * 365, 5 * 365, 20 * 365
NAME = "通办试验根"
BACK = timedelta(days=1)
"""Certificates begin a day before they are issued: the clocks of their readers differ."""


@dataclass(frozen=True, slots=True)
class Authority:
    """The test authority as it stands: the fingerprints of its two certificates."""

    root: str
    maker: str


@dataclass(frozen=True, slots=True)
class Workshop:
    """The two certificates of the test authority with their keys."""

    root: Issuer
    maker: Issuer


@transaction.atomic
def make_authority(*, actor: Actor, now: datetime, name: str = NAME) -> Authority:
    """Make the root and the maker of the test authority, and believe both. Only one is made in an installation.

    Refuses `licences.seal.authority_exists`, `licences.seal.no_software_keys`, `licences.seal.no_passphrase`.
    """
    authz.require(actor, "change", resource=ROOT)
    held = keys.store()
    if held.holds(ROOT_KEY) or held.holds(MAKER_KEY):
        raise Refusal("licences.seal.authority_exists")
    root_key, maker_key = held.create(ROOT_KEY), held.create(MAKER_KEY)
    place = {"country_name": "CN", "organization_name": name}
    root = certificates.issue(
        subject={**place, "common_name": name},
        public_key=root_key.public_key,
        role="root",
        valid_from=now - BACK,
        valid_until=now + timedelta(days=ROOT_DAYS),
        signer=root_key,
    )
    maker = certificates.issue(
        subject={**place, "common_name": f"{name}制章"},
        public_key=maker_key.public_key,
        role="maker",
        valid_from=now - BACK,
        valid_until=now + timedelta(days=MAKER_DAYS),
        issuer=Issuer(root_key, root),
    )
    return Authority(
        root=trust(certificate=root, kind="root", actor=actor, now=now),
        maker=trust(certificate=maker, kind="maker", actor=actor, now=now),
    )


def open_workshop() -> Workshop:
    """The test authority with its keys. Refuses `licences.seal.no_authority`, and what opening a key refuses."""
    held = keys.store()
    if not (held.holds(ROOT_KEY) and held.holds(MAKER_KEY)):
        raise Refusal("licences.seal.no_authority")
    root_key, maker_key = held.open(ROOT_KEY), held.open(MAKER_KEY)
    return Workshop(_issuer("root", root_key), _issuer("maker", maker_key))


def revoke_seal(certificate: bytes, *, now: datetime) -> None:
    """Put the certificate of a destroyed seal on the test authority's list of revoked ones."""
    workshop = open_workshop()
    found = certificates.read(certificate)
    revoked = {**_revoked(workshop.root), found.serial: Revocation(now, "cessation_of_operation")}
    data = certificates.issue_revocations(
        revoked, issuer=workshop.root, at=now, next_at=now + timedelta(days=LIST_DAYS)
    )
    load_revocations(data=data, actor=SYSTEM, now=now)


def _issuer(kind: str, key: Signer) -> Issuer:
    for der in Root.objects.filter(kind=kind, withdrawn_at=None).values_list("der", flat=True):
        if certificates.read(bytes(der)).public_key == key.public_key:
            return Issuer(key, bytes(der))
    raise Refusal("licences.seal.no_authority")


def _revoked(root: Issuer) -> Mapping[int, Revocation]:
    issuer = sm3(certificates.read(root.certificate).subject)
    row = RevocationList.objects.select_for_update().filter(issuer=issuer).first()
    return certificates.read_revocations(bytes(row.der)).revoked if row else {}
