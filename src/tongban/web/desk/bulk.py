"""Several rows of the inbox at once: chosen, looked at together, confirmed; then each by itself.

Every row is its own act: one that is refused stops no other, and each refusal is listed with its sentence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.domains.cases import api as cases
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Refusal, TongbanError
from tongban.web import moment
from tongban.web.accounts.acting import needs_duty
from tongban.web.components import asked
from tongban.web.components.parts import Link
from tongban.web.desk import pages, wanted
from tongban.web.wording import pick, t

ASKED: Mapping[str, tuple[str, ...]] = {"accept": (), "complete": ("opinion",), "assign": ("to",)}
"""The acts that make sense for several cases alike, and what is asked once for all of them."""
MOST = 50
KEY = "bulk"


@dataclass(frozen=True, slots=True)
class Row:
    """One chosen row: where it is, what it is called, the act there (None when it cannot be read), why not."""

    value: str
    case: cases.CaseId
    number: str
    title: str
    subject: str
    item: str
    act: cases.Act | None
    why_not: str = ""

    @property
    def url(self) -> str:
        return reverse("desk:case", args=[str(self.case)])


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs_duty(*pages.HANDLING)
def bulk(request: HttpRequest) -> HttpResponse:
    """Chosen rows are shown together with what will happen; confirmed, each is done by itself and told."""
    back = reverse("desk:inbox") + (f"?{query}" if (query := wanted.read_back(request.POST).query) else "")
    if request.method != "POST":
        return redirect("desk:inbox")
    name, actor = request.POST.get("act", ""), pages.officer(request)
    if name not in ASKED:
        raise BadRequest(name)
    chosen = dict.fromkeys(request.POST.getlist("pick")[:MOST])
    rows = [row for value in chosen if (row := _row(name, value, actor=actor))]
    able = [row for row in rows if row.act and not row.why_not]
    if not rows:
        return _page(request, name, [], able=[], back=back, sentence=t("desk.bulk.nothing_chosen"), status=422)
    asks = _asks(name, [row.act for row in able if row.act])
    values, mistakes = asked.read(request, asks, KEY, actor=actor)
    if "confirmed" not in request.POST:
        return _page(request, name, rows, able=able, back=back, asks=asks)
    mistakes |= _mistakes(asks, values)
    if mistakes:
        return _page(request, name, rows, able=able, back=back, asks=asks, values=values, mistakes=mistakes, status=422)
    told = [_done(row, values, actor=actor) for row in able]
    return pages.page(
        request,
        "bulk_done",
        place="inbox",
        done=[row for row in told if not row.why_not],
        refused=[row for row in (*told, *rows) if row.why_not],
        links=_links(back),
        back=back,
    )


def _row(name: str, value: str, *, actor: Actor) -> Row | None:
    """A chosen row as it stands now; one that the reader may not see does not exist."""
    case_text, _, place = value.partition("/")
    track, _, step = place.partition("/")
    now = moment.now()
    try:
        case = cases.CaseId.parse(case_text)
        view = cases.get_case(case, actor, now=now)
    except Refusal:
        return None
    item = next((pick(one.title) for one in view.tracks if one.key == track), "")
    row = Row(value, case, view.number, pick(view.title), view.subject.name, item, None)
    here = (name, track or None, step or None) if name != "accept" else (name, None, None)
    offered = next(
        (one for one in cases.options(case, actor, now=now) if (one.name, one.track, one.step) == here), None
    )
    return replace(row, act=offered) if offered else replace(row, why_not=t("desk.bulk.not_open"))


def _asks(name: str, acts: Sequence[cases.Act]) -> tuple[cases.Ask, ...]:
    """What is asked once for all: of choices only those that every chosen row offers."""
    common: list[cases.Ask] = []
    for ask_name in ASKED[name] if acts else ():
        of_each = [ask for act in acts for ask in act.asks if ask.name == ask_name]
        if len(of_each) == len(acts):
            shared = set.intersection(*({option.value for option in ask.options} for ask in of_each))
            options = tuple(option for option in of_each[0].options if option.value in shared)
            common.append(replace(of_each[0], options=options))
    return tuple(common)


def _mistakes(asks: Sequence[cases.Ask], values: Mapping[str, Any]) -> dict[str, str]:
    try:
        cases.check_values(asks, values)
    except Refusal as refused:
        return asked.mistakes_of(refused)
    return {}


def _done(row: Row, values: Mapping[str, Any], *, actor: Actor) -> Row:
    """The row's act, done by itself."""
    act = row.act
    if act is None:
        return row
    try:
        cases.perform(
            case=row.case,
            act=act.name,
            values=dict(values),
            track=act.track,
            step=act.step,
            actor=actor,
            now=moment.now(),
        )
    except TongbanError as refused:
        return replace(row, why_not=t(refused.code, **refused.values))
    return row


def _page(
    request: HttpRequest,
    name: str,
    rows: Sequence[Row],
    *,
    able: Sequence[Row],
    back: str,
    asks: Sequence[cases.Ask] = (),
    values: Mapping[str, Any] | None = None,
    mistakes: Mapping[str, str] | None = None,
    sentence: str = "",
    status: int = 200,
) -> HttpResponse:
    first = able[0].act if able else None
    return pages.page(
        request,
        "bulk",
        place="inbox",
        status=status,
        act=name,
        title=t(f"desk.bulk.{name}", count=len(able)),
        consequence=pick(first.consequence) if first else "",
        able=able,
        unable=[row for row in rows if row.why_not],
        fields=asked.fields(asks, KEY, values=values or {}, mistakes=mistakes or {}),
        mistakes=asked.summary(mistakes or {}, KEY),
        sentence=sentence,
        inbox=request.POST.get("inbox", ""),
        links=_links(back),
        back=back,
    )


def _links(back: str) -> list[Link]:
    return [Link(t("desk.inbox.title"), back), Link(t("desk.bulk.title"))]
