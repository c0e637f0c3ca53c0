"""The acts after a decision: hand over, check a promise, revoke, decide again."""

from collections.abc import Iterator

from tongban.domains.cases import rules, wording
from tongban.domains.cases.acting import asks
from tongban.domains.cases.acting.scene import Call, Scene, Spec, Spot, agency_of
from tongban.domains.cases.commands import deliver, record_check, reopen, revoke
from tongban.domains.cases.state import Decision
from tongban.domains.cases.views import Ask, AskOption

BECAUSE = ("breach", "court", "review", "error")
AUTHORITIES = ("court", "review")
COLLECTORS = ("applicant", "agent")


def _options(kind: str, values: tuple[str, ...]) -> tuple[AskOption, ...]:
    return asks.options((one, wording.both(f"cases.{kind}.{one}")) for one in values)


def _granted(scene: Scene) -> Iterator[Spot]:
    return (Spot(track) for track in scene.state.tracks if track.decision is Decision.GRANTED and not track.revoked)


# handing over --------------------------------------------------------------------------------------------------------


def _methods(spot: Spot) -> tuple[str, ...]:
    """How somebody can hand it over; what the applicant fetches from the net needs nobody."""
    return tuple(one for one in spot.track.delivery if one != "download") if spot.track else ()


def _deliverable(scene: Scene) -> Iterator[Spot]:
    for spot in _granted(scene):
        if _methods(spot) and (scene.may("deliver") or scene.serves(agency_of(spot), "handle")):
            yield spot


def _try_deliver(scene: Scene, spot: Spot) -> None:
    method = _methods(spot)[0]
    rules.deliver(scene.state, track=spot.key, method=method, to="applicant", reference="…", who=scene.who())


def _deliver_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    return (
        asks.ask("deliver", "method", "choice", options=_options("delivery", _methods(spot))),
        asks.ask("deliver", "to", "choice", required=False, options=_options("collector", COLLECTORS)),
        asks.ask("deliver", "collector", "text", required=False),
        asks.ask("deliver", "reference", "text", required=False),
    )


def _deliver(call: Call) -> None:
    deliver(
        track=call.spot.key,
        method=call.values["method"],
        to=call.values["to"] or "applicant",
        collector=call.text("collector"),
        reference=call.text("reference"),
        **call.who,
    )


# the later check of a promise ----------------------------------------------------------------------------------------


def _checkable(scene: Scene) -> Iterator[Spot]:
    for spot in _granted(scene):
        check = spot.track.check if spot.track else None
        if check and check.kept is None and scene.serves(check.agency, "handle"):
            yield spot


def _try_check(scene: Scene, spot: Spot) -> None:
    check = spot.track.check if spot.track else None
    who = scene.who(check.agency if check else "")
    rules.record_check(scene.state, track=spot.key, kept=True, finding="…", who=who)


def _check_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    return asks.ask("record_check", "kept", "boolean"), asks.ask("record_check", "finding", "long_text")


def _check(call: Call) -> None:
    record_check(track=call.spot.key, kept=call.values["kept"], finding=call.text("finding"), **call.who)


# taken back, decided again -------------------------------------------------------------------------------------------


def _revocable(scene: Scene) -> Iterator[Spot]:
    return (spot for spot in _granted(scene) if scene.serves(agency_of(spot), "head"))


def _reopenable(scene: Scene) -> Iterator[Spot]:
    for track in scene.state.tracks:
        if track.decision is not None and track.agency and scene.serves(track.agency, "head"):
            yield Spot(track)


def _try_revoke(scene: Scene, spot: Spot) -> None:
    who = scene.who(agency_of(spot))
    rules.revoke(scene.state, track=spot.key, reason="…", basis="…", because="error", who=who)


def _try_reopen(scene: Scene, spot: Spot) -> None:
    who = scene.who(agency_of(spot))
    rules.require_reopenable(scene.state, track=spot.key, reference="…", reason="…", who=who)


def _revoke_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    """A breach can be the reason only where a check has found one."""
    check = spot.track.check if spot.track else None
    reasons = BECAUSE if check and check.kept is False else BECAUSE[1:]
    return (
        asks.ask("revoke", "because", "choice", options=_options("because", reasons)),
        asks.ask("revoke", "basis", "text"),
        asks.ask("revoke", "reason", "long_text"),
    )


def _reopen_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    return (
        asks.ask("reopen", "authority", "choice", options=_options("authority", AUTHORITIES)),
        asks.ask("reopen", "reference", "text"),
        asks.ask("reopen", "reason", "long_text"),
    )


def _revoke(call: Call) -> None:
    revoke(
        track=call.spot.key,
        because=call.values["because"],
        reason=call.text("reason"),
        basis=call.text("basis"),
        **call.who,
    )


def _reopen(call: Call) -> None:
    reopen(
        track=call.spot.key,
        authority=call.values["authority"],
        reference=call.text("reference"),
        reason=call.text("reason"),
        **call.who,
    )


SPECS = (
    Spec("deliver", _try_deliver, _deliver, _deliverable, asks=_deliver_asks),
    Spec("record_check", _try_check, _check, _checkable, asks=_check_asks),
    Spec("reopen", _try_reopen, _reopen, _reopenable, asks=_reopen_asks, is_final=True),
    Spec("revoke", _try_revoke, _revoke, _revocable, asks=_revoke_asks, is_final=True),
)
