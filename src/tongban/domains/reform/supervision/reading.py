"""Rows as the pure rules take them."""

from collections.abc import Iterable
from datetime import date

from tongban.domains.reform.ids import FindingId, MeasureId
from tongban.domains.reform.supervision.definitions import SupervisionRule
from tongban.domains.reform.supervision.models import FindingRow
from tongban.domains.reform.supervision.proposing import Issued
from tongban.domains.reform.supervision.states import Tolerance
from tongban.domains.registry import api as registry
from tongban.kernel import packs
from tongban.kernel.errors import Refusal


def issued(row: FindingRow, *, on: date = date.min, done: Iterable[str] = ()) -> Issued:
    """The order of a finding (its row with agency and measure); for one without, as if it were issued `on`."""
    return Issued(
        finding=str(FindingId(row.uuid)),
        agency=str(registry.AgencyId(row.agency.uuid)),
        measure=str(MeasureId(row.measure.uuid)) if row.measure else "",
        matter=row.matter,
        severity=row.severity,
        state=row.state,
        issued_on=row.issued_on or on,
        due_on=row.due_on or on,
        done=frozenset(done),
        is_tolerated=row.tolerance == Tolerance.TOLERATED,
    )


def rules_of(region: str) -> tuple[SupervisionRule, ...]:
    """The rules that the region's pack and those above it hold for this region; none where no pack rules."""
    try:
        view = packs.current().view(registry.pack_of(region))
    except Refusal:
        return ()
    found: Iterable[SupervisionRule] = view.list("supervision")
    return tuple(rule for rule in found if region in rule.regions)


def rule_of(region: str, rule: str, step: str) -> str:
    """The rule's id, or nothing where none is named. Refuses `reform.order.rule` for one that does not hold here."""
    if rule and not any(one.id == rule and one.step == step for one in rules_of(region)):
        raise Refusal("reform.order.rule", rule=rule[:64])
    return rule
