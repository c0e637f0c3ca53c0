"""Licences at the desk: found by number, identifier or holder; one of them with its state, permits and history."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from tongban.domains.licences import api as licences
from tongban.kernel import evidence
from tongban.kernel.errors import Refusal
from tongban.web import limits, moment
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Entry, Fact, Link
from tongban.web.desk import pages
from tongban.web.desk.papers import POLICY, SHOWN
from tongban.web.public.verify import validity
from tongban.web.space.licence_words import suspension
from tongban.web.wording import day, instant, pick, t

READERS = ("intake", "review", "approve", "supervise", "audit")
LONGEST, NEWEST = 160, 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_duty(*READERS)
def find(request: HttpRequest) -> HttpResponse:
    """The newest that the reader may see, or what was asked for. Posted: a holder's number stays out of addresses."""
    actor, now = pages.officer(request), moment.now()
    text = request.POST.get("text", "").strip()[:LONGEST]
    if text:
        limits.allow_look(request)
        found = licences.find_licences(text, actor=actor, now=now)
    else:
        found = licences.list_licences(actor=actor, now=now, limit=NEWEST)
    return pages.page(request, "licences", place="licences", text=text, lines=[_line(one) for one in found])


@never_cache
@require_safe
@needs_duty(*READERS)
def licence(request: HttpRequest, licence_id: str) -> HttpResponse:
    """One record: what is written on it, its state, what may be done to it, its whole history."""
    found = find_one(request, licence_id)
    actor, now = pages.officer(request), moment.now()
    told = licences.history_of(found.id, actor=actor, now=now)
    possible = licences.list_possible(found.id, actor=actor, now=now)
    return pages.page(
        request,
        "licence",
        place="licences",
        links=links(found),
        licence=found,
        state=str(found.state),
        facts=facts(found),
        written=[Fact(pick(one.title), one.value) for one in found.fields if not one.rows],
        tables=[_table(one) for one in found.fields if one.rows],
        folded=[_folded(one) for one in found.folded],
        records=[_record(one, found) for one in told.records],
        entries=[_entry(one) for one in reversed(told.moments)],
        papers=_papers(found, told.moments),
        acts=[
            {
                "label": t(f"desk.licence.act.{one.act}"),
                "text": t(f"desk.licence.act.{one.act}.text"),
                "url": reverse("desk:licence_act", args=[licence_id, one.act]),
            }
            for one in possible
        ],
        newest=_newest(told, found),
        copies_url=_copies_url(found, request),
        verify_url=reverse("public:verify_token", args=[found.token]),
    )


@require_safe
@never_cache
@needs_duty(*READERS)
@xframe_options_sameorigin
def paper(request: HttpRequest, licence_id: str, file_id: str) -> HttpResponse:
    """A paper that an act upon this licence rested on; what is no PDF or picture is only given as a file."""
    found = find_one(request, licence_id)
    told = licences.history_of(found.id, actor=pages.officer(request), now=moment.now())
    if file_id not in {one for entry in told.moments for one in entry.evidence}:
        raise Http404(file_id)
    known, data = evidence.get(evidence.EvidenceId.parse(file_id))
    response = HttpResponse(data, content_type=known.media_type)
    response["Content-Security-Policy"] = POLICY
    if disposition := content_disposition_header(known.media_type not in SHOWN, known.name):
        response["Content-Disposition"] = disposition
    return response


def find_one(request: HttpRequest, licence_id: str) -> licences.LicenceView:
    """A licence that the reader may see as an officer. Any other does not exist here."""
    try:
        known = licences.LicenceId.parse(licence_id)
        return licences.get_licence(known, actor=pages.officer(request), now=moment.now())
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal


def links(found: licences.LicenceView, last: str = "") -> list[Link]:
    first = Link(t("desk.licences.title"), reverse("desk:licences"))
    here = reverse("desk:licence", args=[str(found.id)]) if last else ""
    return [first, Link(f"{pick(found.title)} {found.number}", here), *([Link(last)] if last else [])]


def facts(found: licences.LicenceView) -> list[Fact]:
    """Whose licence it is, and whether it counts: what an officer checks before anything is done to it."""
    rows = [
        Fact(t("web.licence.holder"), found.holder_name, found.holder_code),
        Fact(t("web.licence.number"), found.number),
        Fact(t("web.licence.identifier"), found.identifier),
        Fact(t("web.licence.issuer"), pick(found.issuer)),
        Fact(t("web.licence.issued_on"), day(found.issued_at)),
        Fact(t("web.licence.valid"), validity(found)),
    ]
    if suspended := suspension(found):
        rows.append(suspended)
    if found.replaced_at:
        rows.append(Fact(t("web.licence.replaced_on"), instant(found.replaced_at)))
    if found.revoked_at:
        how = t(f"desk.licence.ending.{found.ending or 'annulled'}")
        why = f"{found.revocation_reason} {found.revocation_basis}".strip()
        rows.append(Fact(how, instant(found.revoked_at), why))
    if found.state is licences.State.EXPIRED and found.expiry:
        rows.append(Fact(t("desk.licence.expiry"), pick(found.expiry)))
    return rows


def _copies_url(found: licences.LicenceView, request: HttpRequest) -> str:
    """Where annotated copies are made, for officers of the agency that issued it."""
    mine = licences.may_copy(found.id, actor=pages.officer(request))
    return reverse("desk:licence_copies", args=[str(found.id)]) if mine else ""


def _line(found: licences.LicenceView) -> dict[str, Any]:
    return {
        "url": reverse("desk:licence", args=[str(found.id)]),
        "title": pick(found.title),
        "number": found.number,
        "holder": found.holder_name,
        "state": str(found.state),
        "valid": validity(found),
        "version": found.version,
    }


def _table(field: licences.FieldView) -> dict[str, Any]:
    columns = [pick(one) for one in field.columns]
    rows = [list(zip(columns, row, strict=True)) for row in field.rows]
    return {"id": field.id, "title": pick(field.title), "columns": columns, "rows": rows}


def _folded(one: licences.Folded) -> dict[str, Any]:
    until = day(one.valid_until) if one.valid_until else t("web.licence.no_end")
    return {"title": pick(one.title), "number": one.number, "state": str(one.state), "until": until}


def _record(one: tuple[licences.LicenceId, int, str, licences.State], found: licences.LicenceView) -> dict[str, Any]:
    record, version, identifier, state = one
    return {
        "url": reverse("desk:licence", args=[str(record)]) if record != found.id else "",
        "label": t("desk.licence.version", version=version),
        "identifier": identifier,
        "state": str(state),
    }


def _newest(told: licences.History, found: licences.LicenceView) -> str:
    """Where the newest record is, when this is an older one."""
    record = told.records[-1][0]
    return reverse("desk:licence", args=[str(record)]) if record != found.id else ""


def _entry(one: licences.Moment) -> Entry:
    fields = "、".join(pick(title) for title in one.fields)
    details = [
        t("desk.licence.changed", fields=fields) if fields else "",
        t("desk.licence.basis", basis=one.basis) if one.basis else "",
        t("desk.licence.by_case") if one.case and not one.basis else "",
    ]
    return Entry(pick(one.sentence), one.at, pick(one.who), one.reason, details=[text for text in details if text])


def _papers(found: licences.LicenceView, moments: Sequence[licences.Moment]) -> list[Link]:
    papers = dict.fromkeys(one for entry in moments for one in entry.evidence)
    return [
        Link(
            evidence.describe(evidence.EvidenceId.parse(one)).name,
            reverse("desk:licence_paper", args=[str(found.id), one]),
        )
        for one in papers
    ]
