"""What must be true of the metrics and commitments of a pack."""

from collections.abc import Iterator

from tongban.domains.catalogue import api as catalogue
from tongban.domains.metrics.definitions import Commitment, Metric, fields_of
from tongban.kernel.errors import Refusal
from tongban.kernel.packs import Grade, Scope, check
from tongban.kernel.packs.checks import Finding, nearest
from tongban.kernel.packs.documents import Document
from tongban.kernel.rules import compile_condition

FORM = "form."


@check(Grade.BRONZE)
def commitments_name_known_metrics(scope: Scope) -> Iterator[Finding]:
    """A commitment is bound to a metric that its pack knows, and its target has the metric's unit."""
    known = {document.id: document for document in scope.seen("metrics")}
    for document in scope.seen("commitments"):
        commitment: Commitment = document.model
        target = commitment.target
        if commitment.metric is None or target is None:
            continue
        if commitment.metric not in known:
            mend = nearest(commitment.metric, known, "declare it under metrics/, or say in `unbound` why there is none")
            yield scope.at(document, "metric", what=f"there is no metric {commitment.metric!r}", mend=mend)
            continue
        metric: Metric = known[commitment.metric].model
        if target.unit != metric.unit:
            what = f"the metric {metric.id} counts {metric.unit}, the target {target.unit}"
            yield scope.at(document, "target", "unit", what=what, mend=f"write the target in {metric.unit}")
        if (target.within is not None) != (metric.aggregate == "share_within"):
            what = "`within` belongs to a share, and a share needs it"
            yield scope.at(document, "target", what=what, mend="say `within`, or choose another aggregate")


@check(Grade.BRONZE)
def metrics_measure_known_procedures(scope: Scope) -> Iterator[Finding]:
    """A metric's procedure, track and step are services or packages that its pack knows."""
    services = {document.id: document.model for document in scope.seen("services")}
    procedures = services.keys() | {document.id for document in scope.seen("packages")}
    for document in scope.seen("metrics"):
        metric: Metric = document.model
        if metric.procedure is not None and metric.procedure not in procedures:
            mend = nearest(metric.procedure, procedures, "name a service or a package of this pack or one it needs")
            yield scope.at(document, "procedure", what=f"there is no procedure {metric.procedure!r}", mend=mend)
        if metric.track is None:
            continue
        if metric.track not in services:
            mend = nearest(metric.track, services, "name a service of this pack or one it needs")
            yield scope.at(document, "track", what=f"there is no service {metric.track!r}", mend=mend)
        elif metric.step is not None and metric.step not in (ids := [one.id for one in services[metric.track].steps]):
            mend = nearest(metric.step, ids, f"the steps are {', '.join(ids)}")
            yield scope.at(document, "step", what=f"{metric.track} has no step {metric.step!r}", mend=mend)


@check(Grade.BRONZE)
def conditions_read_facts_of_the_case(scope: Scope) -> Iterator[Finding]:
    """Populations and scopes are conditions over answers that the form marks `x-attribute`: never over a person's."""
    metrics = {document.id: document.model for document in scope.seen("metrics")}
    for document in scope.seen("metrics"):
        yield from _judge(scope, document, key="population", metric=document.model)
    for document in scope.seen("commitments"):
        if metric := metrics.get(document.model.metric):
            yield from _judge(scope, document, key="scope", metric=metric)


def _judge(scope: Scope, document: Document, *, key: str, metric: Metric) -> Iterator[Finding]:
    tree = getattr(document.model, key)
    if tree is None:
        return
    try:
        compile_condition(tree)
    except Refusal as refusal:
        place = refusal.values.get("place", "")
        what = f"the condition cannot be read ({refusal.code} at {place})"
        yield scope.at(document, key, what=what, mend="write {field: …, op: …, value: …}, all, any or not")
        return
    attributes = _attributes(scope, metric)
    for name in dict.fromkeys(fields_of(tree)):
        if attributes is not None and name.startswith(FORM) and name.removeprefix(FORM) not in attributes:
            mend = nearest(name.removeprefix(FORM), attributes, 'mark the field `"x-attribute": true` in the form')
            yield scope.at(document, key, what=f"{name} is no attribute of {metric.procedure}", mend=mend)


def _attributes(scope: Scope, metric: Metric) -> frozenset[str] | None:
    """The fields that the form of the metric's procedure marks; None when no procedure or no form is known."""
    key = metric.procedure or metric.track or ""
    declared = scope.view.find("services", key) or scope.view.find("packages", key)
    schema = catalogue.form_schema(scope.view, declared) if declared else None
    if schema is None:
        return None
    properties = schema.get("properties", {})
    return frozenset(name for name, field in properties.items() if field.get("x-attribute") is True)


CHECKS = (
    commitments_name_known_metrics,
    metrics_measure_known_procedures,
    conditions_read_facts_of_the_case,
)
