"""The PDF of a licence."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.domains.licences import rules
from tongban.domains.licences.certificate import Certificate, Line, draw
from tongban.domains.licences.definitions import LicenceField
from tongban.domains.licences.ids import LicenceId
from tongban.domains.licences.models import Licence
from tongban.domains.licences.queries import definition_of, issuer_name, licence_row
from tongban.kernel import evidence
from tongban.kernel.authz import Actor
from tongban.kernel.clock import law_time

PURPOSE = "licence certificate"
SOURCE = "tongban.licences"


@transaction.atomic
def get_certificate(
    *, licence: LicenceId, address_of: Callable[[str], str], actor: Actor, now: datetime
) -> tuple[str, bytes]:
    """The licence's PDF with the name to save it under. Drawn once, kept as evidence by its hash, the same ever after.

    `address_of(token)` is the full public address of the verify page; it is printed as the QR code.
    Refuses `licences.licence.not_found` also when the actor may not see the licence.
    """
    row = licence_row(licence, actor=actor, lock=True)
    if not row.certificate:
        drawn = draw(_certificate(row, address_of(row.token)))
        row.certificate = str(
            evidence.put(drawn, _file_name(row), by=actor.label, purpose=PURPOSE, at=now, source=SOURCE)
        )
        row.save(update_fields=["certificate"])
    _, data = evidence.get(evidence.EvidenceId.parse(row.certificate))
    return _file_name(row), data


def _certificate(row: Licence, address: str) -> Certificate:
    kind = definition_of(row)
    return Certificate(
        title=kind.title,
        number=row.number,
        identifier=row.identifier,
        lines=tuple(_line(field, row.values[field.id]) for field in kind.fields if field.id in row.values),
        issuer=issuer_name(row),
        issued_at=law_time(row.issued_at),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        address=address,
        demo=kind.demo,
    )


def _line(field: LicenceField, value: Any) -> Line:
    strong = field.origin == "holder.name" or field.id == "name"
    return Line(field.title, rules.shown(value, field.kind), wide=field.kind in ("long_text", "rows"), strong=strong)


def _file_name(row: Licence) -> str:
    return f"{row.type_id}-{row.number}.pdf"
