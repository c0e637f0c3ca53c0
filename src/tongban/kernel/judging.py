"""A `Q` judged against a row in hand, where its own columns suffice; so that a permission costs no query."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Q
from django.db.models.constants import LOOKUP_SEP

_LOOKUPS = frozenset({"exact", "in", "isnull"})


def holds(condition: Q, row: Model) -> bool | None:
    """True or False as the database would say, or None when it must be asked.

    SQL's third truth value is respected by giving up on it: a comparison with a NULL inside a negation is not judged
    here.
    """
    answers = [_part(part, row) for part in condition.children]
    if condition.connector == Q.AND:
        found = False if False in answers else None if None in answers else True
    elif condition.connector == Q.OR:
        found = True if True in answers else None if None in answers else not answers
    else:
        return None
    if not condition.negated or found is None:
        return found
    return None if _touches_null(condition, row) else not found


def multiplies(model: type[Model], condition: Q) -> bool:
    """Whether the condition follows a relation to many, so that joining it would repeat rows."""
    return any(
        multiplies(model, part) if isinstance(part, Q) else isinstance(part, tuple) and _leads_to_many(model, part[0])
        for part in condition.children
    )


def _part(part: Any, row: Model) -> bool | None:
    if isinstance(part, Q):
        return holds(part, row)
    field, lookup = _own_field(part, row)
    if field is None or lookup not in _LOOKUPS:
        return None
    wanted = part[1]
    if hasattr(wanted, "resolve_expression") or isinstance(wanted, Model):
        return None
    held = getattr(row, field.attname)
    if lookup == "isnull" or wanted is None:
        return (held is None) == (wanted is None or bool(wanted))
    if held is None:
        return False
    kind = field.target_field if field.is_relation else field
    if lookup == "in":
        return held in [kind.to_python(one) for one in wanted]
    return bool(held == kind.to_python(wanted))


def _own_field(part: Any, row: Model) -> tuple[Any, str]:
    if not isinstance(part, tuple):
        return None, ""
    name, _, lookup = part[0].partition(LOOKUP_SEP)
    by_name = {known: field for field in row._meta.concrete_fields for known in (field.name, field.attname)}
    field = row._meta.pk if name == "pk" else by_name.get(name)
    if field is None or field.attname in row.get_deferred_fields():
        return None, ""
    return field, lookup or "exact"


def _touches_null(condition: Q, row: Model) -> bool:
    for part in condition.children:
        if isinstance(part, Q):
            if _touches_null(part, row):
                return True
            continue
        field, lookup = _own_field(part, row)
        if lookup != "isnull" and (field is None or getattr(row, field.attname) is None):
            return True
    return False


def _leads_to_many(model: type[Model], path: str) -> bool:
    at: Any = model
    for step in path.split(LOOKUP_SEP):
        if step == "pk" or at is None:
            return False
        try:
            field = at._meta.get_field(step)
        except FieldDoesNotExist:
            return False
        if field.one_to_many or field.many_to_many:
            return True
        at = field.related_model
    return False
