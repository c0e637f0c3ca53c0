"""The face of a licence: what stands on it, whatever the form of the file. Pure values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tongban.kernel.declaration import Text

WIDE_FROM = 26
"""A value longer than this takes the whole line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `wide` takes the whole width, `strong` is the name of whom the licence is for."""

    title: Text
    value: str
    wide: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A field with several entries, such as the premises of one licence (一照多址): each row fits the columns."""

    title: Text
    columns: tuple[Text, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class FoldedPermit:
    """A permit that this licence carries instead of a paper of its own (一企一证)."""

    title: Text
    number: str
    issuer: Text
    validity: str


@dataclass(frozen=True, slots=True)
class Annotation:
    """Why a copy was made, for whom, by whom, until when it may be used (加注件, GB/T 36903)."""

    purpose: str
    recipient: str
    maker: str
    made_at: datetime
    until: date


@dataclass(frozen=True, slots=True)
class Face:
    """Everything that is drawn. `address` is the full public address that the QR code opens; `metadata` stands under
    the short names of GB/T 36903. `sealed` says whether the file will carry the seal of its issuer.
    """

    layout: str
    title: Text
    number: str
    identifier: str
    lines: tuple[Line | Table, ...]
    permits: tuple[FoldedPermit, ...]
    issuer: Text
    issued_at: datetime
    valid_from: date
    valid_until: date | None
    address: str
    metadata: Mapping[str, str]
    demo: bool = False
    sealed: bool = False
    annotation: Annotation | None = None
    header: Text | None = None
    accent: str = "#1f3a68"


WORDS: Mapping[str, Text] = {
    "number": Text(zh="证照编号", en="No."),
    "validity": Text(zh="有效期限", en="Validity"),
    "issuer": Text(zh="颁发机构", en="Issued by"),
    "identifier": Text(zh="电子证照标识", en="Licence identifier"),
    "scan": Text(zh="扫码核验真伪与当前状态", en="Scan to verify this licence and its present state"),
    "permits": Text(zh="并入的许可", en="Permits folded in"),
    "permit": Text(zh="许可名称", en="Permit"),
    "ordinal": Text(zh="序号", en="#"),
    "copy": Text(zh="加注件", en="Annotated copy"),
    "footer": Text(zh="电子证照的状态以核验结果为准", en="The state of this licence is what its verification says"),
    "demo_footer": Text(zh="演示样本，不具法律效力", en="Demonstration specimen without legal effect"),
    "sealed": Text(
        zh="电子印章加盖于同一编号的OFD文件，并为PDF版作证",
        en="The seal is in the OFD file of this number and vouches for its PDF",
    ),
    "unsealed": Text(zh="本件未加盖电子印章，请以核验结果为准", en="Not sealed: rely on its verification"),
    "demo": Text(zh="演　示", en="SPECIMEN"),
}


def validity(valid_from: date, valid_until: date | None) -> str:
    if valid_until is None:
        return f"{day(valid_from)} 起长期有效"
    return f"{day(valid_from)} 至 {day(valid_until)}"


def day(one: date) -> str:
    return f"{one.year}年{one.month}月{one.day}日"


def footer(face: Face) -> str:
    """The line at the foot of every page."""
    word = WORDS["demo_footer" if face.demo else "footer"]
    return f"{word.zh} · {word.en}"


def seal_note(face: Face) -> Text:
    return WORDS["sealed" if face.sealed else "unsealed"]


def annotation_text(annotation: Annotation) -> str:
    """The visible line across an annotated copy."""
    recipient = f"（{annotation.recipient}）" if annotation.recipient else ""
    until = day(annotation.until)
    return f"{WORDS['copy'].zh}：仅用于{annotation.purpose}{recipient}，有效期至{until}，{annotation.maker}制作"


def rows(lines: Sequence[Line | Table], columns: int) -> Iterator[tuple[Line, ...] | Table]:
    """The lines as they stand on the page: short ones side by side where there are columns, a long one alone."""
    waiting: list[Line] = []
    for line in lines:
        alone = isinstance(line, Table) or is_wide(line)
        if alone and waiting:
            yield tuple(waiting)
            waiting = []
        if isinstance(line, Table):
            yield line
            continue
        waiting.append(line)
        if alone or len(waiting) == columns:
            yield tuple(waiting)
            waiting = []
    if waiting:
        yield tuple(waiting)


def is_wide(line: Line) -> bool:
    return line.wide or len(line.value) > WIDE_FROM


def listed(table: Table) -> str:
    """A table where there is no room for one: its rows numbered, one after the other."""
    return "；".join(f"{number}. {' '.join(row)}" for number, row in enumerate(table.rows, start=1))


def texts(face: Face) -> Iterator[tuple[str, str]]:
    """Every text of the face that comes from data, with the title under which people know it."""
    yield "证照名称", face.title.zh + face.title.en
    yield "证照编号", face.number
    yield "证照标识", face.identifier
    yield "颁发机构", face.issuer.zh + face.issuer.en
    if face.header:
        yield "证照抬头", face.header.zh + face.header.en
    for line in face.lines:
        values = [line.value] if isinstance(line, Line) else [cell for row in line.rows for cell in row]
        titles = [line.title, *(line.columns if isinstance(line, Table) else ())]
        yield line.title.zh, "".join([*(title.zh + title.en for title in titles), *values])
    for permit in face.permits:
        yield permit.title.zh, f"{permit.title.zh}{permit.number}{permit.issuer.zh}{permit.validity}"
    if face.annotation:
        yield WORDS["copy"].zh, annotation_text(face.annotation)
