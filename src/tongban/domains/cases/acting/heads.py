"""The acts of heads and leaders: decide on more time, assign, transfer, urge, end an item."""

from collections.abc import Iterator
from functools import partial

from tongban.domains.cases import extending, rules
from tongban.domains.cases.acting import asks
from tongban.domains.cases.acting.scene import Call, Scene, Spec, Spot, agency_of, refused
from tongban.domains.cases.acting.specials import extendable, extension_words, scope_at, terms_at
from tongban.domains.cases.commands import assign, deny_extension, end_track, grant_extension, transfer, urge
from tongban.domains.cases.state import StepState
from tongban.domains.cases.views import Ask, AskOption
from tongban.domains.registry import api as registry
from tongban.kernel.clock import law_day
from tongban.kernel.declaration import Text

# more time -----------------------------------------------------------------------------------------------------------


def _asked(scene: Scene) -> Iterator[Spot]:
    """Where an extension waits for the actor's decision."""
    for spot in extendable(scene):
        scope = scope_at(scene, spot)
        waiting = scene.state.extension(scope)
        agency = extending.agency_of(scene.state, scope)
        if waiting and waiting.granted is None and scene.serves(agency, "act", duty=waiting.duty):
            yield spot


def _who_decides(scene: Scene, spot: Spot) -> rules.Who:
    return scene.who(extending.agency_of(scene.state, scope_at(scene, spot)))


def _try_grant(scene: Scene, spot: Spot) -> None:
    who, terms = _who_decides(scene, spot), terms_at(scene, spot)
    rules.grant_extension(scene.state, scope=scope_at(scene, spot), terms=terms, reason="…", who=who)


def _try_deny(scene: Scene, spot: Spot) -> None:
    who = _who_decides(scene, spot)
    rules.deny_extension(scene.state, scope=scope_at(scene, spot), reason="…", who=who)


def _grant_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    return (asks.ask("grant_extension", "reason", "long_text"),)


def _deny_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    return (asks.ask("deny_extension", "reason", "long_text"),)


def _grant(call: Call) -> None:
    grant_extension(track=_key(call), reason=call.text("reason"), **call.who)


def _deny(call: Call) -> None:
    deny_extension(track=_key(call), reason=call.text("reason"), **call.who)


def _key(call: Call) -> str | None:
    return call.spot.track.key if call.spot.track else None


# who does it ---------------------------------------------------------------------------------------------------------


def _assignable(scene: Scene) -> Iterator[Spot]:
    """Open steps that the actor may give to somebody."""
    for track, step in rules.open_steps(scene.state):
        if scene.serves(scene.state.agency_of(track, step), "assign", duty=step.duty):
            yield Spot(track, step)


def _try_assign(scene: Scene, spot: Spot) -> None:
    who = scene.who(_agency_of_step(scene, spot))
    rules.assign(scene.state, track=spot.key, step=spot.step_id, to="", who=who)


def _agency_of_step(scene: Scene, spot: Spot) -> str:
    return scene.state.agency_of(spot.track, spot.step) if spot.track and spot.step else agency_of(spot)


def _assign_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    """Colleagues who may lawfully take the step; nobody chosen gives it back to all of them."""
    return (asks.ask("assign", "to", "account", required=False, options=_colleagues(scene, spot)),)


def _colleagues(scene: Scene, spot: Spot) -> Iterator[AskOption]:
    agency = _agency_of_step(scene, spot)
    pk = scene.row.agency_rows.get(agency)
    if pk is None or spot.step is None:
        return
    duty, day = spot.step.duty, law_day(scene.now)
    for account in registry.list_duty_holders([pk], [duty], on=day).get(pk, []):
        trial = partial(rules.assign, scene.state, track=spot.key, step=spot.step_id, who=scene.who(agency))
        if refused(partial(trial, to=str(account))) is None:
            name = registry.get_account(account).name
            yield AskOption(str(account), Text(zh=name, en=name))


def _assign(call: Call) -> None:
    assign(track=call.spot.key, step=call.spot.step_id, to=call.text("to"), **call.who)


def _headed(scene: Scene) -> Iterator[Spot]:
    """The undecided items of the agency that the actor heads."""
    for track in scene.state.tracks:
        if track.agency and track.decision is None and scene.serves(track.agency, "head"):
            yield Spot(track)


def _try_transfer(scene: Scene, spot: Spot) -> None:
    who = scene.who(agency_of(spot))
    rules.transfer(scene.state, track=spot.key, to_agency="", reason="…", who=who)


def _transfer_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    return (
        asks.ask("transfer", "to_agency", "agency", options=_agencies(scene, spot)),
        asks.ask("transfer", "reason", "long_text"),
    )


def _agencies(scene: Scene, spot: Spot) -> Iterator[AskOption]:
    """Every other agency of the region and of those above it, nearest first."""
    lineage = registry.chain(scene.row.region)
    found = registry.list_agencies(lineage, law_day(scene.now))
    for agency in sorted(found, key=lambda one: lineage.index(one.region)):
        if str(agency.id) != agency_of(spot):
            yield AskOption(str(agency.id), agency.name)


def _transfer(call: Call) -> None:
    to_agency = registry.AgencyId.parse(call.values["to_agency"])
    transfer(track=call.spot.key, to_agency=to_agency, reason=call.text("reason"), **call.who)


def _urgeable(scene: Scene) -> Iterator[Spot]:
    """Items of others that keep a joint handling waiting."""
    if not scene.state.package or not scene.may("urge"):
        return
    for track in scene.state.tracks:
        if track.agency and track.decision is None and not scene.serves(track.agency, "handle"):
            yield Spot(track)


def _try_urge(scene: Scene, spot: Spot) -> None:
    rules.urge(scene.state, track=spot.key, text="…", who=scene.who())


def _urge_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    return (asks.ask("urge", "text", "long_text"),)


def _urge(call: Call) -> None:
    urge(track=call.spot.key, text=call.text("text"), **call.who)


# the end of an item --------------------------------------------------------------------------------------------------


def _ending(scene: Scene) -> Iterator[Spot]:
    """The undecided items whose decision is the actor's duty, also before its turn has come."""
    for track in scene.state.tracks:
        step = track.deciding_step
        alive = track.agency and scene.state.state_of(track, step) in (StepState.OPEN, StepState.WAITING)
        if alive and scene.has_duty(track, step):
            yield Spot(track)


def _try_end(scene: Scene, spot: Spot) -> None:
    rules.end_track(scene.state, track=spot.key, reason="…", who=scene.who(agency_of(spot)))


def _end_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    return (asks.ask("end_track", "reason", "long_text"),)


def _end(call: Call) -> None:
    end_track(track=call.spot.key, reason=call.text("reason"), **call.who)


SPECS = (
    Spec("grant_extension", _try_grant, _grant, _asked, asks=_grant_asks, words=extension_words, is_final=True),
    Spec("deny_extension", _try_deny, _deny, _asked, asks=_deny_asks, is_final=True),
    Spec("assign", _try_assign, _assign, _assignable, asks=_assign_asks),
    Spec("transfer", _try_transfer, _transfer, _headed, asks=_transfer_asks, is_final=True),
    Spec("urge", _try_urge, _urge, _urgeable, asks=_urge_asks),
    Spec("end_track", _try_end, _end, _ending, asks=_end_asks, is_final=True),
)
