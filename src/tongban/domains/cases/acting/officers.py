"""The acts at steps: complete one or sign it, send the item back, decide it (行政许可法 art. 34, 38)."""

from functools import partial

from tongban.domains.cases import rules
from tongban.domains.cases.acting.asks import ask, options
from tongban.domains.cases.acting.scene import Call, Scene, Spec, Spot, Words, agency_of, refused
from tongban.domains.cases.commands import complete_step, decide, record_audit, return_step, sign
from tongban.domains.cases.state import Step
from tongban.domains.cases.views import Ask
from tongban.kernel.errors import Refusal


def _working(scene: Scene) -> tuple[Spot, ...]:
    return tuple(spot for spot in scene.duties if spot.step and not spot.step.decides)


def _deciding(scene: Scene) -> tuple[Spot, ...]:
    return tuple(spot for spot in scene.duties if spot.step and spot.step.decides)


def _returning(scene: Scene) -> tuple[Spot, ...]:
    """The items of which the actor has an open step."""
    return tuple({spot.key: Spot(spot.track) for spot in scene.duties}.values())


def _who(scene: Scene, spot: Spot) -> rules.Who:
    """The actor as an officer of the agency whose step it is (协办 steps are another's)."""
    return scene.who(scene.state.agency_of(spot.track, spot.step) if spot.track and spot.step else agency_of(spot))


def try_step(scene: Scene, spot: Spot) -> None:
    """Whether the step at the spot may be done by this actor now: signed, completed, or decided one way or another."""
    who = _who(scene, spot)
    if is_signed(spot):
        _try_sign(scene, spot)
    elif spot.step and spot.step.decides:
        rules.require_decidable(scene.state, track=spot.key, granted=False, reason="…", who=who)
    else:
        rules.complete_step(scene.state, track=spot.key, step=spot.step_id, opinion="", who=who)


def is_signed(spot: Spot) -> bool:
    """Whether signatures or votes are still to be collected under the step."""
    return spot.step is not None and len(spot.step.signed) < rules.votes_needed(spot.step) and spot.step.needed > 1


def _try_complete(scene: Scene, spot: Spot) -> None:
    rules.complete_step(scene.state, track=spot.key, step=spot.step_id, opinion="", who=_who(scene, spot))


def _try_sign(scene: Scene, spot: Spot) -> None:
    who = _who(scene, spot)
    rules.sign(scene.state, track=spot.key, step=spot.step_id, opinion="…", agree=True, who=who)


def _try_deny(scene: Scene, spot: Spot) -> None:
    rules.require_decidable(scene.state, track=spot.key, granted=False, reason="…", who=_who(scene, spot))


def _try_grant(scene: Scene, spot: Spot) -> None:
    who = _who(scene, spot)
    rules.require_decidable(scene.state, track=spot.key, granted=True, reason="…", who=who)


def _returnable(scene: Scene, spot: Spot) -> list[Step]:
    """The steps of the item that are done and may be done again."""
    who = scene.who(agency_of(spot))
    trial = partial(rules.return_step, scene.state, track=spot.key, reason="…", who=who)
    done = [step for step in spot.track.steps if step.done_by is not None] if spot.track else []
    return [step for step in done if refused(partial(trial, step=step.id)) is None]


def _try_return(scene: Scene, spot: Spot) -> None:
    if not _returnable(scene, spot):
        raise Refusal("cases.return.nothing_done", track=spot.key)


def _complete_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    return (ask("complete", "opinion", "long_text", required=False),)


def _sign_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    return ask("sign", "agree", "boolean"), ask("sign", "opinion", "long_text", required=False)


def _return_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    item = scene.pinned.track(spot.key)
    steps = options((step.id, item.step(step.id).title) for step in _returnable(scene, spot))
    return ask("return_step", "to", "choice", options=steps), ask("return_step", "reason", "long_text")


def _grant_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    return (ask("grant", "reason", "long_text", required=False),)


def _deny_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    return (ask("deny", "reason", "long_text"),)


def _sign_words(scene: Scene, spot: Spot) -> Words:
    """Which signature it is, of how many; under a decision it is a vote."""
    item = scene.pinned.track(spot.key)
    if spot.step is None:
        return Words(item=item.title)
    needed, code = rules.votes_needed(spot.step), "cases.consequence.sign"
    if spot.step.decides:
        code = "cases.consequence.sign_vote"
    more = {"number": len(spot.step.signed) + 1, "needed": needed}
    return Words(code, item.title if spot.step.decides else item.step(spot.step.id).title, more)


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


def _sign(call: Call) -> None:
    spot, said = call.spot, call.text("opinion")
    sign(track=spot.key, step=spot.step_id, opinion=said, agree=call.values["agree"], **call.who)


def _return(call: Call) -> None:
    return_step(track=call.spot.key, step=call.values["to"], reason=call.text("reason"), **call.who)


def _grant(call: Call) -> None:
    decide(track=call.spot.key, granted=True, reason=call.text("reason"), **call.who)


def _deny(call: Call) -> None:
    decide(track=call.spot.key, granted=False, reason=call.text("reason"), **call.who)


def _auditing(scene: Scene) -> tuple[Spot, ...]:
    """Items whose instant grant the lot has fallen on, for those whose duty the decision would have been."""
    drawn = [track for track in scene.state.tracks if track.audit == "drawn"]
    return tuple(Spot(track) for track in drawn if scene.has_duty(track, track.deciding_step))


def _try_audit(scene: Scene, spot: Spot) -> None:
    rules.record_audit(scene.state, track=spot.key, sound=True, finding="", who=scene.who(agency_of(spot)))


def _audit_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    return ask("record_audit", "sound", "boolean"), ask("record_audit", "finding", "long_text", required=False)


def _audit(call: Call) -> None:
    record_audit(track=call.spot.key, sound=call.values["sound"], finding=call.text("finding"), **call.who)


SPECS = (
    Spec("record_audit", _try_audit, _audit, _auditing, asks=_audit_asks, is_final=True),
    Spec("complete", _try_complete, _complete, _working, asks=_complete_asks),
    Spec("sign", _try_sign, _sign, lambda scene: scene.duties, asks=_sign_asks, words=_sign_words),
    Spec("grant", _try_grant, _grant, _deciding, asks=_grant_asks, words=_grant_words, is_final=True),
    Spec("deny", _try_deny, _deny, _deciding, asks=_deny_asks, is_final=True),
    Spec("return_step", _try_return, _return, _returning, asks=_return_asks),
)
