"""The acts of the accepting window (行政许可法 art. 32), and its word on a precheck."""

from collections.abc import Callable

from tongban.domains.cases import naming, rules, taking
from tongban.domains.cases.acting.asks import ask, options
from tongban.domains.cases.acting.scene import WHOLE, Call, Scene, Spec, Spot
from tongban.domains.cases.commands import accept, answer_precheck, ask_supplement, refuse
from tongban.domains.cases.views import Ask


def _allowed(verb: str) -> Callable[[Scene], tuple[Spot, ...]]:
    return lambda scene: (WHOLE,) if scene.may(verb) else ()


def _try_accept(scene: Scene, spot: Spot) -> None:
    rules.require_acceptable(scene.state, who=scene.who())


def _try_ask(scene: Scene, spot: Spot) -> None:
    rules.require_askable(scene.state, period=taking.period_of(scene.row.pk, now=scene.now), who=scene.who())


def _try_refuse(scene: Scene, spot: Spot) -> None:
    period = taking.period_of(scene.row.pk, now=scene.now)
    rules.refuse(scene.state, reason="…", where="…", period=period, who=scene.who())


def _try_answer(scene: Scene, spot: Spot) -> None:
    rules.require_answerable(scene.state, who=scene.who())


def _accept_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    """Which papers may follow, where some are missing that lawfully may."""
    found = options((one.id, one.title) for one in taking.tolerable(scene.row, scene.pinned))
    return (ask("accept", "tolerate", "choices", required=False, options=found),) if found else ()


def _ask_supplement_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    return (ask("ask_supplement", "missing", "missing", options=options(naming.asked_by_guide(scene.pinned))),)


def _answer_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    guide = options(naming.asked_by_guide(scene.pinned))
    return (
        ask("answer_precheck", "ready", "boolean"),
        ask("answer_precheck", "missing", "missing", required=False, options=guide),
    )


def _refuse_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    return ask("refuse", "reason", "long_text"), ask("refuse", "where", "long_text")


def _accept(call: Call) -> None:
    accept(tolerate=call.values.get("tolerate") or (), **call.who)


def _answer(call: Call) -> None:
    answer_precheck(ready=call.values["ready"], missing=call.values["missing"] or (), **call.who)


def _ask(call: Call) -> None:
    ask_supplement(missing=call.values["missing"], **call.who)


def _refuse(call: Call) -> None:
    refuse(reason=call.text("reason"), where=call.text("where"), **call.who)


SPECS = (
    Spec("answer_precheck", _try_answer, _answer, _allowed("answer_precheck"), asks=_answer_asks),
    Spec("accept", _try_accept, _accept, _allowed("accept"), asks=_accept_asks),
    Spec("ask_supplement", _try_ask, _ask, _allowed("ask_supplement"), asks=_ask_supplement_asks, is_final=True),
    Spec("refuse", _try_refuse, _refuse, _allowed("refuse"), asks=_refuse_asks, is_final=True),
)
