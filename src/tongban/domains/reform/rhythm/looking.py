"""What is due in a region, to whom, and how it stands: read from facts whenever it is asked."""

from dataclasses import dataclass
from datetime import date

from tongban.domains.reform.access import OFFICE, UNIT, WATCHING
from tongban.domains.reform.rhythm.answers import DutyView, RuleView
from tongban.domains.reform.rhythm.authz import RHYTHM
from tongban.domains.reform.rhythm.binding import rules_of
from tongban.domains.reform.rhythm.definitions import WITH_RULE_ONLY, RhythmRule
from tongban.domains.reform.rhythm.ground import facts_of, ground_of
from tongban.domains.reform.rhythm.rules.duties import Ground, list_duties
from tongban.domains.reform.rhythm.rules.standing import Standing, near_from, stand
from tongban.domains.registry import api as registry
from tongban.kernel import authz
from tongban.kernel.calendar import WorkCalendar

RECORDED = ("measures_filed", *WITH_RULE_ONLY)
"""What is met by a record made here."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A region on a day: its rules, the ground that duties follow from, its working days."""

    region: str
    today: date
    rules: tuple[RhythmRule, ...]
    ground: Ground
    calendar: WorkCalendar

    def standings(self, first: date, last: date) -> list[tuple[RhythmRule, Standing]]:
        """Every duty due between the two days with how it stands, in the order of the days."""
        facts = facts_of(self.region)
        found = [
            (rule, stand(rule, duty, facts, today=self.today, near=near_from(rule, duty, self.calendar)))
            for rule in self.rules
            for duty in list_duties(rule, self.ground, calendar=self.calendar, first=first, last=last)
        ]
        return sorted(found, key=lambda pair: (pair[1].duty.due_on, pair[0].id, pair[1].duty.unit))


def scene(region: str, *, today: date) -> Scene:
    """Everything that duties of a region follow from on a day."""
    rules = rules_of(region)
    return Scene(region, today, rules, ground_of(region, rules, today=today), registry.calendar_of(region))


def list_rules(region: str) -> tuple[RuleView, ...]:
    """The rules with a date or a fixed rhythm that hold in a region: public, as the plans are."""
    return tuple(rule_view(rule) for rule in rules_of(region))


def list_duties_of(
    region: str, *, actor: authz.Actor, first: date, last: date, today: date, agency: registry.AgencyId | None = None
) -> list[DutyView]:
    """The duties due from `first` to `last` that the actor may see: the office the region's, a unit its own.

    Only those of one agency when it is given. Refuses `kernel.authz.denied`.
    """
    authz.require(actor, "view", resource=RHYTHM)
    here = scene(region, today=today)
    mine = own_agencies(actor)
    watches = actor == authz.SYSTEM or region in actor.regions_with(*WATCHING)
    found = []
    for rule, standing in here.standings(first, last):
        unit = standing.duty.unit
        if (watches or unit.agency in mine) and (agency is None or unit.agency == str(agency)):
            may_record = rule.what in RECORDED and (unit.agency in mine or _is_office(actor, region))
            found.append(duty_view(rule, standing, here.ground, may_record=may_record))
    return found


def own_agencies(actor: authz.Actor) -> frozenset[str]:
    """The ids of the agencies that the actor reports for."""
    views = registry.list_agencies_by_pk(actor.agencies_with(*UNIT)) if actor.posts else {}
    return frozenset(str(view.id) for view in views.values())


def rule_view(rule: RhythmRule) -> RuleView:
    return RuleView(
        id=rule.id,
        governance=rule.governance or "",
        title=rule.title,
        source=rule.source,
        what=rule.what,
        when=rule.when.kind,
        consequence=rule.consequence,
    )


def duty_view(rule: RhythmRule, standing: Standing, ground: Ground, *, may_record: bool) -> DutyView:
    duty = standing.duty
    return DutyView(
        rule=rule_view(rule),
        unit=duty.unit.name,
        agency=registry.AgencyId.parse(duty.unit.agency) if duty.unit.agency else None,
        period=duty.period,
        due_on=duty.due_on,
        state=standing.state,
        count=standing.count,
        at_least=rule.counts.at_least,
        at_most=rule.counts.at_most,
        met_on=standing.met_on,
        things=standing.things,
        is_provisional=duty.is_provisional,
        plan_number=next((plan.number for plan in ground.plans if plan.id == duty.period), ""),
        occurred_on=next((one.on for one in ground.occurrences if one.id == duty.period), None),
        may_record=may_record,
    )


def _is_office(actor: authz.Actor, region: str) -> bool:
    return actor == authz.SYSTEM or region in actor.regions_with(OFFICE)
