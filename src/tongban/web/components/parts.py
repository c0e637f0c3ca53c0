"""What the small components show. Every text is ready to read in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure of a facts row: `label`, `value`, and a `note` (its source or what it counts)."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go. In a breadcrumb the last link has no `url`: it is where the reader is."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A line of a task list. `state` is a status code (todo, doing, done, problem); `current` marks where one is."""

    title: str
    state: str
    url: str = ""
    current: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A sentence of the error summary; `field` is the HTML id it leads to, empty when it concerns the whole page."""

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    chosen: bool = False
    help: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A question of a form.

    `kind`: text, textarea, number, money, date, datetime, tel, email, radio, select, checkboxes, boolean, file.
    `source` says where a prefilled `value` came from; `wrong_url` is where to say that it is not right.
    """

    name: str
    label: str
    kind: str = "text"
    value: str = ""
    help: str = ""
    error: str = ""
    required: bool = True
    choices: Sequence[Choice] = ()
    source: str = ""
    wrong_url: str = ""
    unit: str = ""
    width: str = ""
    autocomplete: str = ""
    maximum_length: int | None = None
    html_id: str = ""

    @property
    def id(self) -> str:
        return self.html_id or "f-" + self.name.replace(".", "-").replace("/", "-")

    @property
    def described_by(self) -> str:
        parts = ((self.help, "help"), (self.source, "source"), (self.error, "error"))
        return " ".join(f"{self.id}-{part}" for given, part in parts if given)

    @property
    def is_group(self) -> bool:
        return self.kind in ("radio", "checkboxes", "boolean")


@dataclass(frozen=True, slots=True)
class Entry:
    """A moment of a timeline: who did what when. `state` past, now or next; `tone` as of a status."""

    title: str
    at: datetime | None = None
    who: str = ""
    text: str = ""
    state: str = "past"
    details: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """A step on the line of a guide or of a running case. `state`: plain, done, now."""

    title: str
    note: str = ""
    state: str = "plain"


@dataclass(frozen=True, slots=True)
class Pages:
    """Paging by cursor: the addresses of the neighbours, and what is shown."""

    previous: str = ""
    next: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was sent before and stays when the form is shown again."""

    name: str
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Confirm:
    """What a reader is asked before something that cannot be undone."""

    title: str
    consequence: str
    action: str
    button: str
    back: str
    fields: Sequence[Field] = ()
    facts: Sequence[Fact] = ()
    dangerous: bool = False
    hidden: dict[str, str] = field(default_factory=dict)
    mistakes: Sequence[Mistake] = ()
    kept: Sequence[Kept] = ()

    @property
    def has_files(self) -> bool:
        return any(one.kind == "file" for one in self.fields)
