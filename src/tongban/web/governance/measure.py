"""One measure: what the paper says, who answers for it, its steps and proof, its whole history, what may be done."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tongban.domains.reform.ledger import api as ledger
from tongban.domains.reform.lineage import api as lineage
from tongban.domains.registry import api as registry
from tongban.kernel.actors import Signature
from tongban.kernel.errors import Refusal
from tongban.kernel.evidence import Evidence, EvidenceId
from tongban.web import moment, people
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Entry, Fact, Link, Stage
from tongban.web.governance import measures, pages
from tongban.web.wording import day, instant, t

FIRST = ("file_progress", "ask_closing", "close", "pass_recheck")
"""Acts that are offered first; the others stand beside them."""
GRAVE = ("refuse_closing", "reopen")


@require_safe
@never_cache
@needs_duty(*pages.CONCERNED)
def measure(request: HttpRequest, measure_id: str) -> HttpResponse:
    life = find(request, measure_id)
    view = life.measure
    names = _names(life.history)
    return pages.page(
        request,
        "measure",
        place="board" if people.actor(request).duties & set(pages.LEDGER) else "duties",
        view=view,
        row=measures.row(view),
        links=_links(request, view),
        facts=facts(view),
        upper=view.upper,
        units=_units(view),
        doubts=[t(one["code"], **one["values"]) for one in view.doubts],
        steps=[_step(one) for one in life.steps],
        late_steps=[one.text for one in life.steps if one.done_on is None and one.due_on < moment.today()],
        files=[_file(one, view.id, counts=view.state != "closed" and one in life.proof) for one in life.evidence],
        documents=[_document(one, view.id) for one in life.documents],
        problems=life.problems,
        entries=[_entry(one, names) for one in life.history],
        related=_related(request, view),
        acts=_acts(life),
    )


def _related(request: HttpRequest, view: ledger.MeasureView) -> list[dict[str, str]]:
    """The tasks above that this measure carries out, and what lower plans made of it, as far as the reader may see."""
    actor = people.actor(request)
    above = [(one.task, one) for one in lineage.tasks_above(view.id, actor=actor)]
    below = [(one.measure, one) for one in lineage.measures_below(view.id, actor=actor)]
    return [
        {
            "way": t(f"governance.measure.{way}"),
            "relation": t(f"reform.relation.{one.relation}"),
            "plan": one.upper.title if way == "above" else one.lower.title,
            "text": side.text if side else t("governance.measure.none_below"),
            "anchor": side.anchor if side else "",
            "url": reverse("governance:measure", args=[str(side.id)]) if side else "",
        }
        for way, found in (("above", above), ("below", below))
        for side, one in found
    ]


@require_safe
@never_cache
@needs_duty(*pages.CONCERNED)
def file(request: HttpRequest, measure_id: str, file_id: str) -> HttpResponse:
    """The bytes of a file, to be kept and never run."""
    try:
        known, data = ledger.get_file(
            ledger.MeasureId.parse(measure_id), EvidenceId.parse(file_id), actor=people.actor(request)
        )
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal
    response = HttpResponse(data, content_type=known.media_type)
    response["Content-Disposition"] = content_disposition_header(True, known.name) or "attachment"
    return response


def find(request: HttpRequest, measure_id: str) -> ledger.LifeView:
    """A measure that the reader may see. Any other does not exist."""
    try:
        known = ledger.MeasureId.parse(measure_id)
        return ledger.get_life(known, actor=people.actor(request), today=moment.today())
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal


def facts(view: ledger.MeasureView) -> list[Fact]:
    """How it stands, in a few words."""
    limits = t("web.list").join(one.text for one in view.deadlines)
    owner = view.owner.name if view.owner else t("governance.measure.no_owner")
    note = t("governance.measure.claimed") if view.reported_done and view.state != "closed" else ""
    rows = (
        ("state", t(f"governance.state.{view.state}"), note),
        ("due", day(view.due_on) if view.due_on else t("governance.measure.no_deadline"), limits),
        ("share", f"{view.share}%", t("governance.measure.files", count=view.evidence_count)),
        ("owner", owner, ""),
        ("asked", day(view.asked_on) if view.asked_on else "", ""),
        ("closed", day(view.closed_on) if view.closed_on else "", ""),
    )
    return [Fact(t(f"governance.fact.{name}"), value, told) for name, value, told in rows if value]


def _links(request: HttpRequest, view: ledger.MeasureView) -> list[Link]:
    if people.actor(request).duties & set(pages.LEDGER):
        return [Link(t("governance.board.title"), reverse("governance:board")), Link(view.anchor)]
    return [Link(t("governance.duties.title"), reverse("governance:duties")), Link(view.anchor)]


def _units(view: ledger.MeasureView) -> list[Fact]:
    notes = {True: "governance.unit.confirmed", False: "governance.unit.read"}
    return [
        Fact(
            t(f"governance.unit.{one.role}"),
            one.name,
            t(notes[one.is_confirmed]) if one.agency else t("governance.unit.unresolved"),
        )
        for one in sorted(view.units, key=lambda one: one.role != "lead")
    ]


def _step(one: ledger.Step) -> Stage:
    late = one.done_on is None and one.due_on < moment.today()
    told = "done" if one.done_on else "late" if late else "due"
    note = t(f"governance.step.{told}", day=day(one.done_on or one.due_on))
    return Stage(one.text, note, "done" if one.done_on else "now" if late else "plain")


def _file(one: Evidence, measure: ledger.MeasureId, *, counts: bool) -> dict[str, Any]:
    return {
        "url": reverse("governance:measure_file", args=[str(measure), str(one.id)]),
        "name": one.name,
        "note": t("governance.measure.file_note", size=max(one.size // 1024, 1), at=instant(one.at)),
        "hash": one.hash[:16],
        "counts": counts,
    }


def _document(one: ledger.DocumentView, measure: ledger.MeasureId) -> dict[str, str]:
    return {
        "url": reverse("governance:measure_file", args=[str(measure), str(one.evidence)]),
        "kind": t(f"governance.document.{one.kind}"),
        "title": one.title,
        "number": one.number,
        "day": day(one.filed_at),
    }


def _names(history: tuple[ledger.Told, ...]) -> Mapping[str, str]:
    signed = [Signature.parse(one.by) for one in history]
    labels = {account for one in signed for account in one.accounts}
    labels |= {str(one.values["account"]) for one in history if "account" in one.values}
    return registry.account_names(labels)


def _entry(one: ledger.Told, names: Mapping[str, str]) -> Entry:
    signed = Signature.parse(one.by)
    who = names.get(signed.account, t("governance.measure.system") if one.by == "system" else "")
    if signed.in_place_of:
        who = t("governance.measure.in_place_of", name=who, other=names.get(signed.in_place_of, ""))
    values = {name: day(value) if hasattr(value, "year") else value for name, value in one.values.items()}
    named = names.get(str(one.values.get("account", "")), "")
    files = [t("governance.measure.handed_in", count=len(one.evidence))] if one.evidence else []
    return Entry(t(one.code, **values), one.at, who, details=[*([named] if named else []), *files])


def _acts(life: ledger.LifeView) -> list[dict[str, Any]]:
    order = [*FIRST, *sorted(life.acts - set(FIRST) - set(GRAVE)), *GRAVE]
    return [
        {
            "label": t(f"governance.act.{act}"),
            "url": reverse("governance:measure_steps", args=[str(life.measure.id)])
            if act == "plan_steps"
            else reverse("governance:measure_act", args=[str(life.measure.id), act]),
            "is_first": act in FIRST,
            "is_grave": act in GRAVE,
        }
        for act in order
        if act in life.acts
    ]
