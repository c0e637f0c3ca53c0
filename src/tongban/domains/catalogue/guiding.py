"""The public guide (办事指南) of a procedure: the same definition as the form and the flow, in one language, as words.

Plain strings for whoever draws the page; nothing here knows HTML.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tongban.domains.catalogue.conduct import Source
from tongban.domains.catalogue.procedure import WHOLE, ClockSpec, Material, Procedure, Track
from tongban.kernel import texts
from tongban.kernel.declaration import Text


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the four facts under the title. `detail` says where the number comes from."""

    id: str
    label: str
    value: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class GuideMaterial:
    """A paper: what, how many, where it comes from. `exempt` says why it need not be handed in (免提交), or nothing."""

    id: str
    title: str
    required: bool
    origin: str
    form: str
    exempt: str
    basis: str
    note: str
    tracks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GuideStep:
    """One step of an item: what is done, and which steps must be done before it, as words."""

    title: str
    decides: bool
    waits_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GuideTrack:
    """One item: who handles it, its steps in a line, its limits, what one receives."""

    key: str
    title: str
    summary: str
    agency: str
    kind: str
    steps: tuple[GuideStep, ...]
    promised: str
    statutory: str
    result: str
    result_kind: str
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GuidePromise:
    """One of several promises: for whom (the clause that says so), how long, from which source."""

    text: str
    length: str
    source: str


