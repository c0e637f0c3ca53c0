"""What each act upon a measure asks, and what was written."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict

from django.http import HttpRequest

from tongban.domains.reform.ledger import api as ledger
from tongban.domains.registry import api as registry
from tongban.kernel import evidence
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Refusal
from tongban.web import moment, people
from tongban.web.components.parts import Choice, Fact, Field
from tongban.web.governance import measures
from tongban.web.wording import day, pick, t

PURPOSE = "reform.measure"
LONGEST, LONGEST_NAME = 2000, 200
FILES = 3
ASKS: Mapping[str, tuple[tuple[str, str, bool], ...]] = {
    "file_progress": (("text", "textarea", True), ("share", "number", True), ("steps", "checkboxes", False)),
    "ask_closing": (("text", "textarea", True),),
    "file_document": (("kind", "radio", True), ("title", "text", True), ("number", "text", False)),
    "raise_problem": (("text", "textarea", True), ("wants", "text", False)),
    "settle_problem": (("problem", "select", True), ("answer", "textarea", True)),
    "classify": (("classification", "radio", True), ("reason", "textarea", True)),
    "assign_owner": (("owner", "select", True),),
    "confirm_unit": (("unit", "select", True), ("agency", "select", True)),
    "close": (("finding", "textarea", True),),
    "refuse_closing": (("reason", "textarea", True),),
    "reopen": (("reason", "textarea", True),),
    "pass_recheck": (("finding", "textarea", True),),
}
"""Name, kind and whether it must be answered. Acts with files ask for them after these."""
WITH_FILES = {"file_progress": FILES, "ask_closing": FILES, "file_document": 1}
_PLACES = (
    ("reform.progress.text", "text"),
    ("reform.progress.share", "share"),
    ("reform.steps.unknown", "steps"),
    ("reform.closing.text", "text"),
    ("reform.closing.no_evidence", "evidence"),
    ("reform.closing.finding", "finding"),
    ("reform.closing.reason", "reason"),
    ("reform.reopening.reason", "reason"),
    ("reform.recheck.finding", "finding"),
    ("reform.document.kind", "kind"),
    ("reform.document.title", "title"),
    ("reform.document.number", "number"),
    ("reform.problem.text", "text"),
    ("reform.problem.wants", "wants"),
    ("reform.problem.unknown", "problem"),
    ("reform.problem.answer", "answer"),
    ("reform.classification.unknown", "classification"),
    ("reform.classification.reason", "reason"),
    ("reform.owner", "owner"),
    ("governance.act.no_owner", "owner"),
    ("governance.act.no_unit", "unit"),
    ("governance.act.no_agency", "agency"),
    ("governance.act.no_file", "evidence"),
    ("kernel.evidence", "evidence"),
    ("reform.evidence", "evidence"),
)


class By(TypedDict):
    actor: Actor
    now: datetime


class Asked:
    """What the page of an act was sent with."""

    def __init__(self, request: HttpRequest, life: ledger.LifeView) -> None:
        self._request, self.id = request, life.measure.id
        self.by: By = {"actor": people.actor(request), "now": moment.now()}
        self.files: list[evidence.EvidenceId] = []

    def text(self, name: str) -> str:
        return str(self._request.POST.get(name, "")).replace("\r\n", "\n").strip()

    def many(self, name: str) -> list[str]:
        return self._request.POST.getlist(name)

    def number(self, name: str, code: str) -> int:
        """A whole number. Refuses with `code`."""
        text = self.text(name)
        if not (text.isascii() and text.isdigit() and len(text) < 6):
            raise Refusal(code, share=text[:20], number=text[:20])
        return int(text)

    def take_files(self) -> None:
        """Those that were sent before by the same officer and kept, and those that came now."""
        for one in self.many("kept")[:20]:
            known = evidence.describe(evidence.EvidenceId.parse(one))
            if known.by == self.by["actor"].label and known.purpose == PURPOSE:
                self.files.append(known.id)
        for file in self._request.FILES.getlist("evidence")[:20]:
            data, name = evidence.read_whole(file), file.name or PURPOSE
            given = evidence.put(data, name, by=self.by["actor"].label, purpose=PURPOSE, at=self.by["now"])
            self.files.append(given)

    def known_files(self) -> list[evidence.Evidence]:
        return [evidence.describe(one) for one in self.files]


def place_of(refused: Refusal, act: str) -> str:
    """The field of the act that a refusal is about; empty when it is about the whole."""
    asked = {name for name, _, _ in ASKS[act]} | ({"evidence"} if act in WITH_FILES else set())
    return next((place for start, place in _PLACES if refused.code.startswith(start) and place in asked), "")


def facts(life: ledger.LifeView) -> list[Fact]:
    view = life.measure
    return [
        Fact(t("governance.column.measure"), view.text, measures.item(view)),
        Fact(t("governance.fact.due"), day(view.due_on) if view.due_on else t("governance.measure.no_deadline")),
        Fact(t("governance.fact.proof"), t("governance.measure.files", count=len(life.proof))),
    ]


def fields(act: str, life: ledger.LifeView, given: Mapping[str, Any], *, errors: Mapping[str, str]) -> list[Field]:
    made = [
        _field(name, kind, life, given, error=errors.get(name, ""), required=required)
        for name, kind, required in ASKS[act]
        if name != "steps" or any(one.done_on is None for one in life.steps)
    ]
    return [*made, *(_file_field(n, errors, needed=act == "file_document") for n in range(WITH_FILES.get(act, 0)))]


def _field(  # noqa: PLR0917
    name: str, kind: str, life: ledger.LifeView, given: Mapping[str, Any], *, error: str, required: bool
) -> Field:
    value = str(given.get(name, "")) or (str(life.measure.share) if name == "share" else "")
    return Field(
        name=name,
        label=t(f"governance.field.{name}"),
        kind=kind,
        value=value if kind not in ("checkboxes",) else "",
        help=t(f"governance.field.{name}.help"),
        error=error,
        required=required,
        choices=_choices(name, life, value),
        unit="%" if name == "share" else "",
        width="short" if name == "share" else "",
        maximum_length=LONGEST if kind == "textarea" else LONGEST_NAME if kind == "text" else None,
    )


def _file_field(number: int, errors: Mapping[str, str], *, needed: bool) -> Field:
    return Field(
        name="evidence",
        label=t("governance.field.evidence", number=number + 1),
        kind="file",
        help=t("governance.field.evidence.help") if number == 0 else "",
        error=errors.get("evidence", "") if number == 0 else "",
        required=needed,
        html_id="" if number == 0 else f"f-evidence-{number + 1}",
    )


def _choices(name: str, life: ledger.LifeView, chosen: str) -> Sequence[Choice]:
    match name:
        case "steps":
            return [Choice(str(one.number), one.text, help=day(one.due_on)) for one in life.steps if not one.done_on]
        case "kind":
            return [Choice(one, t(f"governance.document.{one}"), one == chosen) for one in ledger.DocumentKind]
        case "classification":
            return measures.classes(chosen)
        case "problem":
            still = [one for one in life.problems if one.settled_at is None]
            return [Choice(str(one.number), one.text[:80], str(one.number) == chosen) for one in still]
        case "owner":
            return _owners(life, chosen)
        case "unit":
            return _units(life, chosen)
        case "agency":
            agencies = registry.list_agencies(registry.subtree(life.measure.region), moment.today())
            return [Choice(str(one.id), pick(one.name), str(one.id) == chosen) for one in agencies]
        case _:
            return ()


def _owners(life: ledger.LifeView, chosen: str) -> list[Choice]:
    """Who sits on a post of the leading unit today."""
    if life.measure.lead_agency is None:
        return []
    agency = registry.get_agency_by_id(life.measure.lead_agency)
    seats = registry.list_holdings(on=moment.today(), regions=[agency.region])
    held = [one for one in seats if one.post.agency.id == agency.id and one.in_place_of is None]
    told = [(f"{one.account}|{one.post.id}", f"{one.account_name} · {pick(one.post.title)}") for one in held]
    return [Choice(value, label, value == chosen) for value, label in told]


def _units(life: ledger.LifeView, chosen: str) -> list[Choice]:
    """The units of the measure by role and position; those that nobody could tell first."""
    counts = {"lead": 0, "cooperating": 0}
    told = []
    for one in life.measure.units:
        counts[one.role] += 1
        value = f"{one.role}|{counts[one.role]}"
        role = t(f"governance.unit.{one.role}")
        told.append((one.agency is not None, Choice(value, f"{one.name} · {role}", value == chosen)))
    return [choice for _, choice in sorted(told, key=lambda one: one[0])]


def account(text: str) -> registry.AccountId:
    return registry.AccountId.parse(text) if text else _none("governance.act.no_owner")


def post(text: str) -> registry.PostId:
    return registry.PostId.parse(text) if text else _none("governance.act.no_owner")


def agency(text: str) -> registry.AgencyId:
    return registry.AgencyId.parse(text) if text else _none("governance.act.no_agency")


def _none(code: str) -> Any:
    raise Refusal(code)
