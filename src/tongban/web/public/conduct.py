"""How a procedure may be conducted beyond the ordinary, for its guide: questions, promises, papers that may follow."""

from collections.abc import Iterator
from dataclasses import dataclass

from tongban.domains.cases import api as cases
from tongban.domains.catalogue import api as catalogue
from tongban.kernel.errors import NotInForce
from tongban.web.wording import duration, pick, t


@dataclass(frozen=True, slots=True)
class Asked:
    """A guided question with its answers."""

    question: str
    answers: str
    is_always: bool


@dataclass(frozen=True, slots=True)
class Promise:
    """What may be promised instead of papers: for which item, the text, the papers it replaces, the later check."""

    item: str
    text: str
    replaces: str
    check: str
    basis: str
    is_only: bool


@dataclass(frozen=True, slots=True)
class Following:
    """Papers that may follow acceptance (容缺受理): which, within what time, and what happens else."""

    item: str
    papers: str
    within: str
    consequence: str
    basis: str


@dataclass(frozen=True, slots=True)
class Special:
    """A special procedure that may be needed: its name, how long at the most, whether a clock stops for it, by what."""

    title: str
    within: str
    stops: str
    basis: str


@dataclass(frozen=True, slots=True)
class Longer:
    """By how much a limit may be extended once, who approves it, by which law."""

    item: str
    by: str
    approver: str
    basis: str


def situations(procedure: catalogue.Procedure) -> list[Asked]:
    return [
        Asked(
            pick(one.question),
            t("web.list").join([pick(option.title) for option in one.options] or [t("web.yes"), t("web.no")]),
            one.when is None,
        )
        for one in procedure.situations
    ]


def promises(procedure: catalogue.Procedure) -> Iterator[Promise]:
    for track in procedure.tracks:
        one = track.conduct.commitment
        if one is not None:
            yield Promise(
                item=pick(track.title),
                text=pick(one.text),
                replaces=_papers(procedure, one.replaces),
                check=t("web.space.promise.check", within=_length(procedure, one.check_within)),
                basis=cited(one.basis),
                is_only=one.required,
            )


def following(procedure: catalogue.Procedure) -> Iterator[Following]:
    for track in procedure.tracks:
        one = track.conduct.tolerance
        if one is not None:
            yield Following(
                item=pick(track.title),
                papers=_papers(procedure, one.materials),
                within=_length(procedure, one.within),
                consequence=t(f"web.guide.tolerance.{one.consequence}"),
                basis=cited(one.basis),
            )


def specials(procedure: catalogue.Procedure) -> Iterator[Special]:
    """Each kind once, with the longest time that any item gives it."""
    told = set()
    for use in (use for track in procedure.tracks for use in track.conduct.special_procedures):
        kind = procedure.special_procedures[use.kind]
        if kind.id not in told:
            told.add(kind.id)
            yield Special(
                title=pick(kind.title),
                within=_length(procedure, use.within) if use.within else "",
                stops=t("web.guide.special.stops") if "statutory" in kind.stops else t("web.guide.special.runs"),
                basis=cited(kind.basis),
            )


def longer(procedure: catalogue.Procedure) -> Iterator[Longer]:
    own = [("", procedure.extension)] if procedure.is_package else []
    for item, one in [*own, *((pick(track.title), track.conduct.extension) for track in procedure.tracks)]:
        if one is not None:
            yield Longer(
                item=item or t("web.guide.whole"),
                by=_length(procedure, one.by),
                approver=t(f"web.guide.extension.{one.approved_by}"),
                basis=cited(one.basis),
            )


def sometimes(procedure: catalogue.Procedure) -> frozenset[str]:
    """The papers that are asked only by some answers: each item that needs them has a condition, or applies on one."""
    items = {track.key for track in procedure.tracks if track.conduct.when is not None}
    return frozenset(
        one.id for one in procedure.materials if all(need.when or need.track in items for need in one.demands)
    )


def delivery(procedure: catalogue.Procedure) -> str:
    return t("web.list").join(t(f"web.delivery.{one}") for one in cases.delivery_methods(procedure))


def may_be_prechecked(procedure: catalogue.Procedure) -> bool:
    return all(track.conduct.precheck for track in procedure.tracks)


def cited(source: catalogue.Source) -> str:
    return f"{source.document} {source.place}".strip()


def _papers(procedure: catalogue.Procedure, ids: tuple[str, ...]) -> str:
    return t("web.list").join(pick(one.title) for one in procedure.materials if one.id in ids)


def _length(procedure: catalogue.Procedure, parameter: str) -> str:
    try:
        return duration(procedure.parameters[parameter].duration_on(procedure.on))
    except (NotInForce, LookupError):
        return ""
