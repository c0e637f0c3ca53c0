"""Who may import, and who applies what somebody else has uploaded."""

from tongban.domains.licences import rules
from tongban.domains.licences.authz import INTAKE
from tongban.domains.licences.definitions import LicenceType
from tongban.domains.licences.intake.answers import BatchId
from tongban.domains.licences.intake_models import IntakeBatch
from tongban.domains.registry import api as registry
from tongban.kernel import authz
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Refusal


def require(actor: Actor, kind: LicenceType, *, region: str, issuer: registry.AgencyId) -> registry.AgencyView:
    """The issuer, when the actor may import its licences. Refuses `kernel.authz.denied`,
    `licences.issuer.not_competent`."""
    authz.require(actor, "use", resource=INTAKE)
    agency = registry.get_agency_by_id(issuer)
    if not may_import(actor, region=region, issuer=agency.pk):
        raise Refusal("kernel.authz.denied", verb="use", resource=INTAKE)
    rules.check_issuer(kind, agency.role, agency=agency.name.zh)
    return agency


def account_of(actor: Actor) -> int:
    """The row of the account that acts. Refuses `kernel.authz.denied` for whoever is not signed in."""
    if actor.account_id is None:
        raise Refusal("kernel.authz.denied", verb="use", resource=INTAKE)
    return actor.account_id


def may_import(actor: Actor, *, region: str, issuer: int) -> bool:
    """An administrator of the region, or an approving officer of the agency whose licences they are."""
    return region in actor.regions_with("administer") or issuer in actor.agencies_with("approve")


def locked(batch: BatchId, actor: Actor) -> IntakeBatch:
    """The file, locked; one that is not the actor's to see does not exist. Refuses `licences.intake.not_found`."""
    row = IntakeBatch.objects.select_for_update(of=("self",)).select_related("issuer").filter(uuid=batch.value).first()
    if row is None or not may_import(actor, region=row.region, issuer=row.issuer_id):
        raise Refusal("licences.intake.not_found")
    return row


def require_another(row: IntakeBatch, actor: Actor) -> None:
    """Refuses `licences.intake.same_person`, also for another log-in of the same person."""
    if is_same(row, actor):
        raise Refusal("licences.intake.same_person")


def is_same(row: IntakeBatch, actor: Actor) -> bool:
    uploader = str(registry.AccountId(row.uploaded_by.uuid))
    return actor.account_id == row.uploaded_by_id or uploader in actor.same_as
