"""Whom this installation believes, loaded as data: authorities, makers of seals, lists of revoked certificates."""

from datetime import datetime
from typing import Literal

from django.db import transaction

from tongban.domains.licences.seals import certificates, rules
from tongban.domains.licences.seals.authz import ROOT
from tongban.domains.licences.seals.certificates import Certificate
from tongban.domains.licences.seals.history import SealRevocationsLoaded, SealRootTrusted, SealRootWithdrawn
from tongban.domains.licences.seals.models import RevocationList, Root
from tongban.kernel import authz, events
from tongban.kernel.authz import Actor
from tongban.kernel.digests import sm3
from tongban.kernel.errors import Refusal

Kind = Literal["root", "maker"]


@transaction.atomic
def trust(*, certificate: bytes, kind: Kind, actor: Actor, now: datetime) -> str:
    """Believe a certificate (DER or PEM) from now on; its fingerprint (SM3). Once more changes nothing.

    A `root` must be an authority; a `maker` must have been certified by a root that is already believed. As soon as one
    maker is believed, only believed makers' seals pass. Refuses `licences.certificate.unreadable`, `.not_authority`,
    `.not_maker`, `.expired` and `kernel.authz.denied`.
    """
    authz.require(actor, "change", resource=ROOT)
    found = certificates.read(certificates.read_any(certificate))
    _check(found, kind, now)
    row, is_new = Root.objects.get_or_create(
        fingerprint=found.fingerprint,
        defaults={
            "kind": kind,
            "name": found.name,
            "der": found.der,
            "valid_from": found.valid_from,
            "valid_until": found.valid_until,
            "loaded_at": now,
        },
    )
    if is_new or row.withdrawn_at is not None:
        Root.objects.filter(pk=row.pk).update(withdrawn_at=None, kind=kind, loaded_at=now)
        happened = SealRootTrusted(found.fingerprint, kind, found.name)
        events.append(_stream(found.fingerprint), [happened], actor=actor.label, at=now)
    return found.fingerprint


@transaction.atomic
def withdraw(*, fingerprint: str, reason: str, actor: Actor, now: datetime) -> None:
    """Believe a certificate no longer. Refuses `licences.certificate.not_trusted`, `licences.seal.no_reason`."""
    authz.require(actor, "change", resource=ROOT)
    told = rules.check_reason(reason)
    if not Root.objects.filter(fingerprint=fingerprint, withdrawn_at=None).update(withdrawn_at=now):
        raise Refusal("licences.certificate.not_trusted")
    events.append(_stream(fingerprint), [SealRootWithdrawn(fingerprint, told)], actor=actor.label, at=now)


@transaction.atomic
def load_revocations(*, data: bytes, actor: Actor, now: datetime) -> int:
    """Take over a list of revoked certificates (DER or PEM); how many it names. It replaces the one of its issuer.

    Refuses `licences.certificate.list_unreadable`, `.list_foreign` (not signed by a root that we believe) and
    `.list_older` than the one we have.
    """
    authz.require(actor, "change", resource=ROOT)
    found = certificates.read_revocations(certificates.read_any(data))
    known = [
        certificates.read(bytes(der)) for der in Root.objects.filter(withdrawn_at=None).values_list("der", flat=True)
    ]
    if not any(found.is_issued_by(one) for one in known):
        raise Refusal("licences.certificate.list_foreign", issuer=found.issuer_name)
    issuer = sm3(found.issuer)
    before = RevocationList.objects.select_for_update().filter(issuer=issuer).first()
    if before is not None and before.issued_at > found.issued_at:
        raise Refusal("licences.certificate.list_older", issuer=found.issuer_name)
    RevocationList.objects.update_or_create(
        issuer=issuer,
        defaults={
            "name": found.issuer_name[:300],
            "der": found.der,
            "issued_at": found.issued_at,
            "next_at": found.next_at,
            "count": len(found.revoked),
            "loaded_at": now,
        },
    )
    happened = SealRevocationsLoaded(issuer, len(found.revoked), found.issued_at)
    events.append(_stream(issuer), [happened], actor=actor.label, at=now)
    return len(found.revoked)


def _check(found: Certificate, kind: Kind, now: datetime) -> None:
    if now > found.valid_until:
        raise Refusal("licences.certificate.expired", name=found.name)
    if kind == "root":
        if not found.is_authority:
            raise Refusal("licences.certificate.not_authority", name=found.name)
        return
    rows = Root.objects.filter(kind="root", withdrawn_at=None).values_list("der", flat=True)
    known = [certificates.read(bytes(der)) for der in rows]
    if found.is_authority or not found.may_sign or certificates.find_issuer(found, known) is None:
        raise Refusal("licences.certificate.not_maker", name=found.name)


def _stream(fingerprint: str) -> str:
    return f"seal_trust_{fingerprint}"
