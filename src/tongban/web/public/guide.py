"""The guide of a service or a package, written from the same definition as its form and its flow."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongban.domains.catalogue import api as catalogue
from tongban.kernel.errors import Refusal
from tongban.web import moment, preferences
from tongban.web.components.parts import Fact, Link, Stage
from tongban.web.context import find_url
from tongban.web.public import conduct
from tongban.web.public.summaries import limit_words
from tongban.web.wording import language, t


def get_procedure(request: HttpRequest, key: str, kind: str | None = None) -> catalogue.Procedure:
    """The procedure as it is in the reader's region today. What does not exist there is a 404."""
    region = preferences.region(request)
    try:
        found = catalogue.get_procedure(key, region=region.code if region else "", on=moment.today())
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal
    if kind not in (None, found.kind):
        raise Http404(kind)
    return found


@require_safe
def guide(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    procedure = get_procedure(request, key, kind)
    told = catalogue.guide(procedure, language())
    shown = {
        "guide": told,
        "procedure": procedure,
        "links": [
            Link(t("web.nav.home"), reverse("public:home")),
            Link(t("web.nav.search"), reverse("public:search")),
            Link(told.title),
        ],
        "facts": facts(procedure),
        "audience": t("web.list").join(told.audience),
        "materials": materials(procedure),
        "tracks": [_track(one, track) for one, track in zip(told.tracks, procedure.tracks, strict=True)],
        "stages": stages(procedure),
        "apply_url": find_url("space:apply", procedure.key),
        "situations": conduct.situations(procedure),
        "promises": list(conduct.promises(procedure)),
        "following": list(conduct.following(procedure)),
        "specials": list(conduct.specials(procedure)),
        "longer": list(conduct.longer(procedure)),
        "sometimes": conduct.sometimes(procedure),
        "delivery": conduct.delivery(procedure),
        "may_precheck": conduct.may_be_prechecked(procedure),
    }
    return render(request, "public/guide.html", shown)


def facts(procedure: catalogue.Procedure) -> list[Fact]:
    """The four facts in a row: 承诺时限, 法定时限, 跑动次数, 收费; limits are said in the singular or plural."""
    told = catalogue.guide(procedure, language())
    limits: dict[str, str] = {clock.kind: limit_words(clock) for clock in procedure.clocks}
    if told.promises:
        limits["promised"] = t("web.guide.at_most", limit=limits["promised"])
    notes = {"visits": told.online} if procedure.visits == 0 else {}
    return [Fact(one.label, limits.get(one.id) or one.value, one.detail or notes.get(one.id, "")) for one in told.facts]


def materials(procedure: catalogue.Procedure) -> list[tuple[catalogue.GuideMaterial, bool]]:
    """Each paper, and whether it is never asked because this very application produces it."""
    told = catalogue.guide(procedure, language()).materials
    return [(one, bool(given.issued_by)) for one, given in zip(told, procedure.materials, strict=True)]


def _track(told: catalogue.GuideTrack, track: catalogue.Track) -> dict[str, str | bool]:
    """One item of the flow: who does it, by when, and what comes out."""
    return {
        "title": told.title,
        "agency": told.agency,
        "promised": limit_words(track.clock("promised")),
        "statutory": limit_words(track.clock("statutory")),
        "result": told.result,
        "depends": track.conduct.when is not None,
    }


def stages(procedure: catalogue.Procedure) -> list[Stage]:
    """The steps as the applicant lives them: apply, what the authorities do, receive."""
    told = catalogue.guide(procedure, language())
    if told.stages:
        between = [Stage(title, t("web.list").join(items)) for title, items in told.stages]
    else:
        between = [Stage(step.title) for track in told.tracks for step in track.steps]
    first = Stage(t("web.guide.stage.apply"), t("web.guide.stage.apply.note"))
    return [first, *between, Stage(t("web.guide.stage.receive"), t("web.guide.stage.receive.note"))]
