"""An act upon a finding or its order: what it means, what it asks, and done only when the reader says so."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.domains.reform.supervision import api as supervision
from tongban.web import asking, moment, people
from tongban.web.accounts.acting import needs_duty
from tongban.web.asking import Ask, Asked
from tongban.web.components.parts import Fact
from tongban.web.governance import findings, order, pages
from tongban.web.wording import day, pick, t

PURPOSE = "reform.finding"
TEXT, REASON = ("text", "textarea", True), ("reason", "textarea", True)
RULE = ("rule", "select", False)
DAYS = ("days", "number", True)
ASKS: Mapping[str, tuple[Ask, ...]] = {
    "check": (TEXT,),
    "dismiss": (REASON,),
    "reply": (TEXT,),
    "issue": (("demand", "textarea", True), DAYS),
    "answer": (TEXT,),
    "send_back": (REASON, DAYS),
    "close": (TEXT,),
    "call_in": (REASON, ("on", "date", True), ("place", "text", True), ("whom", "text", True), RULE),
    "hold_call_in": (
        ("number", "select", True),
        ("on", "date", True),
        ("minutes", "textarea", True),
        ("promise", "textarea", True),
    ),
    "circular": (("title", "text", True), ("document", "text", True), TEXT, RULE),
    "expose": (("title", "text", True), ("wording", "textarea", True), RULE),
    "withdraw_exposure": (REASON,),
    "list": (REASON, RULE),
    "unlist": (REASON,),
    "weigh": (
        *((name, "textarea", True) for name in ("motive", "conditions", "nature", "effect", "recovery")),
        ("decision", "radio", True),
    ),
    "judge_weighing": (("agrees", "radio", True), REASON),
}
FILES = {"reply": asking.MOST_FILES, "answer": asking.MOST_FILES}
STEPS = {"call_in": "call_in", "circular": "circular", "expose": "exposure", "list": "listing"}
HELPS = frozenset({"days", "whom", "rule", "wording", "demand"})
Do = Callable[[supervision.FindingId, Asked], object]


def _hold(finding: supervision.FindingId, asked: Asked) -> None:
    number = asked.number("number", "reform.call_in.unknown")
    told = {"minutes": asked.text("minutes"), "promise": asked.text("promise")}
    on = asked.day("on")
    supervision.hold_call_in(finding, told["minutes"], number=number, promise=told["promise"], on=on, **asked.by)


def _call_in(finding: supervision.FindingId, asked: Asked) -> None:
    supervision.set_call_in(
        finding,
        asked.text("reason"),
        on=asked.day("on"),
        place=asked.text("place"),
        whom=asked.text("whom"),
        rule=asked.text("rule"),
        **asked.by,
    )


def _circular(finding: supervision.FindingId, asked: Asked) -> None:
    supervision.issue_circular(
        finding,
        asked.text("text"),
        title=asked.text("title"),
        document=asked.text("document"),
        rule=asked.text("rule"),
        **asked.by,
    )


def _expose(finding: supervision.FindingId, asked: Asked) -> None:
    supervision.publish_exposure(
        finding, asked.text("wording"), title=asked.text("title"), rule=asked.text("rule"), **asked.by
    )


def _weigh(finding: supervision.FindingId, asked: Asked) -> None:
    weighing = supervision.Weighing(*(asked.text(name) for name, _, _ in ASKS["weigh"]))
    supervision.weigh_tolerance(finding, weighing, **asked.by)


def _days(asked: Asked) -> int:
    return asked.number("days", "reform.order.days")


DO: Mapping[str, Do] = {
    "check": lambda one, asked: supervision.check_finding(one, asked.text("text"), **asked.by),
    "dismiss": lambda one, asked: supervision.dismiss_finding(one, asked.text("reason"), **asked.by),
    "reply": lambda one, asked: supervision.reply(one, asked.text("text"), evidence=asked.files, **asked.by),
    "issue": lambda one, asked: supervision.issue_order(
        one, asked.text("demand"), working_days=_days(asked), **asked.by
    ),
    "answer": lambda one, asked: supervision.answer_order(one, asked.text("text"), evidence=asked.files, **asked.by),
    "send_back": lambda one, asked: supervision.send_back_order(
        one, asked.text("reason"), working_days=_days(asked), **asked.by
    ),
    "close": lambda one, asked: supervision.close_order(one, asked.text("text"), **asked.by),
    "call_in": _call_in,
    "hold_call_in": _hold,
    "circular": _circular,
    "expose": _expose,
    "withdraw_exposure": lambda one, asked: supervision.withdraw_exposure(one, asked.text("reason"), **asked.by),
    "list": lambda one, asked: supervision.list_order(one, asked.text("reason"), rule=asked.text("rule"), **asked.by),
    "unlist": lambda one, asked: supervision.unlist_order(one, asked.text("reason"), **asked.by),
    "weigh": _weigh,
    "judge_weighing": lambda one, asked: supervision.judge_tolerance(
        one, agrees=asked.text("agrees") == "yes", reason=asked.text("reason"), **asked.by
    ),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_duty(*pages.CONCERNED)
def act(request: HttpRequest, finding_id: str, act: str) -> HttpResponse:
    """The page of one act; an act that is not possible now leads back with a sentence."""
    if act not in ASKS:
        raise Http404(act)
    view = order.find(request, finding_id)
    if act not in view.acts:
        messages.warning(request, t("supervise.not_possible"))
        return redirect("governance:order", finding_id)

    def do(asked: Asked) -> HttpResponse:
        DO[act](view.finding.id, asked)
        messages.success(request, t(f"supervise.done.{act}"))
        return redirect("governance:order", finding_id)

    actor = people.actor(request)
    return asking.answer(request, _form(request, view, act), do, actor=actor, purpose=PURPOSE)


def _form(request: HttpRequest, view: supervision.OrderView, act: str) -> asking.Form:
    one = view.finding
    shown = [Fact(t("supervise.fact.finding"), one.text, one.number), *order.facts(one)[:3]]
    if act == "judge_weighing":
        shown.append(Fact(t("supervise.fact.weighed"), findings.word("tolerance", view.weighed)))
    return asking.Form(
        code=f"supervise.page.{act}",
        labels="supervise.field",
        asks=ASKS[act],
        action=reverse("governance:order_act", args=[str(one.id), act]),
        back=reverse("governance:order", args=[str(one.id)]),
        files=FILES.get(act, 0),
        needs_file=act == "answer",
        choices=_choices(view, act),
        values={"rule": request.GET.get("rule", ""), "on": moment.today().isoformat(), "days": "5"},
        helps=HELPS,
        facts=shown,
        is_grave=act in (*order.GRAVE, "close", "circular"),
    )


def _choices(view: supervision.OrderView, act: str) -> dict[str, list[tuple[str, str]]]:
    rules = [one for one in supervision.rules_of(view.finding.region) if one.step == STEPS.get(act)]
    return {
        "rule": [("", t("supervise.by_hand")), *((one.id, pick(one.title)) for one in rules)],
        "number": [(str(one.number), t("supervise.call_in_of", day=day(one.on))) for one in view.call_ins],
        "decision": findings.options("tolerance", supervision.Tolerance),
        "agrees": [("yes", t("supervise.agrees.yes")), ("no", t("supervise.agrees.no"))],
    }
