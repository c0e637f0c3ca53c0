"""The PDF of a licence: A4, Chinese with English beneath, a QR code to the public verify page.

Pure drawing: a `Certificate` in, bytes out, the same bytes for the same certificate.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files

from tongban.kernel import printing
from tongban.kernel.declaration import Text

WIDE_FROM = 26  # a value longer than this takes the whole line
WORDS: Mapping[str, object] = {
    "number": {"zh": "证照编号", "en": "No."},
    "validity": {"zh": "有效期限", "en": "Validity"},
    "issuer": {"zh": "颁发机构", "en": "Issued by"},
    "identifier": {"zh": "电子证照标识", "en": "Licence identifier"},
    "scan": {"zh": "扫码核验真伪与当前状态", "en": "Scan to verify this licence and its present state"},
    "footer": "",
    "demo": "演　示",
}
FOOTER = "电子证照的状态以核验结果为准 · The state of this licence is what its verification says"
DEMO_FOOTER = "演示样本，不具法律效力 · Demonstration specimen without legal effect"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `wide` takes the whole width, `strong` is the name of whom the licence is for."""

    title: Text
    value: str
    wide: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Certificate:
    """Everything that is printed. `address` is the full public address that the QR code opens."""

    title: Text
    number: str
    identifier: str
    lines: tuple[Line, ...]
    issuer: Text
    issued_at: datetime
    valid_from: date
    valid_until: date | None
    address: str
    demo: bool = False


def draw(certificate: Certificate) -> bytes:
    """The certificate as PDF/A-2a."""
    template = files(__package__).joinpath("certificate.typ").read_bytes()
    return printing.compose(template, _data(certificate), address=certificate.address, at=certificate.issued_at)


def _data(certificate: Certificate) -> dict[str, object]:
    return {
        "title": certificate.title.model_dump(),
        "number": certificate.number,
        "identifier": certificate.identifier,
        "issuer": certificate.issuer.model_dump(),
        "issued_on": _day(certificate.issued_at.date()),
        "validity": _validity(certificate),
        "address": certificate.address,
        "demo": certificate.demo,
        "words": {**WORDS, "footer": DEMO_FOOTER if certificate.demo else FOOTER},
        "rows": list(_rows(certificate.lines)),
    }


def _rows(lines: Sequence[Line]) -> Iterator[list[dict[str, object]]]:
    """The lines as they stand on the page: two short ones side by side, a long one alone."""
    waiting: list[dict[str, object]] = []
    for line in lines:
        wide = line.wide or len(line.value) > WIDE_FROM
        one = {"title": line.title.model_dump(), "value": line.value, "wide": wide, "strong": line.strong}
        if wide and waiting:
            yield waiting
            waiting = []
        waiting = [*waiting, one]
        if wide or len(waiting) == 2:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _validity(certificate: Certificate) -> str:
    if certificate.valid_until is None:
        return f"{_day(certificate.valid_from)} 起长期有效"
    return f"{_day(certificate.valid_from)} 至 {_day(certificate.valid_until)}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
