"""The kinds of document that the kernel itself reads: parameters, days of the calendar, rules, texts."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from tongban.kernel.calendar import Notice
from tongban.kernel.declaration import Declaration, ParameterName, Text
from tongban.kernel.packs.kinds import Kind, by_file

Sentence = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
UnitName = Literal["working_day", "calendar_day", "hour", "working_hour", "fen", "count", "percent", "office_hours"]


class DatedValue(Declaration):
    """One value of a parameter with its source and three dates.

    The key is the day from which it is in force. `published` is the day it was made known, `applies_from` the first
    day of acceptance it governs (left out: from the day in force). `value: null` ends the parameter. Only the unit
    `office_hours` has a list of texts (`["09:00-12:00", "13:30-17:00"]`).
    """

    value: int | float | tuple[str, ...] | None
    source: Sentence
    published: date | None = None
    applies_from: date | None = None
    note: str | None = None


class ParameterDeclaration(Declaration):
    """A number of law or promise that changes with time. Its name is its path: `clocks/setup/promise.yaml`.

    `kind` says what it is: a `statute` binds, a `promise` (承诺) may not exceed the `statute` it names, a `number` is
    neither. `overrides` repeats the own name when it replaces the parameter of an upper pack.
    """

    unit: UnitName
    kind: Literal["statute", "promise", "number"]
    statute: ParameterName | None = None
    overrides: ParameterName | None = None
    values: Annotated[dict[date, DatedValue], Field(min_length=1)]


class CalendarDeclaration(Declaration):
    """The days off and the days worked in exchange (调休) of one year, from the notice that ordered them.

    `off` are days off (weekday ones are what matters), `on` are weekend days that are worked. The pack's region is the
    notice's: days of a regional pack stand on top of the country's.
    """

    year: Annotated[int, Field(ge=1949, le=2200)]
    off: tuple[date, ...]
    on: tuple[date, ...] = ()
    names: dict[date, Text] = {}
    source: Sentence
    published_on: date | None = None

    @property
    def id(self) -> str:
        return str(self.year)

    def notice(self, region: str | None) -> Notice:
        """The notice of a region (None: the country). Refuses what `Notice` refuses."""
        return Notice(
            year=self.year,
            off=frozenset(self.off),
            on=frozenset(self.on),
            source=self.source,
            published_on=self.published_on,
            region=region,
            names=self.names,
        )


class RuleDeclaration(Declaration):
    """A condition tree or a decision table of the rule kernel, with its legal basis and its days in force."""

    title: Text
    basis: Sentence
    since: date
    until: date | None = None
    condition: dict[str, Any] | None = None
    table: dict[str, Any] | None = None


class Strings(Declaration):
    """Texts of a pack in one language by code; the file is named after the language."""

    texts: dict[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{1,120}$")], Sentence]


KINDS = (
    Kind("parameters", "parameters", ParameterDeclaration, identity=by_file),
    Kind("calendar", "calendar", CalendarDeclaration, stacks=True),
    Kind("rules", "rules", RuleDeclaration, identity=by_file),
    Kind("strings", "strings", Strings, identity=by_file, whole="texts", stacks=True),
)
