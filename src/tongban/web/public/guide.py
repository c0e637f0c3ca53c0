"""The guide of a service or a package, written from the same definition as its form and its flow."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel.errors import NotInForce, Refusal
from tongban.web import moment, preferences
from tongban.web.components.parts import Fact, Link, Stage
from tongban.web.context import find_url
from tongban.web.public.summaries import audience_words, limit_words
from tongban.web.wording import money, pick, t


@dataclass(frozen=True, slots=True)
class TrackLine:
    """One item of the flow: who does it and by when."""

    title: str
    agency: str
    promised: str
    statutory: str
    result: str
    steps: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """A paper: whether it is asked, and where it comes from."""

    title: str
    note: str
    source: str
    form: str
    is_required: bool
    is_spared: bool
    spared_because: str


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
    region = preferences.region(request)
    code = region.code if region else ""
    tracks = [_track(one, code) for one in procedure.tracks]
    shown = {
        "procedure": procedure,
        "links": [
            Link(t("web.nav.home"), reverse("public:home")),
            Link(t("web.nav.search"), reverse("public:search")),
            Link(pick(procedure.title)),
        ],
        "facts": facts(procedure),
        "audience": audience_words(procedure.audience),
        "accepts": agency_name(code, procedure.lead_role),
        "materials": [material(one, procedure) for one in procedure.materials],
        "tracks": tracks,
        "stages": stages(procedure),
        "apply_url": find_url("space:apply", procedure.key),
    }
    return render(request, "public/guide.html", shown)


def facts(procedure: catalogue.Procedure) -> list[Fact]:
    """The four facts in a row: 承诺时限, 法定时限, 跑动次数, 收费."""
    promised, statutory = procedure.clock("promised"), procedure.clock("statutory")
    several = procedure.is_package and statutory is None
    legal = t("web.guide.limit.by_item") if several else limit_words(statutory) or t("web.guide.limit.none")
    online = t("web.guide.visits.online") if procedure.visits == 0 else pick(procedure.visits_reason)
    return [
        Fact(t("web.guide.promised"), limit_words(promised) or t("web.guide.limit.none"), t("web.guide.promised.note")),
        Fact(t("web.guide.statutory"), legal, t("web.guide.limit.by_item.note") if several else ""),
        Fact(t("web.guide.visits"), t("web.guide.visits.times", count=procedure.visits), online),
        _fee(procedure),
    ]


def _fee(procedure: catalogue.Procedure) -> Fact:
    if not procedure.fees:
        return Fact(t("web.guide.fee"), t("web.guide.free"))
    return Fact(
        t("web.guide.fee"), money(procedure.fee_fen), t("web.list").join(pick(fee.title) for fee in procedure.fees)
    )


def agency_name(region: str, role: str) -> str:
    """The agency that plays a role here; a role that nobody plays yet is said so, never left blank."""
    try:
        return pick(registry.get_agency(region, role, on=moment.today()).name)
    except Refusal:
        return t("web.guide.agency.unnamed")


def _track(track: catalogue.Track, region: str) -> TrackLine:
    return TrackLine(
        title=pick(track.title),
        agency=agency_name(region, track.agency_role),
        promised=limit_words(track.clock("promised")),
        statutory=limit_words(track.clock("statutory")),
        result=pick(track.result.title),
        steps=tuple(pick(step.title) for step in track.steps),
        url=reverse("public:guide", args=["service", track.key]),
    )


def material(one: catalogue.Material, procedure: catalogue.Procedure) -> MaterialLine:
    if one.issued_by:
        because = t("web.guide.material.from_procedure", item=pick(procedure.track(one.issued_by).title))
    elif one.from_licence:
        because = t("web.guide.material.from_licence")
    else:
        because = t("web.guide.material.shared") if one.source == "authority" else ""
    return MaterialLine(
        title=pick(one.title),
        note=pick(one.note),
        source=t(f"web.guide.source.{one.source}"),
        form=t(f"web.guide.form.{one.form}"),
        is_required=one.required,
        is_spared=bool(one.issued_by),
        spared_because=because,
    )


def stages(procedure: catalogue.Procedure) -> Sequence[Stage]:
    """The steps as the applicant lives them: apply, wait for each stage, receive."""
    first = Stage(t("web.guide.stage.apply"), t("web.guide.stage.apply.note"))
    last = Stage(t("web.guide.stage.receive"), t("web.guide.stage.receive.note"))
    if procedure.stages:
        between = [Stage(pick(one.title)) for one in procedure.stages]
    else:
        between = [Stage(pick(step.title)) for track in procedure.tracks for step in track.steps]
    return [first, *between, last]


def is_open(procedure: catalogue.Procedure) -> bool:
    """Whether one can apply today: the promise must be in force."""
    try:
        return procedure.clock("promised") is not None
    except NotInForce:
        return False
