"""A whole file checked at once: every mistake by sheet, row, column and cell. Pure; what is known is passed in."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tongban.domains.licences.definitions import LicenceType
from tongban.domains.licences.intake import cells
from tongban.domains.licences.intake.cells import Wrong
from tongban.domains.licences.intake.columns import Column, columns_of
from tongban.kernel.identifiers import CitizenId, CredentialIdentifier, CreditCode
from tongban.kernel.spreadsheets import Line, Mistake, Sheet, place

NEW_ENTERPRISE = (
    "register.region",
    "register.address",
    "register.established_on",
    "register.head_name",
    "register.head_code",
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the platform knows: holders by code (name, kind), taken identifiers and numbers, regions, today.

    `type_code` and `issuer_code` are those of the file's type and issuer, empty while they are unknown: then every
    row needs an identifier of its own.
    """

    today: date
    holders: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    identifiers: Collection[str] = ()
    numbers: Collection[str] = ()
    regions: Collection[str] = ()
    type_code: str = ""
    issuer_code: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """One row that is right: plain values by column id (days in ISO form), and where it stood."""

    sheet: str
    row: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rules:
    """What the file shall be: of which type, whether unknown holders may be entered."""

    kind: LicenceType
    may_register: bool

    @property
    def columns(self) -> tuple[Column, ...]:
        return columns_of(self.kind, may_register=self.may_register)


def read_rows(sheets: Sequence[Sheet], rules: Rules) -> tuple[list[Parsed], list[Mistake]]:
    """The rows by column, and what is wrong with single cells and headings.

    The template has the columns of entering holders; where none are to be entered, these are passed over.
    """
    rows: list[Parsed] = []
    mistakes: list[Mistake] = []
    wanted = {one.id for one in rules.columns}
    for sheet in sheets:
        named, wrong = _headings(sheet, columns_of(rules.kind, may_register=True))
        found = {number: column for number, column in named.items() if column.id in wanted}
        mistakes += wrong
        if not wrong:
            for line in sheet.lines[1:]:
                values, wrong = _cells(sheet, line, found)
                mistakes += wrong
                rows.append(Parsed(sheet.name, line.number, values))
    return rows, mistakes


def check(rows: Sequence[Parsed], rules: Rules, known: Known) -> list[Mistake]:
    """What is wrong with rows as a whole, and between them, against what is known."""
    told = _Judge(rules, known)
    mistakes = [one for row in rows for one in _row(row, told)]
    return mistakes + list(_twice(rows, told))


def in_order(mistakes: Sequence[Mistake], sheets: Sequence[Sheet]) -> list[Mistake]:
    """By sheet, row and column, as one goes through the file."""
    order = {sheet.name: number for number, sheet in enumerate(sheets)}
    return sorted(mistakes, key=lambda one: (order.get(one.sheet, 0), one.row, len(one.column), one.column, one.code))


class _Judge:
    """Judges rows by what the file shall be and what is known; says where in the file a mistake stands."""

    def __init__(self, rules: Rules, known: Known) -> None:
        self.rules, self.known = rules, known
        self.columns = {one.id: one for one in rules.columns}

    def mistake(self, row: Parsed, name: str, wrong: Wrong) -> Mistake:
        letter = str(row.values.get("_places", {}).get(name, ""))
        column = self.columns.get(name)
        title = column.title.zh if column else ""
        return Mistake(row.sheet, row.row, letter, title, wrong.code, wrong.values)


