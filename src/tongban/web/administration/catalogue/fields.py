"""What of a procedure can be edited, as fields of a page.

Names in HTML are places: `summary.zh`, `conditions.2.en`, `items.kiosk.materials.0.note.zh`. `posting` reads them back.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from tongban.domains.catalogue import api as catalogue
from tongban.kernel.declaration import Text
from tongban.web.administration.catalogue import words
from tongban.web.components.parts import Choice, Field
from tongban.web.wording import pick, t, units

SPARE = 1  # empty lines at the end of each list; saving gives the next
DEPTHS = range(1, 8)
FORMS = ("electronic", "paper", "both")


@dataclass(frozen=True, slots=True)
class Line:
    """Fields that belong together: one condition, one material."""

    title: str
    fields: tuple[Field, ...]
    hidden: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the procedure with its fields. `findings` are what the checks found in it."""

    name: str
    title: str
    help: str
    lines: tuple[Line, ...]
    findings: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return "g-" + self.name.replace(".", "-")


def draw(found: catalogue.Editable, findings: Mapping[str, Sequence[str]]) -> list[Group]:
    """Everything that may be edited, with its values as they are now."""
    whole = found.whole
    depths = tuple(
        Choice(str(one), t(f"administration.catalogue.depth.{one}"), chosen=one in whole.online_depth) for one in DEPTHS
    )
    visits = (
        Field("visits", t("administration.catalogue.part.visits"), "number", str(whole.visits), width="short"),
        *_pair("visits_reason", "visits_reason", whole.visits_reason, required=False),
        Field("online_depth", t("administration.catalogue.part.online_depth"), "checkboxes", choices=depths),
    )
    groups = [
        _group("title", [Line("", _pair("title", "title", whole.title))]),
        _group("summary", [Line("", _pair("summary", "summary", whole.summary, long=True))]),
        _group("conditions", _many("conditions", whole.conditions, _condition)),
        *(_materials(item) for item in found.items),
        *(_steps(item) for item in found.items),
        _group("promises", [_promise(one) for one in found.promises]),
        _group("visits", [Line("", visits)]),
        _group("questions", _many("questions", whole.questions, _question)),
        _group("places", _many("places", whole.places, _place)),
        _group("phones", [Line("", _phones(whole))]),
        _group("topics", [Line("", (_topics(whole.topics),))]),
    ]
    return [_with(group, findings) for group in groups]


def _with(group: Group, findings: Mapping[str, Sequence[str]]) -> Group:
    mine = [text for name, told in findings.items() if place_of(name) == group.name for text in told]
    return Group(group.name, group.title, group.help, group.lines, tuple(dict.fromkeys(mine)))


def place_of(field: str) -> str:
    """The group that a finding's field belongs to; empty when the page has no such place."""
    if field.startswith("promises"):
        return "promises"
    if field in ("visits_reason", "online_depth"):
        return "visits"
    if field in ("consult_phone", "complaint_phone"):
        return "phones"
    return field


def _group(name: str, lines: Iterable[Line]) -> Group:
    code = f"administration.catalogue.help.{name}"
    return Group(name, t(f"administration.catalogue.part.{name}"), t(code), tuple(lines))


def _pair(name: str, label: str, value: Text | None, *, long: bool = False, required: bool = True) -> tuple[Field, ...]:
    kind = "textarea" if long else "text"
    said = t(f"administration.catalogue.part.{label}")
    given = (("zh", value.zh if value else ""), ("en", value.en if value else ""))
    return tuple(
        Field(f"{name}.{one}", t(f"administration.catalogue.in_{one}", part=said), kind, text, required=required)
        for one, text in given
    )


def _many(name: str, values: Sequence[Any], draw_one: Callable[[str, Any], tuple[Field, ...]]) -> list[Line]:
    lines = [*values, *([None] * SPARE)]
    return [
        Line(t("administration.catalogue.line", number=number), draw_one(f"{name}.{number - 1}", one))
        for number, one in enumerate(lines, start=1)
    ]


def _condition(name: str, value: Text | None) -> tuple[Field, ...]:
    return _pair(name, "condition", value, required=False)


def _question(name: str, value: catalogue.Question | None) -> tuple[Field, ...]:
    question, answer = (value.question, value.answer) if value else (None, None)
    return (
        *_pair(f"{name}.question", "question", question, required=False),
        *_pair(f"{name}.answer", "answer", answer, long=True, required=False),
    )


def _place(name: str, value: catalogue.Place | None) -> tuple[Field, ...]:
    phone = value.phone if value else ""
    parts = (value.title, value.address, value.hours) if value else (None, None, None)
    pairs = [
        field
        for part, text in zip(("place", "address", "hours"), parts, strict=True)
        for field in _pair(f"{name}.{'title' if part == 'place' else part}", part, text, required=False)
    ]
    label = t("administration.catalogue.part.phone")
    return (*pairs, Field(f"{name}.phone", label, "tel", phone, required=False, width="medium"))


