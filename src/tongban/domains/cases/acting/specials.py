"""The acts that change how long something may take: special procedures, suspension, the request for more time."""

from collections.abc import Iterator

from tongban.domains.cases import extending, rules, wording
from tongban.domains.cases.acting import asks
from tongban.domains.cases.acting.scene import WHOLE, Call, Scene, Spec, Spot, Words, agency_of, usual_words
from tongban.domains.cases.commands import ask_extension, end_special, resume, start_special, suspend
from tongban.domains.cases.rules import ExtensionTerms, SpecialKind
from tongban.domains.cases.state import WHOLE as WHOLE_SCOPE
from tongban.domains.cases.views import Ask
from tongban.domains.catalogue import api as catalogue
from tongban.kernel.declaration import Text
from tongban.kernel.durations import Duration, Unit

# special procedures --------------------------------------------------------------------------------------------------


def _handled(scene: Scene) -> Iterator[Spot]:
    """The undecided items of the actor's agency."""
    for track in scene.state.tracks:
        if track.agency and track.decision is None and scene.serves(track.agency, "handle"):
            yield Spot(track)


def _kinds(scene: Scene, spot: Spot) -> list[catalogue.SpecialProcedure]:
    """What the item declares and what does not run already."""
    running = {one.kind for one in spot.track.specials} if spot.track else set()
    declared = [one.kind for one in scene.pinned.track(spot.key).conduct.special_procedures]
    known = scene.pinned.special_procedures
    return [known[kind] for kind in declared if kind in known and kind not in running]


def _startable(scene: Scene) -> Iterator[Spot]:
    return (spot for spot in _handled(scene) if _kinds(scene, spot))


def _endable(scene: Scene) -> Iterator[Spot]:
    return (spot for spot in _handled(scene) if spot.track and spot.track.specials)


def _try_start(scene: Scene, spot: Spot) -> None:
    kind = SpecialKind(_kinds(scene, spot)[0].id, stops=(), basis="")
    rules.start_special(scene.state, track=spot.key, kind=kind, reason="…", who=scene.who(agency_of(spot)))


def _try_end(scene: Scene, spot: Spot) -> None:
    running = spot.track.specials if spot.track else ()
    kind = running[0].kind if running else ""
    rules.end_special(scene.state, track=spot.key, kind=kind, result="…", who=scene.who(agency_of(spot)))


def _start_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    kinds = asks.options((one.id, _effect(one)) for one in _kinds(scene, spot))
    return (
        asks.ask("start_special", "kind", "choice", options=kinds),
        asks.ask("start_special", "reason", "long_text"),
    )


def _effect(kind: catalogue.SpecialProcedure) -> Text:
    """The kind with what it does to the clocks and by which law: known before it is chosen."""
    code = "cases.special.stops" if kind.stops else "cases.special.counts"
    return wording.both(code, kind=kind.title, basis=basis_of(kind))


def basis_of(kind: catalogue.SpecialProcedure) -> str:
    return f"{kind.basis.document} {kind.basis.place}".strip()


def _start_words(scene: Scene, spot: Spot) -> Words:
    """When every kind on offer stops the clock, the law is named at once."""
    kinds = _kinds(scene, spot)
    item = scene.pinned.track(spot.key).title
    if kinds and all("statutory" in kind.stops for kind in kinds):
        laws = list(dict.fromkeys(basis_of(kind) for kind in kinds))
        return Words("cases.consequence.start_special_stops", item, {"basis": laws})
    return Words("", item)


def _end_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    known = scene.pinned.special_procedures
    running = spot.track.specials if spot.track else ()
    kinds = asks.options((one.kind, known[one.kind].title) for one in running if one.kind in known)
    return (
        asks.ask("end_special", "kind", "choice", options=kinds),
        asks.ask("end_special", "result", "long_text"),
    )


def _start(call: Call) -> None:
    start_special(track=call.spot.key, kind=call.values["kind"], reason=call.text("reason"), **call.who)


def _end(call: Call) -> None:
    end_special(track=call.spot.key, kind=call.values["kind"], result=call.text("result"), **call.who)


# suspension ----------------------------------------------------------------------------------------------------------


def _suspendable(scene: Scene) -> tuple[Spot, ...]:
    return (WHOLE,) if scene.may("suspend") else ()


def _try_suspend(scene: Scene, spot: Spot) -> None:
    rules.suspend(scene.state, reason="…", basis="…", who=scene.who())


def _try_resume(scene: Scene, spot: Spot) -> None:
    rules.resume(scene.state, reason="…", who=scene.who())


def _suspend_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    return asks.ask("suspend", "reason", "long_text"), asks.ask("suspend", "basis", "text")


def _resume_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    return (asks.ask("resume", "reason", "long_text"),)


def _suspend(call: Call) -> None:
    suspend(reason=call.text("reason"), basis=call.text("basis"), **call.who)


def _resume(call: Call) -> None:
    resume(reason=call.text("reason"), **call.who)


# more time -----------------------------------------------------------------------------------------------------------


def scope_at(scene: Scene, spot: Spot) -> str:
    return extending.scope_of(scene.state, spot.track.key if spot.track else None)


def terms_at(scene: Scene, spot: Spot) -> ExtensionTerms:
    """By how much the clocks at a spot may be extended. Refuses `cases.extension.not_declared`."""
    scope = scope_at(scene, spot)
    return extending.terms(scene.state, scope, row=scene.row, pinned=scene.pinned, now=scene.now)


def extendable(scene: Scene) -> Iterator[Spot]:
    """The items whose clocks can be extended, and the whole of a package; of a single item its own are the whole's."""
    if scene.row.accepted_at is None:
        return
    if scene.state.package and extending.declared(scene.pinned, WHOLE_SCOPE):
        yield WHOLE
    for track in scene.state.tracks:
        if track.decision is None and extending.declared(scene.pinned, scene.state.scope_of(track.key)):
            yield Spot(track)


def _askable(scene: Scene) -> Iterator[Spot]:
    for spot in extendable(scene):
        if scene.serves(extending.agency_of(scene.state, scope_at(scene, spot)), "handle"):
            yield spot


def _try_ask(scene: Scene, spot: Spot) -> None:
    who = scene.who(extending.agency_of(scene.state, scope_at(scene, spot)))
    terms = terms_at(scene, spot)
    rules.ask_extension(scene.state, scope=scope_at(scene, spot), terms=terms, reason="…", who=who)


def extension_words(scene: Scene, spot: Spot) -> Words:
    """How much more time it is, and by which law."""
    terms = terms_at(scene, spot)
    more = wording.duration(Duration(terms.amount, Unit(terms.unit)))
    return Words("", usual_words(scene, spot).item, {"more": more, "basis": terms.basis})


def _ask_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    return (asks.ask("ask_extension", "reason", "long_text"),)


def _ask(call: Call) -> None:
    ask_extension(track=call.spot.track.key if call.spot.track else None, reason=call.text("reason"), **call.who)


SPECS = (
    Spec("end_special", _try_end, _end, _endable, asks=_end_asks),
    Spec("start_special", _try_start, _start, _startable, asks=_start_asks, words=_start_words, is_final=True),
    Spec("ask_extension", _try_ask, _ask, _askable, asks=_ask_asks, words=extension_words),
    Spec("resume", _try_resume, _resume, _suspendable, asks=_resume_asks),
    Spec("suspend", _try_suspend, _suspend, _suspendable, asks=_suspend_asks, is_final=True),
)