@dataclass(frozen=True, slots=True)
class GuidePlace:
    title: str
    address: str
    hours: str
    phone: str


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything a guide page needs, in one language."""

    key: str
    kind: str
    title: str
    summary: str
    source: str
    accepted_by: str
    facts: tuple[Fact, ...]
    promises: tuple[GuidePromise, ...]
    audience: tuple[str, ...]
    conditions: tuple[str, ...]
    materials: tuple[GuideMaterial, ...]
    stages: tuple[tuple[str, tuple[str, ...]], ...]
    tracks: tuple[GuideTrack, ...]
    results: tuple[str, ...]
    fees: tuple[tuple[str, str, str], ...]
    legal_basis: tuple[str, ...]
    questions: tuple[tuple[str, str], ...]
    places: tuple[GuidePlace, ...]
    online: str
    pages: tuple[str, ...]
    version: str
    is_fiction: bool


@dataclass(frozen=True, slots=True)
class _Writer:
    """Words in one language, with the names of agencies by role."""

    language: str
    names: Mapping[str, Text]

    def say(self, code: str, **values: object) -> str:
        return texts.say(f"catalogue.guide.{code}", self.language, **values)

    def pick(self, text: Text | None) -> str:
        return text.in_(self.language) if text else ""

    def agency(self, role: str) -> str:
        return self.pick(self.names.get(role)) or role

    def length(self, clock: ClockSpec | None) -> str:
        """A length of time as words; nothing at all when there is none."""
        if clock is None:
            return ""
        if clock.duration.amount == 0:
            return self.say("at_once")
        return self.say(f"unit.{clock.duration.unit.value}", amount=clock.duration.amount)


def guide(procedure: Procedure, language: str, *, names: Mapping[str, Text] | None = None) -> Guide:
    """The guide of a procedure in `zh` or `en`. `names` are the agencies by role; one without shows its role."""
    write = _Writer(language, names or {})
    titles = {track.key: write.pick(track.title) for track in procedure.tracks}
    return Guide(
        key=procedure.key,
        kind=procedure.kind,
        title=write.pick(procedure.title),
        summary=write.pick(procedure.summary),
        source=cited(procedure.source),
        accepted_by=write.agency(procedure.lead_role),
        facts=tuple(_facts(procedure, write)),
        promises=tuple(_promises(procedure, write)),
        audience=tuple(write.say(f"audience.{one}") for one in procedure.audience),
        conditions=tuple(write.pick(one) for one in procedure.conditions),
        materials=tuple(_material(one, titles, write) for one in procedure.materials),
        stages=tuple(
            (write.pick(stage.title), tuple(titles[key] for key in stage.tracks)) for stage in procedure.stages
        ),
        tracks=tuple(_track(procedure, track, write) for track in procedure.tracks),
        results=tuple(write.pick(track.result.title) for track in procedure.tracks),
        fees=tuple(_fees(procedure, write)),
        legal_basis=tuple(dict.fromkeys(cited(one) for one in procedure.legal_basis)),
        questions=tuple((write.pick(one.question), write.pick(one.answer)) for one in procedure.questions),
        places=tuple(
            GuidePlace(write.pick(one.title), write.pick(one.address), write.pick(one.hours), one.phone)
            for one in procedure.places
        ),
        online=write.say(f"online.{online_level(procedure.online_depth)}"),
        pages=tuple(write.pick(page.title) for page in procedure.pages),
        version=procedure.digest[:12],
        is_fiction=(procedure.region or "").startswith("99"),
    )


def cited(source: Source) -> str:
    """A source as one line: the document and its place."""
    return f"{source.document} {source.place}".strip()


def yuan(fen: int) -> str:
    """An amount in yuan with two decimals."""
    return f"{fen // 100}.{fen % 100:02d}"


def online_level(depth: tuple[int, ...]) -> int:
    """The level of online handling (Ⅰ…Ⅳ) of the deepest step: 1 consult, 2–3 intake, 4–5 handle, 6–7 all the way."""
    deepest = max(depth)
    return 4 if deepest >= 6 else 3 if deepest >= 4 else 2 if deepest >= 2 else 1


def _facts(procedure: Procedure, write: _Writer) -> Iterator[Fact]:
    promised, statutory = procedure.clock("promised"), procedure.clock("statutory")
    length = write.length(promised)
    if WHOLE in procedure.choices:
        length = write.say("at_most", length=length)
    yield Fact("promised", write.say("promised"), length, promised.source if promised else "")
    if statutory is None and procedure.is_package:
        yield Fact("statutory", write.say("statutory"), write.say("statutory_by_item"))
    else:
        found = write.length(statutory) or write.say("statutory_none")
        yield Fact("statutory", write.say("statutory"), found, statutory.source if statutory else "")
    visits = write.say("visits_none") if procedure.visits == 0 else write.say("visits_count", count=procedure.visits)
    yield Fact("visits", write.say("visits"), visits, write.pick(procedure.visits_reason))
    fee = write.say("free") if not procedure.fees else write.say("money", yuan=yuan(procedure.fee_fen))
    yield Fact("fee", write.say("fee"), fee, "; ".join(cited(one.basis) for one in procedure.fees))


def _promises(procedure: Procedure, write: _Writer) -> Iterator[GuidePromise]:
    """The promises among which the answers choose, in the order of the table."""
    choice = procedure.choices.get(WHOLE)
    if choice is None:
        return
    rows = [(row.basis, row.answers["parameter"]) for row in choice.table.rows]
    rows += [(write.say("otherwise"), choice.table.otherwise["parameter"])] if choice.table.otherwise else []
    for text, named in rows:
        clock = choice.options.get(str(named.value))
        if clock is not None:
            yield GuidePromise(text, write.length(clock), clock.source)


def _fees(procedure: Procedure, write: _Writer) -> Iterator[tuple[str, str, str]]:
    for fee in procedure.fees:
        yield write.pick(fee.title), write.say("money", yuan=yuan(fee.amount_fen)), cited(fee.basis)


def _material(material: Material, titles: Mapping[str, str], write: _Writer) -> GuideMaterial:
    return GuideMaterial(
        id=material.id,
        title=write.pick(material.title),
        required=material.required,
        origin=write.say(f"origin.{material.source}"),
        form=write.say(f"form.{material.form}"),
        exempt=_exempt(material, titles, write),
        basis=cited(material.basis) if material.basis else "",
        note=write.pick(material.note),
        tracks=tuple(titles[key] for key in material.tracks if key in titles),
    )


def _exempt(material: Material, titles: Mapping[str, str], write: _Writer) -> str:
    if material.issued_by:
        return write.say("exempt_issued_here", track=titles.get(material.issued_by, material.issued_by))
    return write.say("exempt_held") if material.from_licence else ""


def _track(procedure: Procedure, track: Track, write: _Writer) -> GuideTrack:
    return GuideTrack(
        key=track.key,
        title=write.pick(track.title),
        summary=write.pick(track.summary),
        agency=write.agency(track.agency_role),
        kind=write.say(f"kind.{track.kind}"),
        steps=tuple(
            GuideStep(write.pick(step.title), step.decides, tuple(_waits(procedure, f"{track.key}.{step.id}", write)))
            for step in track.steps
        ),
        promised=write.length(track.clock("promised")),
        statutory=write.length(track.clock("statutory")),
        result=write.pick(track.result.title),
        result_kind=write.say(f"result.{track.result.kind}"),
        after=tuple(write.pick(procedure.track(key).title) for key in track.after),
    )


def _waits(procedure: Procedure, name: str, write: _Writer) -> Iterator[str]:
    """Only what another item must do first is worth a word; the own steps stand in a line."""
    track, _, step_id = name.partition(".")
    for before in procedure.track(track).step(step_id).after:
        other, _, step = before.partition(".")
        if other != track:
            one = procedure.track(other)
            yield f"{write.pick(one.title)}: {write.pick(one.step(step).title)}"