def _headings(sheet: Sheet, columns: Sequence[Column]) -> tuple[dict[int, Column], list[Mistake]]:
    """Which column stands where, by its heading in either language (a star or a note after it does not matter)."""
    titles = {_plain(text): one for one in columns for text in (one.title.zh, one.title.en, one.id)}
    first = sheet.lines[0]
    found: dict[int, Column] = {}
    mistakes = []
    for place_of, cell in enumerate(first.cells):
        said = _plain(str(cell or ""))
        if not said:
            continue
        column = titles.get(said)
        if column is None:
            wrong: Mapping[str, object] = {"given": str(cell)[:60]}
            mistakes.append(
                Mistake(sheet.name, first.number, place(place_of), "", "licences.intake.heading.unknown", wrong)
            )
        elif column in found.values():
            wrong = {"column": column.title}
            mistakes.append(
                Mistake(
                    sheet.name, first.number, place(place_of), column.title.zh, "licences.intake.heading.twice", wrong
                )
            )
        else:
            found[place_of] = column
    mistakes += [
        Mistake(sheet.name, first.number, "", one.title.zh, "licences.intake.heading.missing", {"column": one.title})
        for one in columns
        if one.required and one not in found.values()
    ]
    return found, mistakes


def _plain(text: str) -> str:
    return "".join(text.replace("*", "").replace("＊", "").split()).lower()


def _cells(sheet: Sheet, line: Line, found: Mapping[int, Column]) -> tuple[dict[str, Any], list[Mistake]]:
    values: dict[str, Any] = {"_places": {column.id: place(number) for number, column in found.items()}}
    mistakes = []
    for number, column in found.items():
        cell = line.cells[number] if number < len(line.cells) else None
        try:
            value = cells.read(column, cell)
            if value is None and column.required:
                raise Wrong("licences.intake.cell.empty", column=column.title)
        except Wrong as wrong:
            mistakes.append(Mistake(sheet.name, line.number, place(number), column.title.zh, wrong.code, wrong.values))
            values[column.id] = None
            values.setdefault("_wrong", []).append(column.id)
            continue
        if value is not None:
            values[column.id] = value.isoformat() if isinstance(value, date) else value
    return values, mistakes


# rows ----------------------------------------------------------------------------------------------------------------


def _row(row: Parsed, told: _Judge) -> Iterator[Mistake]:
    rules, known = told.rules, told.known
    checks: tuple[tuple[str, Callable[[], None]], ...] = (
        ("holder_code", lambda: _holder(row, rules, known)),
        ("identifier", lambda: _identifier(row, known)),
        ("number", lambda: _number(row, known)),
        ("issued_on", lambda: _issued(row, known)),
        ("valid_until", lambda: _term(row)),
        ("state_since", lambda: _ended(row, known)),
        ("state_reason", lambda: _reason(row)),
    )
    broken = set(row.values.get("_wrong", ()))
    for name, one in checks:
        if name in broken:
            continue
        try:
            one()
        except Wrong as wrong:
            yield told.mistake(row, str(wrong.values.get("at", name)), wrong)
    yield from _new_holder(row, told)


def _holder(row: Parsed, rules: Rules, known: Known) -> None:
    code, name = row.values.get("holder_code"), row.values.get("holder_name")
    if not isinstance(code, str) or not isinstance(name, str):
        return
    parse = CitizenId.parse if rules.kind.holder == "person" else CreditCode.parse
    cells.checked(parse, code)
    if code in known.holders:
        if known.holders[code][0] != name:
            raise Wrong("licences.intake.cell.holder_name_differs", at="holder_name", given=name)
    elif not rules.may_register:
        raise Wrong("licences.intake.cell.holder_unknown", given=code if rules.kind.holder == "enterprise" else "")


def _new_holder(row: Parsed, told: _Judge) -> Iterator[Mistake]:
    """What the register needs of a holder that it does not know."""
    rules, known = told.rules, told.known
    code = row.values.get("holder_code")
    if rules.kind.holder != "enterprise" or not rules.may_register or code in known.holders or not code:
        return
    broken = set(row.values.get("_wrong", ()))
    for name in NEW_ENTERPRISE:
        if name not in broken and not row.values.get(name):
            yield told.mistake(row, name, Wrong("licences.intake.cell.needed_for_new_holder"))
    head, region = row.values.get("register.head_code"), row.values.get("register.region")
    try:
        if isinstance(head, str):
            cells.checked(CitizenId.parse, head)
    except Wrong as wrong:
        yield told.mistake(row, "register.head_code", wrong)
    if isinstance(region, str) and region not in known.regions:
        yield told.mistake(row, "register.region", Wrong("licences.intake.cell.region_unknown", given=region))
    founded = _day(row, "register.established_on")
    if founded and founded > known.today:
        yield told.mistake(row, "register.established_on", Wrong("licences.intake.cell.in_the_future", given=founded))


