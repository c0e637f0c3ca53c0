"""A form as pages of fields, for whoever draws it. Plain data; no HTML."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from typing import Any, Literal

from tongban.kernel.declaration import Text

FieldKind = Literal[
    "text",
    "long_text",
    "integer",
    "number",
    "boolean",
    "consent",
    "choice",
    "choices",
    "rows",
    "date",
    "email",
    "credit_code",
    "citizen_id",
    "phone",
    "file",
    "files",
]
FORMATS: Mapping[str, FieldKind] = {
    "date": "date",
    "email": "email",
    "x-credit-code": "credit_code",
    "x-citizen-id": "citizen_id",
    "x-phone": "phone",
    "x-file": "file",
}
LONGEST_TEXT = 1000
LONGEST_PROSE = 20_000
MOST_ROWS = 200
FIRST_PAGE = "main"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: the value that is stored and the words that are shown."""

    value: str | int | bool
    label: Text


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `kind` says how to ask it, `fields` are the columns of `rows`, limits are those of the schema.

    `kind` `consent` is a yes that must be yes; `choices` allows several options; `rows` repeats `fields`.
    `prefill` names a fact that may be offered (`subject.name`); `required` is meant for the answers given so far.
    `row` is the schema of one line of `rows`: some of its columns may hang on others (`catalogue.columns`). `file` is
    one attachment, `files` are several; their answers are evidence ids. `fact` names what is asked, whatever the field
    is called; `items` are the items of a package that need the answer.
    """

    name: str
    kind: FieldKind
    label: Text
    help: Text | None = None
    options: tuple[Option, ...] = ()
    required: bool = False
    page: str = FIRST_PAGE
    prefill: str | None = None
    fields: tuple["Field", ...] = ()
    minimum: int | float | None = None
    maximum: int | float | None = None
    min_length: int | None = None
    max_length: int | None = None
    min_rows: int = 0
    max_rows: int = MOST_ROWS
    pattern: str | None = None
    unit: Text | None = None
    placeholder: Text | None = None
    widget: str | None = None
    default: Any = None
    is_attribute: bool = False
    fact: str | None = None
    row: Mapping[str, Any] | None = dataclass_field(default=None, repr=False, compare=False)
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One topic of a form: its title, an optional sentence, its fields in order."""

    id: str
    title: Text
    text: Text | None
    fields: tuple[Field, ...]


def fields_of(schema: Mapping[str, Any]) -> tuple[Field, ...]:
    """Every field of an object schema, in the order of `x-order`, then as written."""
    required = set(schema.get("required", ()))
    fields = [(part.get("x-order", 0), _field(name, part)) for name, part in schema.get("properties", {}).items()]
    return tuple(replace(one, required=one.name in required) for _, one in sorted(fields, key=lambda pair: pair[0]))


def pages_of(schema: Mapping[str, Any], fields: Iterable[Field]) -> tuple[Page, ...]:
    """The pages that hold at least one of `fields`, in the order of `x-pages`."""
    kept = tuple(fields)
    return tuple(
        Page(page.id, page.title, page.text, found)
        for page in _declared_pages(schema)
        if (found := tuple(one for one in kept if one.page == page.id))
    )


def _declared_pages(schema: Mapping[str, Any]) -> Iterator[Page]:
    declared = schema.get("x-pages", ())
    if not declared:
        title = words(schema.get("x-text")) or Text(zh="填写信息", en="Your application")
        yield Page(FIRST_PAGE, title, None, ())
    for page in declared:
        yield Page(page["id"], Text(**page["title"]), words(page.get("text")), ())


def words(given: Mapping[str, str] | None) -> Text | None:
    """A bilingual text of a schema, or None."""
    return Text(zh=given["zh"], en=given["en"]) if given else None


def _field(name: str, part: Mapping[str, Any]) -> Field:
    items = part.get("items", {})
    kind = kind_of(part)
    return Field(
        name=name,
        kind=kind,
        label=words(part.get("x-text")) or Text(zh=name, en=name),
        help=words(part.get("x-help")),
        options=_options(items if kind == "choices" else part),
        page=part.get("x-page", FIRST_PAGE),
        prefill=part.get("x-prefill"),
        fields=fields_of(items) if kind == "rows" else (),
        minimum=part.get("minimum"),
        maximum=part.get("maximum"),
        min_length=part.get("minLength"),
        max_length=_longest(part, kind),
        min_rows=part.get("minItems", 0),
        max_rows=part.get("maxItems", MOST_ROWS),
        pattern=part.get("pattern"),
        unit=words(part.get("x-unit")),
        placeholder=words(part.get("x-placeholder")),
        widget=part.get("x-widget"),
        default=part.get("default"),
        is_attribute=part.get("x-attribute", False),
        fact=part.get("x-fact"),
        row=items if kind == "rows" else None,
        items=tuple(part.get("x-items", ())),
    )


def kind_of(part: Mapping[str, Any]) -> FieldKind:
    """How a property is asked."""
    given = part.get("type")
    if "enum" in part:
        return "choice"
    if given == "boolean":
        return "consent" if part.get("const") is True else "boolean"
    if given == "array":
        items = part.get("items", {})
        if items.get("format") == "x-file":
            return "files"
        return "rows" if items.get("type") == "object" else "choices"
    if given == "integer":
        return "integer"
    if given == "number":
        return "number"
    if "format" in part:
        return FORMATS.get(part["format"], "text")
    return "long_text" if part.get("x-widget") == "long_text" else "text"


def _longest(part: Mapping[str, Any], kind: FieldKind) -> int | None:
    if part.get("type") != "string" or kind == "choice":
        return None
    longest: int = part.get("maxLength", LONGEST_PROSE if kind == "long_text" else LONGEST_TEXT)
    return longest


def _options(part: Mapping[str, Any]) -> tuple[Option, ...]:
    labels = part.get("x-options", {})
    return tuple(
        Option(value, words(labels.get(str(value))) or Text(zh=str(value), en=str(value)))
        for value in part.get("enum", ())
    )
