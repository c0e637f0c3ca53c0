"""What a new record of a licence is made of: its type as the packs say today, its issuer, its holder."""

import secrets
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from tongban.domains.licences.definitions import LicenceType
from tongban.domains.licences.models import Licence
from tongban.domains.licences.queries import definition_of
from tongban.domains.registry import api as registry
from tongban.kernel import packs
from tongban.kernel.errors import Refusal
from tongban.kernel.identifiers import CreditCode


def type_of(type_id: str, region: str) -> tuple[str, LicenceType]:
    """The type as the packs of the region say it, with the pack (and its version) that says so.

    Refuses `licences.type.unknown`.
    """
    view = packs.current().view(registry.pack_of(region))
    kind = view.find("licences", type_id)
    if kind is None:
        raise Refusal("licences.type.unknown", type=type_id)
    if not isinstance(kind, LicenceType):
        raise TypeError(kind)
    origin = view.origin("licences", type_id)
    return f"{origin} {packs.current().packs[origin].manifest.version}", kind


def law_of(row: Licence) -> tuple[str, LicenceType]:
    """The type by whose words an act upon a licence is judged: those of today, or its own when the packs have dropped
    the type."""
    try:
        return type_of(row.type_id, row.region)
    except Refusal as refusal:
        if refusal.code != "licences.type.unknown":
            raise
        return row.pack, definition_of(row)


def new_record(kind: LicenceType, *, pack: str, issuer: registry.AgencyView, **columns: Any) -> Licence:
    """An unsaved record under a type and an issuer, as both are called now; the first of its licence unless `root`
    says of which one it is. The caller has refused an issuer without a code where the record needs one."""
    uuid = uuid4()
    return Licence(
        uuid=uuid,
        token=secrets.token_urlsafe(24),
        type_id=kind.id,
        definition=kind.model_dump(mode="json", by_alias=True),
        pack=pack,
        issuer_id=issuer.pk,
        issuer_name_zh=issuer.name.zh,
        issuer_name_en=issuer.name.en,
        issuer_code=issuer.credit_code or "",
        **{"root": uuid, **columns},
    )


def credit_code_of(agency: registry.AgencyView) -> CreditCode:
    """Refuses `licences.issuer.no_credit_code`."""
    if agency.credit_code is None:
        raise Refusal("licences.issuer.no_credit_code", agency=agency.name.zh)
    return CreditCode.parse(agency.credit_code)


def holder_facts(holder: registry.SubjectId, kind: str) -> Mapping[str, str]:
    """What the registry tells of a holder, under the names that packs use."""
    if kind == "person":
        person = registry.get_person(holder)
        return {"name": person.name, "code": person.citizen_id}
    enterprise = registry.get_enterprise(holder)
    return {
        "name": enterprise.name,
        "code": enterprise.credit_code,
        "region": enterprise.region,
        "address": enterprise.address,
        "legal_representative": enterprise.legal_representative_name,
        "established_on": enterprise.established_on.isoformat(),
    }
