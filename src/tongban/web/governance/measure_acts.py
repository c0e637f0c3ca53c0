"""An act upon a measure: what it means, what it asks, and done only when the reader says so on this page."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.domains.reform.ledger import api as ledger
from tongban.kernel.errors import CalendarGap, Conflict, Refusal
from tongban.web import moment, people
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Confirm, Field, Kept, Link, Mistake
from tongban.web.governance import act_fields, measure, pages
from tongban.web.governance.act_fields import Asked
from tongban.web.wording import day, t

GRAVE = ("close", "reopen", "refuse_closing")
STEP_ROWS, FEWEST_ROWS = 8, 5


def _file_progress(asked: Asked) -> None:
    share = asked.number("share", "reform.progress.share")
    steps = [int(one) for one in asked.many("steps") if one.isascii() and one.isdigit()]
    ledger.file_progress(asked.id, asked.text("text"), share=share, evidence=asked.files, steps=steps, **asked.by)


def _ask_closing(asked: Asked) -> None:
    ledger.ask_closing(asked.id, asked.text("text"), evidence=asked.files, **asked.by)


def _file_document(asked: Asked) -> None:
    if not asked.files:
        raise Refusal("governance.act.no_file")
    kind, title, number = (asked.text(name) for name in ("kind", "title", "number"))
    ledger.file_document(asked.id, kind, title=title, number=number, evidence=asked.files[0], **asked.by)


def _raise_problem(asked: Asked) -> None:
    wants = asked.text("wants").replace("，", "、").replace(",", "、").split("、")
    ledger.raise_problem(asked.id, asked.text("text"), wants=wants, **asked.by)


def _settle_problem(asked: Asked) -> None:
    number = asked.number("problem", "reform.problem.unknown")
    ledger.settle_problem(asked.id, number, answer=asked.text("answer"), **asked.by)


def _classify(asked: Asked) -> None:
    ledger.classify(asked.id, asked.text("classification"), reason=asked.text("reason"), **asked.by)


def _assign_owner(asked: Asked) -> None:
    account, _, post = asked.text("owner").partition("|")
    ledger.assign_owner(asked.id, account=act_fields.account(account), post=act_fields.post(post), **asked.by)


def _confirm_unit(asked: Asked) -> None:
    role, _, position = asked.text("unit").partition("|")
    if not position.isdigit():
        raise Refusal("governance.act.no_unit")
    agency = act_fields.agency(asked.text("agency"))
    ledger.confirm_unit(asked.id, role=role, position=int(position), agency=agency, **asked.by)


def _close(asked: Asked) -> None:
    ledger.close_measure(asked.id, asked.text("finding"), **asked.by)


def _refuse_closing(asked: Asked) -> None:
    ledger.refuse_closing(asked.id, asked.text("reason"), **asked.by)


def _reopen(asked: Asked) -> None:
    ledger.reopen_measure(asked.id, asked.text("reason"), **asked.by)


def _pass_recheck(asked: Asked) -> None:
    ledger.pass_recheck(asked.id, asked.text("finding"), **asked.by)


COMMANDS: Mapping[str, Callable[[Asked], None]] = {
    "file_progress": _file_progress,
    "ask_closing": _ask_closing,
    "file_document": _file_document,
    "raise_problem": _raise_problem,
    "settle_problem": _settle_problem,
    "classify": _classify,
    "assign_owner": _assign_owner,
    "confirm_unit": _confirm_unit,
    "close": _close,
    "refuse_closing": _refuse_closing,
    "reopen": _reopen,
    "pass_recheck": _pass_recheck,
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_duty(*pages.CONCERNED)
def act(request: HttpRequest, measure_id: str, act: str) -> HttpResponse:
    """The page of one act. What was written is kept when it is refused; an act that is not possible has no page."""
    if act not in COMMANDS:
        raise Http404(act)
    life = measure.find(request, measure_id)
    if act not in life.acts:
        messages.warning(request, t("governance.act.not_possible"))
        return redirect("governance:measure", measure_id)
    if request.method != "POST":
        return _draw(request, life, act)
    asked = Asked(request, life)
    try:
        asked.take_files()
        COMMANDS[act](asked)
    except Refusal as refused:
        return _draw(request, life, act, asked=asked, refused=refused)
    messages.success(request, t(f"governance.done.{act}", anchor=life.measure.anchor))
    return redirect("governance:measure", measure_id)


def _draw(
    request: HttpRequest,
    life: ledger.LifeView,
    act: str,
    *,
    asked: Asked | None = None,
    refused: Refusal | None = None,
) -> HttpResponse:
    place = act_fields.place_of(refused, act) if refused else ""
    sentence = t(refused.code, **refused.values) if refused else ""
    view = life.measure
    confirm = Confirm(
        title=t("governance.act.title", act=t(f"governance.act.{act}"), anchor=view.anchor),
        consequence=t(f"governance.consequence.{act}"),
        action=reverse("governance:measure_act", args=[str(view.id), act]),
        button=t(f"governance.button.{act}"),
        back=reverse("governance:measure", args=[str(view.id)]),
        fields=act_fields.fields(act, life, request.POST, errors={place: sentence} if place else {}),
        facts=act_fields.facts(life),
        dangerous=act in GRAVE,
        mistakes=(Mistake(sentence, f"f-{place}" if place else ""),) if refused else (),
        kept=[Kept("kept", str(one.id), one.name) for one in (asked.known_files() if asked else ())],
    )
    status = 200 if refused is None else 409 if isinstance(refused, Conflict) else 422
    return render(request, "components/confirm.html", {"confirm": confirm}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_duty(*pages.CONCERNED)
def steps(request: HttpRequest, measure_id: str) -> HttpResponse:
    """The unit's own steps: written line by line, their days laid backwards from the deadline on request."""
    life = measure.find(request, measure_id)
    if "plan_steps" not in life.acts:
        messages.warning(request, t("governance.act.not_possible"))
        return redirect("governance:measure", measure_id)
    if request.method != "POST":
        rows = [_row(one.text, str(one.weight), one.due_on.isoformat()) for one in life.steps if one.done_on is None]
        return _draw_steps(request, life, rows)
    rows = _written(request)
    told = [row for row in rows if row["text"]]
    try:
        if "lay" in request.POST:
            return _draw_steps(request, life, _laid(request, life, told))
        drafts = [ledger.StepDraft(row["text"], _day(row["due"], row["text"]), _weight(row)) for row in told]
        ledger.plan_steps(life.measure.id, drafts, actor=people.actor(request), now=moment.now())
    except (Refusal, CalendarGap) as refused:
        return _draw_steps(request, life, rows, refused=refused)
    messages.success(request, t("governance.done.plan_steps", anchor=life.measure.anchor))
    return redirect("governance:measure", measure_id)