def _identifier(row: Parsed, known: Known) -> None:
    text = row.values.get("identifier")
    if not text:
        if not known.type_code or not known.issuer_code:
            raise Wrong("licences.intake.cell.identifier_needed")
        return
    cells.checked(CredentialIdentifier.parse, str(text))
    found = CredentialIdentifier.parse(str(text))
    if known.type_code and found.type_code != known.type_code:
        raise Wrong("licences.intake.cell.other_type", expected=known.type_code)
    if known.issuer_code and found.issuer != known.issuer_code:
        raise Wrong("licences.intake.cell.other_issuer", expected=known.issuer_code)
    if str(found) in known.identifiers:
        raise Wrong("licences.intake.cell.identifier_taken", given=str(found))


def _number(row: Parsed, known: Known) -> None:
    if row.values.get("number") in known.numbers:
        raise Wrong("licences.intake.cell.number_taken", given=row.values["number"])


def _issued(row: Parsed, known: Known) -> None:
    issued = _day(row, "issued_on")
    if issued and issued > known.today:
        raise Wrong("licences.intake.cell.in_the_future", given=issued)
    if issued and issued.year < 1949:
        raise Wrong("licences.intake.cell.too_early", given=issued)


def _term(row: Parsed) -> None:
    issued, until = _day(row, "issued_on"), _day(row, "valid_until")
    begun = _day(row, "valid_from") or issued
    if begun and until and until < begun:
        raise Wrong("licences.intake.cell.ends_before_start", start=begun, end=until)
    if issued and until and until < issued:
        raise Wrong("licences.intake.cell.ends_before_start", start=issued, end=until)


def _ended(row: Parsed, known: Known) -> None:
    state, since = row.values.get("state", "valid"), _day(row, "state_since")
    if state in (None, "valid"):
        return
    if since is None:
        raise Wrong("licences.intake.cell.since_when")
    issued = _day(row, "issued_on")
    if issued and since < issued:
        raise Wrong("licences.intake.cell.before_issue", given=since)
    if since > known.today:
        raise Wrong("licences.intake.cell.in_the_future", given=since)


def _reason(row: Parsed) -> None:
    if row.values.get("state", "valid") not in (None, "valid") and not row.values.get("state_reason"):
        raise Wrong("licences.intake.cell.reason_needed")


def _day(row: Parsed, name: str) -> date | None:
    text = row.values.get(name)
    return date.fromisoformat(text) if isinstance(text, str) else None


# between rows --------------------------------------------------------------------------------------------------------


def _twice(rows: Sequence[Parsed], told: _Judge) -> Iterator[Mistake]:
    """Identifiers and numbers that stand in two rows, and holders with two names under one code."""
    for name in ("identifier", "number"):
        first: dict[str, Parsed] = {}
        for row in rows:
            text = row.values.get(name)
            if isinstance(text, str) and (before := first.setdefault(text, row)) is not row:
                wrong = Wrong(f"licences.intake.cell.{name}_twice", given=text, sheet=before.sheet, row=before.row)
                yield told.mistake(row, name, wrong)
    names: dict[str, Parsed] = {}
    for row in rows:
        code = row.values.get("holder_code")
        if isinstance(code, str):
            before = names.setdefault(code, row)
            if before.values.get("holder_name") != row.values.get("holder_name"):
                wrong = Wrong("licences.intake.cell.names_differ", sheet=before.sheet, row=before.row)
                yield told.mistake(row, "holder_name", wrong)
