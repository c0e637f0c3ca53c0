"""The acts of the applicant: file what was looked at, bring what was missing, withdraw."""

from tongban.domains.cases import rules
from tongban.domains.cases.acting.asks import ask
from tongban.domains.cases.acting.scene import WHOLE, Call, Scene, Spec, Spot
from tongban.domains.cases.commands import confirm, supplement, withdraw
from tongban.domains.cases.views import Ask


def _supplementing(scene: Scene) -> tuple[Spot, ...]:
    return (WHOLE,) if scene.may("supplement") else ()


def _confirming(scene: Scene) -> tuple[Spot, ...]:
    return (WHOLE,) if scene.may("confirm") else ()


def _withdrawing(scene: Scene) -> tuple[Spot, ...]:
    return (WHOLE,) if scene.may("withdraw") else ()


def _try_supplement(scene: Scene, spot: Spot) -> None:
    rules.require_supplement_wanted(scene.state)


def _try_confirm(scene: Scene, spot: Spot) -> None:
    rules.require_unconfirmed(scene.state)


def _try_withdraw(scene: Scene, spot: Spot) -> None:
    rules.withdraw(scene.state, reason="", who=scene.who(""))


def _supplement_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    return ask("supplement", "form", "form"), ask("supplement", "materials", "materials", required=False)


def _confirm_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    """Nothing has to be written again: what stands is filed, unless other answers are given."""
    return ask("confirm", "form", "form", required=False), ask("confirm", "materials", "materials", required=False)


def _withdraw_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    return (ask("withdraw", "reason", "long_text", required=False),)


def _supplement(call: Call) -> None:
    supplement(form=call.values["form"], materials=call.values["materials"] or (), **call.who)


def _confirm(call: Call) -> None:
    confirm(form=call.values["form"], materials=call.values["materials"] or (), **call.who)


def _withdraw(call: Call) -> None:
    withdraw(reason=call.text("reason"), **call.who)


SPECS = (
    Spec("confirm", _try_confirm, _confirm, _confirming, asks=_confirm_asks),
    Spec("supplement", _try_supplement, _supplement, _supplementing, asks=_supplement_asks),
    Spec("withdraw", _try_withdraw, _withdraw, _withdrawing, asks=_withdraw_asks, is_final=True),
)
