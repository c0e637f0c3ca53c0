"""Guided questions before the form, one a page, and what follows from them: what has to be done, and what has not."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.domains.cases import api as cases
from tongban.domains.catalogue import api as catalogue
from tongban.kernel.errors import Refusal
from tongban.web import moment
from tongban.web.components.parts import Choice, Fact, Field, Mistake
from tongban.web.public.summaries import limit_words
from tongban.web.space import application as applications
from tongban.web.space.application import ITEMS, Application
from tongban.web.space.frame import links
from tongban.web.wording import day, language, money, pick, t

GET_AND_POST = ["GET", "HEAD", "POST"]


@never_cache
@login_required
@require_http_methods(GET_AND_POST)
def situation(request: HttpRequest, key: str, situation_id: str) -> HttpResponse:
    """One question with its answers. A changed answer may bring up others and make later ones count no more."""
    begun = applications.find(request, key)
    if begun is None:
        return redirect("space:apply", key)
    one = next((one for one in (*begun.guided.answered, *begun.guided.open) if one.id == situation_id), None)
    if one is None:
        if situation_id not in {known.id for known in begun.whole.situations}:
            raise Http404(situation_id)
        return redirect(begun.next_url)
    if request.method != "POST":
        return _draw(request, begun, one)
    answers: dict[str, Any] = {**begun.guided.kept, one.id: _read(one, request.POST.get(one.id, ""))}
    try:
        kept = catalogue.guided(begun.whole.situations, answers).kept
    except Refusal:
        return _draw(request, begun, one, mistake=t("web.space.situation.choose"))
    applications.fill(request, begun, ITEMS, situations=kept)
    changed = applications.find(request, key) or begun
    if not changed.guided.open and changed.is_narrowed:
        applications.fill(request, changed, ITEMS, answers=applications.unknown_yet(changed))
    following = _following(changed, one) if request.GET.get("from") != ITEMS else ""
    return redirect(following or changed.next_url if changed.guided.open else following or changed.url(ITEMS))


def _following(begun: Application, one: catalogue.Situation) -> str:
    """The question after this one, answered or not: whoever goes back sees each again on the way forth."""
    on_the_way = [
        known.id for known in begun.whole.situations if known in begun.guided.answered or known in begun.guided.open
    ]
    place = on_the_way.index(one.id) + 1
    return applications.situation_url(begun.whole.key, on_the_way[place]) if place < len(on_the_way) else ""


def _read(one: catalogue.Situation, text: str) -> object:
    return text if one.options else {"true": True, "false": False}.get(text, text)


def _draw(request: HttpRequest, begun: Application, one: catalogue.Situation, *, mistake: str = "") -> HttpResponse:
    given = begun.guided.kept.get(one.id)
    options = [(option.id, pick(option.title)) for option in one.options] or [
        ("true", t("web.yes")),
        ("false", t("web.no")),
    ]
    chosen = str(given).lower() if isinstance(given, bool) else given
    answered = [known for known in begun.guided.answered if known.id != one.id]
    before = [known for known in answered if begun.whole.situations.index(known) < begun.whole.situations.index(one)]
    shown = {
        "procedure": begun.whole,
        "application": begun,
        "links": links(begun.whole),
        "number": len(before) + 1,
        "question": pick(one.question),
        "field": Field(
            name=one.id,
            label=pick(one.question),
            kind="radio",
            help=pick(one.help),
            choices=[Choice(value, label, value == chosen) for value, label in options],
            error=mistake,
        ),
        "mistakes": [Mistake(mistake, f"f-{one.id}")] if mistake else [],
        "back_url": applications.situation_url(begun.whole.key, before[-1].id)
        if before
        else reverse("space:apply", args=[begun.whole.key]),
    }
    return render(request, "space/situation.html", shown, status=422 if mistake else 200)


@never_cache
@login_required
@require_http_methods(GET_AND_POST)
def items(request: HttpRequest, key: str) -> HttpResponse:
    """What has to be done in this case: each item with who does it, by when, what it costs and needs; and what not."""
    begun = applications.find(request, key)
    if begun is None:
        return redirect("space:apply", key)
    if begun.guided.open or not begun.whole.is_package:
        return redirect(begun.next_url)
    if request.method == "POST" and begun.is_narrowed:
        first = begun.order[0]
        applications.fill(request, begun, first)
        return redirect(begun.url(begun.draft.page if begun.draft.page in begun.order else first))
    nothing = not begun.is_narrowed
    shown = {
        "procedure": begun.whole,
        "application": begun,
        "links": links(begun.whole),
        "answers": [
            {
                "question": pick(one.question),
                "answer": say(one, begun.guided.kept[one.id]),
                "url": applications.situation_url(key, one.id),
            }
            for one in begun.guided.answered
        ],
        "nothing": nothing,
        "items": [] if nothing else _items(begun),
        "facts": [] if nothing else _facts(begun),
        "left_out": [
            {
                "title": pick(one.track.title),
                "because": [(pick(question.question), say(question, answer)) for question, answer in one.because],
            }
            for one in catalogue.left_out(begun.whole, begun.guided.kept)
        ],
        "back_url": applications.situation_url(key, begun.guided.answered[-1].id) if begun.guided.answered else "",
    }
    return render(request, "space/items.html", shown)


def say(one: catalogue.Situation, answer: str | bool) -> str:
    """An answer to a guided question in words."""
    if isinstance(answer, bool):
        return t("web.yes") if answer else t("web.no")
    return next((pick(option.title) for option in one.options if option.id == answer), answer)


def _facts(begun: Application) -> list[Fact]:
    """The whole in a row: how many items, by when at the latest, what it costs."""
    procedure = begun.procedure
    due = cases.foresee(procedure, region=begun.region, now=moment.now()).get("case")
    promised = limit_words(procedure.clock("promised"))
    note = t("web.space.items.due", day=day(due)) if due else ""
    return [
        Fact(t("web.space.items.items"), t("web.space.items.number", count=len(procedure.tracks))),
        Fact(t("web.guide.promised"), promised, note),
        Fact(t("web.guide.fee"), money(procedure.fee_fen) if procedure.fees else t("web.space.items.free")),
    ]


def _items(begun: Application) -> list[dict[str, Any]]:
    procedure = begun.procedure
    told = {one.key: one for one in catalogue.guide(procedure, language()).tracks}
    due = cases.foresee(procedure, region=begun.region, now=moment.now())
    fees = {fee.track: fee.amount_fen for fee in procedure.fees}
    return [
        {
            "title": told[track.key].title,
            "summary": told[track.key].summary,
            "agency": told[track.key].agency,
            "result": told[track.key].result,
            "promised": limit_words(track.clock("promised")),
            "due": day(due[track.key]) if track.key in due else "",
            "fee": money(fees[track.key]) if track.key in fees else t("web.space.items.free"),
            "papers": [one for one in begun.papers if not one.held and one.id in _needed(begun, track.key)],
            "after": t("web.list").join(told[track.key].after),
            "may_promise": track.conduct.commitment is not None,
        }
        for track in procedure.tracks
    ]


def _needed(begun: Application, track: str) -> set[str]:
    return {one.id for one in begun.procedure.materials if track in one.tracks}
