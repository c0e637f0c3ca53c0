"""The acts of the applicant: file what was looked at, bring what was missing or may follow, withdraw."""

from datetime import date
from functools import partial

from tongban.domains.cases import filing, rules, wording
from tongban.domains.cases.acting.asks import ask, options
from tongban.domains.cases.acting.scene import WHOLE, Call, Scene, Spec, Spot, refused
from tongban.domains.cases.commands import bring_tolerated, confirm, supplement, take_credential, withdraw
from tongban.domains.cases.views import Ask
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel.clock import law_day
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Conflict, Refusal


def _supplementing(scene: Scene) -> tuple[Spot, ...]:
    return (WHOLE,) if scene.may("supplement") else ()


def _confirming(scene: Scene) -> tuple[Spot, ...]:
    return (WHOLE,) if scene.may("confirm") else ()


def _withdrawing(scene: Scene) -> tuple[Spot, ...]:
    return (WHOLE,) if scene.may("withdraw") else ()


def _bringing(scene: Scene) -> tuple[Spot, ...]:
    return (WHOLE,) if scene.may("bring_tolerated") and rules.wanted_papers(scene.state) else ()


def _try_bring(scene: Scene, spot: Spot) -> None:
    wanted = rules.wanted_papers(scene.state)
    trials = [partial(_bring_one, scene, one.material) for one in wanted]
    if all(refused(trial) for trial in trials):
        raise Conflict("cases.tolerance.not_wanted", materials=[one.material for one in wanted])


def _held(scene: Scene) -> list[catalogue.Material]:
    """The papers still to come in place of which a licence may be taken now."""
    filer = filing.Filer(registry.SubjectId(scene.row.subject.uuid), scene.actor, scene.now, scene.case)
    wanted = {one.material for one in rules.wanted_papers(scene.state)}
    papers = [one for one in scene.pinned.materials if one.id in wanted and one.from_licence]
    return [one for one in papers if filing.look(one, filer=filer, form=scene.row.form).credential]


def _try_use(scene: Scene, spot: Spot) -> None:
    if not _held(scene):
        raise Refusal("cases.take.none_held", material="")


def _use_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    return (ask("use_licence", "material", "choice", options=options([(one.id, one.title) for one in _held(scene)])),)


def _use(call: Call) -> None:
    purpose = wording.both("cases.take.tolerated").zh
    take_credential(material=call.values["material"], purpose=purpose, **call.who)


def _bring_one(scene: Scene, material: str) -> None:
    today = law_day(scene.now)
    rules.bring_tolerated(scene.state, material=material, evidence=["…"], today=today, who=scene.who(""))


def _bring_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    """The papers still to come, each with its last day."""
    papers = {one.material: one for one in rules.wanted_papers(scene.state)}
    named = []
    for one in papers.values():
        material = scene.pinned.material(one.material)
        title = material.title if material else Text(zh=one.material, en=one.material)
        named.append((one.material, wording.both("cases.paper.due", paper=title, due=date.fromisoformat(one.due_on))))
    return (
        ask("bring_tolerated", "material", "choice", options=options(named)),
        ask("bring_tolerated", "evidence", "files"),
    )


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


def _bring(call: Call) -> None:
    bring_tolerated(material=call.values["material"], evidence=call.values["evidence"], **call.who)


def _confirm(call: Call) -> None:
    confirm(form=call.values["form"], materials=call.values["materials"] or (), **call.who)


def _withdraw(call: Call) -> None:
    withdraw(reason=call.text("reason"), **call.who)


SPECS = (
    Spec("confirm", _try_confirm, _confirm, _confirming, asks=_confirm_asks),
    Spec("supplement", _try_supplement, _supplement, _supplementing, asks=_supplement_asks),
    Spec("bring_tolerated", _try_bring, _bring, _bringing, asks=_bring_asks),
    Spec("use_licence", _try_use, _use, _bringing, asks=_use_asks),
    Spec("withdraw", _try_withdraw, _withdraw, _withdrawing, asks=_withdraw_asks, is_final=True),
)
