"""Draws a face in both forms from the same values: OFD pages and the PDF twin (PDF/A-2a, tagged).

Refused before anything is drawn: a layout that nobody knows, a character that the font cannot show, more content than
the layout may hold. So either both forms exist or none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from tongban.domains.licences.files import composing
from tongban.domains.licences.files import face as words
from tongban.domains.licences.files.face import WORDS, Face, Line, Table
from tongban.domains.licences.files.layouts import Layout, layout
from tongban.domains.licences.metadata import PDF_DIGEST
from tongban.domains.licences.ofd import fonts, writer
from tongban.domains.licences.ofd.document import OfdDocument, Parts, Stamp
from tongban.kernel import printing
from tongban.kernel.digests import sm3
from tongban.kernel.errors import Refusal

TEMPLATE = files(__package__).joinpath("face.typ").read_bytes()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A face in both forms. The OFD is in parts, so that a seal may be laid over them before they are packed."""

    pdf: bytes
    parts: Parts
    stamp: Stamp


def draw(face: Face, *, doc_id: str) -> Drawing:
    """Both forms; the same bytes for the same face. The OFD tells the digest of the PDF, so that a seal over the OFD
    vouches for the PDF as well. `doc_id`: 32 hexadecimal digits.

    Refuses `licences.file.layout_unknown`, `licences.file.character_missing` and `licences.file.too_long`.
    """
    page = layout(face.layout)
    check_characters(face)
    composition = composing.compose(face)
    pdf = draw_pdf(face, page)
    document = OfdDocument(
        doc_id=doc_id,
        title=f"{face.title.zh} {face.number}",
        author=face.issuer.zh,
        created=face.issued_at.date(),
        pages=composition.pages,
        custom={**face.metadata, PDF_DIGEST: sm3(pdf)},
    )
    return Drawing(pdf, writer.assemble(document, signed=face.sealed), composition.stamp)


def check_characters(face: Face) -> None:
    """Refuses `licences.file.character_missing` with the line and the characters that the font cannot show: a box in
    the place of a character would make a name another name.
    """
    for title, text in words.texts(face):
        if missing := fonts.missing(text):
            codes = [f"{one} U+{ord(one):04X}" if one.isprintable() else f"U+{ord(one):04X}" for one in missing]
            raise Refusal("licences.file.character_missing", field=title, characters=codes)


def draw_pdf(face: Face, page: Layout) -> bytes:
    return printing.compose(TEMPLATE, _data(face, page), address=face.address, at=face.issued_at)


def _data(face: Face, page: Layout) -> dict[str, object]:
    note = words.annotation_text(face.annotation) if face.annotation else None
    return {
        "layout": page.as_data(),
        "accent": face.accent,
        "header": face.header.model_dump() if face.header else None,
        "title": face.title.model_dump(),
        "number": face.number,
        "identifier": face.identifier,
        "issuer": face.issuer.model_dump(),
        "issued_on": words.day(face.issued_at.date()),
        "validity": words.validity(face.valid_from, face.valid_until),
        "address": face.address,
        "demo": face.demo,
        "note": note,
        "note_size": composing.note_size(note, page) if note else 0,
        "mark_size": composing.mark_size(page),
        "slant": composing.slant(page),
        "seal_note": words.seal_note(face).model_dump(),
        "footer": words.footer(face),
        "words": {name: word.model_dump() for name, word in WORDS.items()},
        "rows": [_row(row, page) for row in words.rows(face.lines, page.columns)],
        "permits": _permits(face) if face.permits else None,
    }


def _row(row: Sequence[Line] | Table, page: Layout) -> dict[str, object]:
    if not isinstance(row, Table):
        return {"lines": [_line(one) for one in row]}
    if not page.tables:
        return {"lines": [_line(Line(row.title, words.listed(row), wide=True))]}
    return {
        "title": row.title.model_dump(),
        "widths": composing.shares(row),
        "columns": [one.model_dump() for one in (WORDS["ordinal"], *row.columns)],
        "cells": [[str(number), *cells] for number, cells in enumerate(row.rows, start=1)],
    }


def _line(line: Line) -> dict[str, object]:
    wide = words.is_wide(line)
    return {"title": line.title.model_dump(), "value": line.value, "wide": wide, "strong": line.strong}


def _permits(face: Face) -> dict[str, object]:
    return {
        "title": WORDS["permits"].model_dump(),
        "widths": list(composing.PERMIT_COLUMNS),
        "columns": [WORDS[name].model_dump() for name in ("permit", "number", "issuer", "validity")],
        "cells": [[one.title.zh, one.number, one.issuer.zh, one.validity] for one in face.permits],
    }
