"""What a holder does with a licence: shows it for a minute, gives annotated copies away, reads who looked at it."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from tongban.domains.licences import api as licences
from tongban.kernel.errors import Refusal
from tongban.web import moment, people
from tongban.web.components import copies as copies_form
from tongban.web.components.codes import qr
from tongban.web.components.parts import Link, Mistake, Pages
from tongban.web.space import licence_words as words
from tongban.web.wording import local, pick, t

LOOKS = 20


def scan_address(code: str) -> str:
    """What the QR code of a shown licence holds: the page of the scanner, and the code after `#`, which no browser
    sends and no log keeps."""
    return f"{settings.PUBLIC_ADDRESS}{reverse('desk:scan')}#{code}"


def copy_address(token: str) -> str:
    """The full public address at which an annotated copy is verified."""
    return settings.PUBLIC_ADDRESS + reverse("public:verify_copy", args=[token])


@never_cache
@login_required
@require_GET
def show(request: HttpRequest, licence_id: str) -> HttpResponse:
    """Show a licence (亮证): each opening of this page makes a new code, and ends the one before. What cannot be shown
    says why."""
    found, now = _own(request, licence_id), moment.now()
    shown: dict[str, object] = {"licence": found, "links": _links(found, t("web.show.title"))}
    try:
        one = licences.present(licence=found.id, actor=people.applicant(request), now=now)
    except Refusal as refused:
        if not refused.code.startswith("licences.present."):
            raise
        return render(request, "space/licence_unshown.html", shown | {"why": _say(refused)}, status=422)
    seconds = int((one.expires_at - now).total_seconds())
    shown |= {
        "code": licences.grouped_code(one.code),
        "picture": qr(scan_address(one.code), t("web.show.picture")),
        "seconds": seconds,
        "until": f"{local(one.expires_at):%H:%M:%S}",
    }
    return render(request, "space/licence_show.html", shown)


@never_cache
@login_required
@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """Who looked at my licences, when and why; of one of them with `?licence=`."""
    actor, chosen = people.in_view(request), request.GET.get("licence", "")
    licence = _own(request, chosen) if chosen else None
    cursor = request.GET.get("after", "")
    before = licences.LookId.parse(cursor) if cursor else None
    found = licences.list_looks(
        actor=people.applicant(request) if licence else actor,
        licence=licence.id if licence else None,
        before=before,
        limit=LOOKS + 1,
    )
    kept = f"licence={licence.id}&" if licence else ""
    here = reverse("space:looks")
    shown = {
        "licence": licence,
        "links": _links(licence, t("web.looks.title")),
        "entries": [words.look(one) for one in found[:LOOKS]],
        "pages": Pages(
            previous=f"{here}?{kept}".rstrip("?&") if cursor else "",
            next=f"{here}?{kept}after={found[LOOKS - 1].id}" if len(found) > LOOKS else "",
        ),
    }
    return render(request, "space/licence_looks.html", shown)


# annotated copies ----------------------------------------------------------------------------------------------------


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def copies(request: HttpRequest, licence_id: str) -> HttpResponse:
    """The annotated copies of a licence, and the form for a new one."""
    found = _own(request, licence_id)
    mistakes: list[Mistake] = []
    if request.method == "POST":
        try:
            copies_form.make(request.POST, found, actor=people.applicant(request))
        except Refusal as refused:
            mistakes = copies_form.mistakes_of(refused)
        else:
            messages.success(request, t("web.copies.made"))
            return redirect("space:licence_copies", licence_id)
    listed = licences.list_copies(licence=found.id, actor=people.applicant(request), now=moment.now())
    shown = {
        "licence": found,
        "links": _links(found, t("web.copies.title")),
        "fields": copies_form.fields(request.POST, mistakes),
        "lines": [copies_form.line(one, "space") for one in listed],
        "mistakes": mistakes,
    }
    return render(request, "space/licence_copies.html", shown, status=422 if mistakes else 200)


@never_cache
@login_required
@require_POST
def withdraw(request: HttpRequest, licence_id: str, copy_id: str) -> HttpResponse:
    """A copy no longer counts, at once."""
    copy = _copy(request, licence_id, copy_id)
    licences.withdraw_copy(copy=copy.id, actor=people.applicant(request), now=moment.now())
    messages.success(request, t("web.copies.withdrawn"))
    return redirect("space:licence_copies", licence_id)


@never_cache
@login_required
@require_safe
def copy_file(request: HttpRequest, *, licence_id: str, copy_id: str, form: str) -> HttpResponse:
    """The copy as a file, with purpose, recipient and last day written across it."""
    if form not in copies_form.MEDIA:
        raise Http404(form)
    copy = _copy(request, licence_id, copy_id)
    return copies_form.file_of(copy, form, address_of=copy_address, actor=people.applicant(request))


def _copy(request: HttpRequest, licence_id: str, copy_id: str) -> licences.CopyView:
    found = _own(request, licence_id)
    try:
        copy = licences.get_copy(licences.CopyId.parse(copy_id), actor=people.applicant(request), now=moment.now())
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal
    if copy.licence != found.id:
        raise Http404(copy_id)
    return copy


# shared --------------------------------------------------------------------------------------------------------------


def _own(request: HttpRequest, licence_id: str) -> licences.LicenceView:
    actor, now = people.applicant(request), moment.now()
    try:
        return licences.get_licence(licences.LicenceId.parse(licence_id), actor=actor, now=now)
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal


def _links(found: licences.LicenceView | None, title: str) -> list[Link]:
    above = [Link(t("web.nav.space"), reverse("space:home")), Link(t("web.nav.licences"), reverse("space:licences"))]
    if found is not None:
        above.append(Link(pick(found.title), reverse("space:licence", args=[str(found.id)])))
    return [*above, Link(title)]


def _say(refused: Refusal) -> str:
    return t(refused.code, **refused.values)
