"""The acts of the accepting window (行政许可法 art. 32)."""

from collections.abc import Callable

from tongban.domains.cases import rules
from tongban.domains.cases.acting.asks import ask
from tongban.domains.cases.acting.scene import WHOLE, Call, Scene, Spec, Spot
from tongban.domains.cases.commands import accept, ask_supplement, refuse
from tongban.domains.cases.history import Missing
from tongban.domains.cases.views import Ask

_MISSING = (Missing("…", "…"),)


def _allowed(verb: str) -> Callable[[Scene], tuple[Spot, ...]]:
    return lambda scene: (WHOLE,) if scene.may(verb) else ()


def _try_accept(scene: Scene, spot: Spot) -> None:
    rules.require_acceptable(scene.state, who=scene.who())


def _try_ask(scene: Scene, spot: Spot) -> None:
    rules.ask_supplement(scene.state, missing=_MISSING, who=scene.who())


def _try_refuse(scene: Scene, spot: Spot) -> None:
    rules.refuse(scene.state, reason="…", where="…", who=scene.who())


def _ask_supplement_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    return (ask("ask_supplement", "missing", "missing"),)


def _refuse_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    return ask("refuse", "reason", "long_text"), ask("refuse", "where", "long_text")


def _accept(call: Call) -> None:
    accept(**call.who)


def _ask(call: Call) -> None:
    ask_supplement(missing=call.values["missing"], **call.who)


def _refuse(call: Call) -> None:
    refuse(reason=call.text("reason"), where=call.text("where"), **call.who)


SPECS = (
    Spec("accept", _try_accept, _accept, spots=_allowed("accept")),
    Spec("ask_supplement", _try_ask, _ask, _allowed("ask_supplement"), asks=_ask_supplement_asks, is_final=True),
    Spec("refuse", _try_refuse, _refuse, _allowed("refuse"), asks=_refuse_asks, is_final=True),
)