def _phones(whole: catalogue.Package | catalogue.Service) -> tuple[Field, ...]:
    told = (("consult_phone", whole.consult_phone), ("complaint_phone", whole.complaint_phone))
    return tuple(
        Field(name, t(f"administration.catalogue.part.{name}"), "tel", number, required=False, width="medium")
        for name, number in told
    )


def _topics(topics: Sequence[str]) -> Field:
    return Field("topics", t("administration.catalogue.part.topics"), value=" ".join(topics), required=False)


def _materials(item: catalogue.EditableItem) -> Group:
    name = f"items.{item.key}.materials"
    lines = [
        Line(
            pick(one.title) if one else t("administration.catalogue.new_material"),
            _material(f"{name}.{place}", one),
            ((f"{name}.{place}.known", one.id),) if one else (),
        )
        for place, one in enumerate([*item.materials, None])
    ]
    title = t("administration.catalogue.materials_of", item=item.title)
    return Group(name, title, t("administration.catalogue.help.materials"), tuple(lines))


def _material(name: str, one: catalogue.MaterialDeclaration | None) -> tuple[Field, ...]:
    forms = tuple(
        Choice(form, t(f"administration.catalogue.form.{form}"), chosen=form == (one.form if one else "electronic"))
        for form in FORMS
    )
    needed = one.required if one else True
    yes_no = (Choice("yes", t("web.yes"), chosen=needed), Choice("no", t("web.no"), chosen=not needed))
    fresh = (Field(f"{name}.id", t("administration.catalogue.part.id"), required=False),)
    gone = (Choice("yes", t("administration.catalogue.drop")),)
    dropped = Field(
        f"{name}.drop", t("administration.catalogue.drop_label"), "checkboxes", required=False, choices=gone
    )
    counts = tuple(_count(name, one, part) for part in ("originals", "copies"))
    return (
        *(() if one else fresh),
        *_pair(f"{name}.title", "title", one.title if one else None, required=one is not None),
        Field(f"{name}.required", t("administration.catalogue.part.required"), "radio", choices=yes_no),
        Field(f"{name}.form", t("administration.catalogue.part.form"), "radio", choices=forms),
        *counts,
        *_pair(f"{name}.note", "note", one.note if one else None, required=False),
        *((dropped,) if one else ()),
    )


def _count(name: str, one: catalogue.MaterialDeclaration | None, part: str) -> Field:
    value = str(getattr(one, part)) if one else "0"
    label = t(f"administration.catalogue.part.{part}")
    return Field(f"{name}.{part}", label, "number", value, required=False, width="short")


def _steps(item: catalogue.EditableItem) -> Group:
    name = f"items.{item.key}.steps"
    lines = tuple(Line("", _pair(f"{name}.{one.id}", "step", one.title)) for one in item.steps)
    title = t("administration.catalogue.steps_of", item=item.title)
    return Group(name, title, t("administration.catalogue.help.steps"), lines)


def _promise(one: catalogue.EditablePromise) -> Line:
    unit = units(2, one.unit).replace("2", "").strip()
    value = "" if one.value is None else str(one.value)
    name = f"promises.{one.parameter}"
    return Line(
        words.promise(one),
        (
            Field(
                f"{name}.value",
                t("administration.catalogue.part.promise"),
                "number",
                value,
                words.limit(one),
                unit=unit,
                width="short",
            ),
            Field(f"{name}.source", t("administration.catalogue.part.source"), value=one.source),
        ),
    )


def retyped(groups: Iterable[Group], posted: QueryDict) -> list[Group]:
    """The groups with what was typed, when it could not be kept."""
    return [replace(group, lines=tuple(_retyped(line, posted) for line in group.lines)) for group in groups]


def _retyped(line: Line, posted: QueryDict) -> Line:
    return replace(line, fields=tuple(_typed(one, posted) for one in line.fields))


def _typed(field: Field, posted: QueryDict) -> Field:
    if field.choices:
        given = posted.getlist(field.name)
        return replace(field, choices=tuple(replace(one, chosen=one.value in given) for one in field.choices))
    return replace(field, value=posted.get(field.name, field.value))


def spoken(place: str) -> str:
    """A place of an edit (`conditions.0.en`) in words: its part, its line, its language."""
    first, *rest = place.split(".")
    parts = [words.part_name("materials" if "materials" in rest else first)]
    parts += [t("administration.catalogue.line", number=int(one) + 1) for one in rest if one.isdigit()]
    last = rest[-1] if rest else ""
    parts += [t(f"administration.catalogue.language.{last}")] if last in ("zh", "en") else []
    return " · ".join(parts)
