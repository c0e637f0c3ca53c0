"""Which rules hold in a region, and which agency a spelled unit is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tongban.domains.reform.rhythm.definitions import Attention, RhythmRule
from tongban.domains.reform.rhythm.rules.duties import Unit
from tongban.domains.registry import api as registry
from tongban.kernel import packs
from tongban.kernel.errors import Refusal

GROUP = re.compile(r"^(各|有关|相关|[市区县]各|[市区县]级)")
"""Phrases that name no single unit; they owe nothing by themselves."""


@dataclass(frozen=True, slots=True)
class Binder:
    """The agencies of a region on a day, found by their names as plans spell them."""

    by_name: dict[str, registry.AgencyView]
    by_role: dict[str, registry.AgencyView]
    """Of the region's own agencies."""

    def agency(self, name: str) -> registry.AgencyView | None:
        return self.by_name.get("".join(name.split()))

    def unit(self, name: str) -> Unit:
        """The unit of a spelling, bound where the spelling is an agency's name or short name."""
        found = self.agency(name)
        return Unit(name, str(found.id) if found else "")


def binder(region: str, *, on: date) -> Binder:
    """The binder of a region: its own agencies, then (for names that it does not have) those of the regions above."""
    above = registry.chain(region)
    views = sorted(registry.list_agencies(above, on), key=lambda view: above.index(view.region), reverse=True)
    return Binder(
        {name: view for view in views for name in (view.name.zh, view.short.zh)},
        {view.role: view for view in views if view.region == region},
    )


def named_unit(rule: RhythmRule, known: Binder) -> Unit:
    """The authority that a rule names, spelled as in its plan: the region's own agency of that role, else by name."""
    name = rule.unit.zh if rule.unit else ""
    own = known.by_role.get(rule.agency) if rule.agency else None
    return Unit(name, str(own.id)) if own else known.unit(name)


def agency_of(rule: RhythmRule, unit: str, known: Binder) -> registry.AgencyView | None:
    """The agency of a unit about which something is recorded under a rule."""
    if rule.agency and rule.unit and unit == rule.unit.zh and rule.agency in known.by_role:
        return known.by_role[rule.agency]
    return known.agency(unit)


def is_group(name: str) -> bool:
    """Whether a spelling names several units at once (各镇街, 区级有关部门)."""
    return bool(GROUP.match("".join(name.split())))


def rules_of(region: str) -> tuple[RhythmRule, ...]:
    """The rules that the region's pack and those above it hold for this region; none where no pack rules."""
    try:
        view = packs.current().view(registry.pack_of(region))
    except Refusal:
        return ()
    found: Iterable[RhythmRule] = view.list("rhythm")
    return tuple(rule for rule in found if region in rule.regions)


def rule_of(region: str, rule: str) -> RhythmRule:
    """Refuses `reform.rhythm.rule_unknown` for a rule that does not hold in the region."""
    found = next((one for one in rules_of(region) if one.id == rule), None)
    if found is None:
        raise Refusal("reform.rhythm.rule_unknown", rule=rule)
    return found


def attention_of(region: str) -> Attention:
    """What a dispatch of the region looks at, as its rule says."""
    return next((rule.attention for rule in rules_of(region) if rule.attention), Attention())
