"""The acts at steps: complete one, or decide the item (行政许可法 art. 34, 38)."""

from tongban.domains.cases import rules
from tongban.domains.cases.acting.asks import ask
from tongban.domains.cases.acting.scene import Call, Scene, Spec, Spot, Words
from tongban.domains.cases.commands import complete_step, decide, record_audit
from tongban.domains.cases.views import Ask


def _working(scene: Scene) -> tuple[Spot, ...]:
    return tuple(spot for spot in scene.duties if spot.step and not spot.step.decides)


def _deciding(scene: Scene) -> tuple[Spot, ...]:
    return tuple(spot for spot in scene.duties if spot.step and spot.step.decides)


def _agency(spot: Spot) -> str:
    return (spot.track.agency if spot.track else None) or ""


def try_step(scene: Scene, spot: Spot) -> None:
    """Whether the step at the spot may be done by this actor now: completed, or decided by a grant or a denial."""
    who = scene.who(_agency(spot))
    if spot.step and spot.step.decides:
        rules.require_decidable(scene.state, track=spot.key, granted=False, reason="…", who=who)
    else:
        rules.complete_step(scene.state, track=spot.key, step=spot.step_id, opinion="", who=who)


def _try_grant(scene: Scene, spot: Spot) -> None:
    who = scene.who(_agency(spot))
    rules.require_decidable(scene.state, track=spot.key, granted=True, reason="…", who=who)


def _complete_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    return (ask("complete", "opinion", "long_text", required=False),)


def _grant_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    return (ask("grant", "reason", "long_text", required=False),)


def _deny_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    return (ask("deny", "reason", "long_text"),)


def _grant_words(scene: Scene, spot: Spot) -> Words:
    """What a grant of this item brings about."""
    item = scene.pinned.track(spot.key)
    code = "cases.consequence.grant"
    if spot.track and spot.track.registers:
        code = "cases.consequence.grant_registers"
    elif spot.track and spot.track.licence:
        code = "cases.consequence.grant_licence"
    return Words(code, item.title, {"result": item.result.title})


def _complete(call: Call) -> None:
    spot = call.spot
    complete_step(track=spot.key, step=spot.step_id, opinion=call.text("opinion"), **call.who)


def _grant(call: Call) -> None:
    decide(track=call.spot.key, granted=True, reason=call.text("reason"), **call.who)


def _deny(call: Call) -> None:
    decide(track=call.spot.key, granted=False, reason=call.text("reason"), **call.who)


def _auditing(scene: Scene) -> tuple[Spot, ...]:
    """Items whose instant grant the lot has fallen on, for those whose duty the decision would have been."""
    drawn = [track for track in scene.state.tracks if track.audit == "drawn"]
    return tuple(Spot(track) for track in drawn if scene.has_duty(track, track.deciding_step))


def _try_audit(scene: Scene, spot: Spot) -> None:
    rules.record_audit(scene.state, track=spot.key, sound=True, finding="", who=scene.who(_agency(spot)))


def _audit_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    return ask("record_audit", "sound", "boolean"), ask("record_audit", "finding", "long_text", required=False)


def _audit(call: Call) -> None:
    record_audit(track=call.spot.key, sound=call.values["sound"], finding=call.text("finding"), **call.who)


SPECS = (
    Spec("record_audit", _try_audit, _audit, _auditing, asks=_audit_asks, is_final=True),
    Spec("complete", try_step, _complete, _working, asks=_complete_asks),
    Spec("grant", _try_grant, _grant, _deciding, asks=_grant_asks, words=_grant_words, is_final=True),
    Spec("deny", try_step, _deny, _deciding, asks=_deny_asks, is_final=True),
)