def _written(request: HttpRequest) -> list[dict[str, str]]:
    parts = (request.POST.getlist(name)[: 4 * STEP_ROWS] for name in ("text", "weight", "due"))
    return [_row(*(part.strip() for part in row)) for row in zip(*parts, strict=False)]


def _row(text: str, weight: str, due: str) -> dict[str, str]:
    return {"text": text, "weight": weight or "1", "due": due}


def _laid(request: HttpRequest, life: ledger.LifeView, told: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    until = request.POST.get("until", "").strip()
    days = ledger.propose_steps(
        life.measure.id,
        tuple(_weight(row) for row in told),
        until=_day(until, "") if until else None,
        actor=people.actor(request),
        today=moment.today(),
    )
    return [{**row, "due": laid.isoformat()} for row, laid in zip(told, days, strict=True)]


def _weight(row: Mapping[str, str]) -> int:
    text = row["weight"]
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise Refusal("reform.steps.weight", step=row["text"])
    return int(text)


def _day(text: str, step: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal("governance.act.no_day", step=step) from None


def _draw_steps(
    request: HttpRequest,
    life: ledger.LifeView,
    rows: Sequence[Mapping[str, str]],
    *,
    refused: Refusal | CalendarGap | None = None,
) -> HttpResponse:
    view = life.measure
    blank: list[Any] = [_row("", "1", "") for _ in range(max(FEWEST_ROWS - len(rows), 2))]
    return pages.page(
        request,
        "steps",
        place="duties",
        status=422 if refused else 200,
        view=view,
        links=[
            Link(view.anchor, reverse("governance:measure", args=[str(view.id)])),
            Link(t("governance.act.plan_steps")),
        ],
        facts=act_fields.facts(life),
        done=[one for one in life.steps if one.done_on],
        rows=[*rows, *blank],
        latest=view.due_on.isoformat() if view.due_on else "",
        deadline=day(view.due_on) if view.due_on else "",
        until=Field(
            name="until",
            label=t("governance.steps.until"),
            kind="date",
            value=request.POST.get("until", view.due_on.isoformat() if view.due_on else ""),
            help=t("governance.steps.until.help"),
            required=False,
        ),
        mistakes=(Mistake(t(refused.code, **refused.values)),) if refused else (),
        back=reverse("governance:measure", args=[str(view.id)]),
    )
