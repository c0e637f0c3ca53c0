"""Definitions, drafts and simulations in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tongban.domains.cases import api as cases
from tongban.domains.catalogue import api as catalogue
from tongban.kernel import texts
from tongban.web.wording import Bilingual, day, language, pick, t, units


@dataclass(frozen=True, slots=True)
class Changed:
    """One part that differs, in words: what it is called, how it was, how it is."""

    label: str
    before: list[str]
    after: list[str]


def changed(found: Iterable[catalogue.Difference]) -> list[Changed]:
    """A service is its own only item: what its texts say is told once."""
    told: dict[tuple[str, str], Changed] = {}
    for one in found:
        change = Changed(_label(one), _lines(one.before), _lines(one.after))
        told.setdefault((one.path[-1], f"{change.before}{change.after}"), change)
    return list(told.values())


def _label(one: catalogue.Difference) -> str:
    """`materials.drawing.note` is "Materials · Drawing of the place · note"."""
    first, rest = one.path[0], one.path[1:]
    parts = [part_name(first)]
    if one.title is not None:
        parts.append(pick(one.title))
    if first == "parameters" and rest:
        parts.append(spoken(rest[0]))
    named = [part_name(part) for part in rest if f"administration.catalogue.part.{part}" in texts.codes()]
    if not named and one.title is None:
        named = list(rest)
    return " · ".join(dict.fromkeys([*parts, *named]))


def part_name(part: str) -> str:
    """The name of a part of a definition; one without a name is shown as it is."""
    code = f"administration.catalogue.part.{part}"
    return t(code) if code in texts.codes() else part


def _lines(value: Any) -> list[str]:
    if value is None or value in ([], {}, ()):
        return []
    if isinstance(value, bool):
        return [t("web.yes") if value else t("web.no")]
    if isinstance(value, Bilingual):
        return [pick(value)]
    if isinstance(value, list):
        return [" ".join(_lines(one)) for one in value]
    if isinstance(value, dict):
        return [
            f"{part_name(key)}{t('web.colon')}{' '.join(lines)}" for key, one in value.items() if (lines := _lines(one))
        ]
    return [str(value)]


def finding(one: catalogue.DraftFinding) -> str:
    """What a check found: in Chinese the rule it belongs to, in English what is wrong and how to mend it."""
    if language() == "zh":
        code = f"catalogue.check.{one.check}"
        return t(code) if code in texts.codes() else t("catalogue.check.other", check=one.check)
    return f"{one.what[:1].upper()}{one.what[1:]}. {one.mend[:1].upper()}{one.mend[1:]}."


def promise(one: catalogue.EditablePromise) -> str:
    """Which promise it is: the name of the parameter without what all have in common."""
    return spoken(one.parameter)


def spoken(parameter: str) -> str:
    """`clocks.water_connection.promise` without what all have in common."""
    return parameter.removeprefix("clocks.").replace(".", " · ").replace("_", " ")


def limit(one: catalogue.EditablePromise) -> str:
    if one.statute is None:
        return t("administration.catalogue.no_statute")
    return t("administration.catalogue.statute", limit=units(one.statute, one.unit))


@dataclass(frozen=True, slots=True)
class Affected:
    """A running case of a simulation, in words."""

    number: str
    status: str
    way: str
    steps: list[str]
    wanted: list[str]
    reasons: list[str]
    due_before: str
    due_after: str


def affected(one: cases.MigratedCase, to: catalogue.Procedure, was: catalogue.Procedure) -> Affected:
    gone = [t("administration.catalogue.step_gone", step=step_name(name, was)) for name in one.steps_gone]
    new = [t("administration.catalogue.step_new", step=step_name(name, to)) for name in one.steps_new]
    papers = [pick(found.title) if (found := to.material(name)) else name for name in one.materials]
    labels = {field.name: pick(field.label) for page in to.pages for field in page.fields}
    return Affected(
        number=one.number,
        status=t(f"web.status.{one.status}"),
        way=one.way,
        steps=[*gone, *new],
        wanted=[*papers, *(labels.get(name, name) for name in one.answers)],
        reasons=[reason(hindrance.reason) for hindrance in one.reasons],
        due_before=day(one.due_before),
        due_after=day(one.due_after) if one.due_after != one.due_before else "",
    )


def reason(name: str) -> str:
    return t(f"cases.migration.stays.{name}")


def step_name(name: str, procedure: catalogue.Procedure) -> str:
    """`track.step` in words; as it is when the procedure does not know it."""
    key, _, step = name.partition(".")
    try:
        track = procedure.track(key)
        return f"{pick(track.title)} · {pick(track.step(step).title)}"
    except LookupError:
        return name


def joined(parts: Sequence[str]) -> str:
    return t("web.list").join(parts)
