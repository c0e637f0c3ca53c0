"""From the record of a licence to its face: what the type says is shown, in its order, as people read it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from tongban.domains.licences import metadata, queries, rules
from tongban.domains.licences.definitions import LicenceField
from tongban.domains.licences.files.face import Annotation, Face, FoldedPermit, Line, Table, day
from tongban.domains.licences.models import Licence
from tongban.kernel.clock import law_time
from tongban.kernel.digests import sm3
from tongban.kernel.errors import Refusal


def face_of(row: Licence, *, address: str, at: datetime) -> Face:
    """The face of a record. `address` is the full address of its public page; permits folded in are those of `at`.

    Refuses `licences.file.field_missing` where the record lacks what its type requires: a licence with a gap is not
    drawn.
    """
    kind = queries.definition_of(row)
    if gaps := [field.title.zh for field in kind.fields if field.required and not row.values.get(field.id)]:
        raise Refusal("licences.file.field_missing", fields=gaps)
    return Face(
        layout=kind.template,
        title=kind.title,
        number=row.number,
        identifier=row.identifier,
        lines=tuple(_line(field, row.values[field.id]) for field in kind.fields if row.values.get(field.id)),
        permits=tuple(_permits(row, at)),
        issuer=queries.issuer_name(row),
        issued_at=law_time(row.issued_at),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        address=address,
        metadata=queries.metadata_of(row),
        demo=kind.demo,
        header=kind.layout.header,
        accent=kind.layout.accent,
    )


def annotated(face: Face, annotation: Annotation) -> Face:
    """The face of a copy that says what it is for and until when (加注件), also in its metadata."""
    told = metadata.short_names(
        {
            "copy_made_at": law_time(annotation.made_at).isoformat(timespec="seconds"),
            "copy_maker": annotation.maker,
            "copy_purpose": annotation.purpose,
            "copy_valid_until": annotation.until.isoformat(),
        },
        {},
    )
    return replace(face, annotation=annotation, metadata={**face.metadata, **told})


def content_digest(face: Face) -> str:
    """SM3 of what the face says. Neither its seal nor the address of its page is content: a file that was sealed stays
    when the seal is taken out of use, and the platform may move.
    """
    plain = asdict(replace(face, sealed=False, address=""))
    return sm3(json.dumps(plain, ensure_ascii=False, sort_keys=True, default=_plain).encode())


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value.model_dump()


def _line(field: LicenceField, value: Any) -> Line | Table:
    if field.kind == "rows":
        return _table(field, value)
    strong = field.origin == "holder.name" or field.id == "name"
    return Line(field.title, rules.shown(value, field.kind), wide=field.kind == "long_text", strong=strong)


def _table(field: LicenceField, rows: Sequence[Mapping[str, str]]) -> Table:
    cells = tuple(tuple(rules.text_of(row.get(column.id)) for column in field.columns) for row in rows)
    return Table(field.title, tuple(column.title for column in field.columns), cells)


def _permits(row: Licence, at: datetime) -> list[FoldedPermit]:
    return [
        FoldedPermit(one.title, one.number, one.issuer, day(one.valid_until) if one.valid_until else metadata.ENDLESS)
        for one in queries.folded(row, at=at)
    ]
