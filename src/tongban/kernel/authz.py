"""One policy: who may do what with which rows, compiled into every query.

A domain declares `RULES` in its `authz.py`; config installs them all at start. A rule opens, it never closes: what no
rule opens is refused. `who` looks at the actor alone, `where` gives the rows as a `Q`; `visible` joins the `where` of
every rule that fits by OR, `may` and `require` ask the same question about one row.

    RULES = (
        Rule("garden.tree", "read", anyone, everything),
        Rule("garden.tree", "prune", holds_duty("prune"), lambda actor: Q(region__in=actor.regions_with("prune"))),
    )
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from tongban.kernel import judging
from tongban.kernel.actors import ANONYMOUS, SYSTEM, Actor, Grant, PostGrant
from tongban.kernel.errors import Refusal

__all__ = [
    "ANONYMOUS",
    "SYSTEM",
    "Actor",
    "Grant",
    "PostGrant",
    "Rule",
    "Verdict",
    "Where",
    "Who",
    "anyone",
    "everything",
    "holds_duty",
    "install",
    "is_signed_in",
    "is_system",
    "judge",
    "may",
    "nothing",
    "require",
    "rules",
    "visible",
]

Row = TypeVar("Row", bound=Model)
Where = Callable[[Actor], Q]


@dataclass(frozen=True, slots=True)
class Who:
    """A question about the actor alone, with the name by which explanations call it."""

    name: str
    fits: Callable[[Actor], bool]


anyone = Who("anyone", lambda actor: True)
is_signed_in = Who("signed in", lambda actor: actor.account_id is not None)
is_system = Who("the platform itself", lambda actor: actor == SYSTEM)


def holds_duty(*duties: str) -> Who:
    """Whoever holds a post that carries one of the duties."""
    wanted = frozenset(duties)
    return Who(f"holds the duty {' or '.join(sorted(wanted))}", lambda actor: bool(actor.duties & wanted))


def everything(actor: Actor) -> Q:
    """Every row."""
    return Q()


def nothing(actor: Actor) -> Q:
    """No row."""
    return Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class Rule:
    """`who` may `verb` those rows of `resource` (a model's label, or any name for something without rows)."""

    resource: str
    verb: str
    who: Who
    where: Where = everything

    def __str__(self) -> str:
        return f"{self.verb} {self.resource}: {self.who.name}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to one question, with the rules that gave it (or those that were looked at and did not fit)."""

    allowed: bool
    because: tuple[str, ...]


_POLICY: dict[tuple[str, str], tuple[Rule, ...]] = {}


def install(rules: Iterable[Rule]) -> None:
    """Make these rules the whole policy of the process. Done once, by config."""
    sorted_in: defaultdict[tuple[str, str], list[Rule]] = defaultdict(list)
    for rule in rules:
        sorted_in[rule.resource, rule.verb].append(rule)
    _POLICY.clear()
    _POLICY.update({key: tuple(found) for key, found in sorted_in.items()})


def rules() -> tuple[Rule, ...]:
    """The installed policy, for the page and the test that explain it."""
    return tuple(rule for found in _POLICY.values() for rule in found)


def visible(actor: Actor, verb: str, queryset: QuerySet[Row], *, resource: str = "") -> QuerySet[Row]:
    """The rows of the queryset on which the actor may do `verb`; `none()` when no rule fits the actor."""
    opened = [rule.where(actor) for rule in _fitting(actor, verb, resource or _label(queryset.model))]
    if not opened:
        return queryset.none()
    if not all(opened):  # an empty Q opens every row
        return queryset
    condition = opened[0]
    for further in opened[1:]:
        condition |= further
    if judging.multiplies(queryset.model, condition):
        keys = queryset.model._default_manager.filter(condition).values("pk")
        return queryset.filter(pk__in=keys)
    return queryset.filter(condition)


def judge(actor: Actor, verb: str, row: Model | None = None, *, resource: str = "") -> Verdict:
    """Whether the actor may do `verb` on the row (None: on the resource as such), and why.

    A condition on the row's own columns is judged from the row in hand; any other asks the database.
    """
    name = resource or (_label(type(row)) if row is not None else "")
    looked_at = _POLICY.get((name, verb), ())
    for rule in _fitting(actor, verb, name):
        if row is None or _opens(rule, actor, row):
            return Verdict(True, (str(rule),))
    return Verdict(False, tuple(f"not {rule}" for rule in looked_at) or (f"no rule opens {verb} {name}",))


def may(actor: Actor, verb: str, row: Model | None = None, *, resource: str = "") -> bool:
    """`judge` without the reasons."""
    return judge(actor, verb, row, resource=resource).allowed


def require(actor: Actor, verb: str, row: Model | None = None, *, resource: str = "") -> None:
    """Refuses `kernel.authz.denied` unless the actor may."""
    if not may(actor, verb, row, resource=resource):
        raise Refusal("kernel.authz.denied", verb=verb, resource=resource or (_label(type(row)) if row else ""))


def _fitting(actor: Actor, verb: str, resource: str) -> list[Rule]:
    return [rule for rule in _POLICY.get((resource, verb), ()) if rule.who.fits(actor)]


def _opens(rule: Rule, actor: Actor, row: Model) -> bool:
    condition = rule.where(actor)
    known = judging.holds(condition, row)
    if known is not None:
        return known
    return type(row)._default_manager.filter(pk=row.pk).filter(condition).exists()


def _label(model: type[Model]) -> str:
    return model._meta.label_lower
