"""My licences: the dossier of each subject I may act for, each licence, its PDF and its public verify page."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from tongban.domains.licences import api as licences
from tongban.kernel.errors import Refusal
from tongban.web import moment, people
from tongban.web.components.parts import Fact, Link
from tongban.web.public.verify import validity
from tongban.web.space.licence_words import suspension
from tongban.web.wording import day, instant, pick, t


def verify_address(token: str) -> str:
    """The full public address that a licence's QR code opens."""
    return settings.PUBLIC_ADDRESS + reverse("public:verify_token", args=[token])


@never_cache
@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    actor, now = people.in_view(request), moment.now()
    subjects = [one for one in people.subjects(request) if one.pk in actor.subjects]
    dossiers = [licences.get_dossier(one.id, actor=actor, now=now) for one in subjects]
    shown = {
        "links": [Link(t("web.nav.space"), reverse("space:home")), Link(t("web.nav.licences"))],
        "dossiers": [
            {
                "name": dossier.name,
                "code": subject.code_masked,
                "kind": subject.kind,
                "lines": [(one, validity(one)) for one in dossier.licences],
            }
            for subject, dossier in zip(subjects, dossiers, strict=True)
        ],
    }
    return render(request, "space/licences.html", shown)


def _own(request: HttpRequest, licence_id: str) -> licences.LicenceView:
    try:
        return licences.get_licence(
            licences.LicenceId.parse(licence_id), actor=people.applicant(request), now=moment.now()
        )
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal


@never_cache
@login_required
@require_safe
def licence(request: HttpRequest, licence_id: str) -> HttpResponse:
    found = _own(request, licence_id)
    facts = [
        Fact(t("web.licence.holder"), found.holder_name),
        Fact(t("web.licence.holder_code"), found.holder_code),
        Fact(t("web.licence.number"), found.number),
        Fact(t("web.licence.identifier"), found.identifier),
        Fact(t("web.licence.issuer"), pick(found.issuer)),
        Fact(t("web.licence.issued_on"), day(found.issued_at)),
        Fact(t("web.licence.valid"), validity(found)),
        *(Fact(pick(field.title), field.value) for field in found.fields),
    ]
    if suspended := suspension(found):
        facts.insert(0, suspended)
    if found.revoked_at:
        reason = f"{found.revocation_reason} {found.revocation_basis}".strip()
        facts.insert(0, Fact(t("web.licence.revoked_on"), instant(found.revoked_at), reason))
    shown = {
        "licence": found,
        "facts": facts,
        "links": [
            Link(t("web.nav.space"), reverse("space:home")),
            Link(t("web.nav.licences"), reverse("space:licences")),
            Link(pick(found.title)),
        ],
        "verify_url": reverse("public:verify_token", args=[found.token]),
        "certificate_url": reverse("space:certificate", args=[licence_id]),
        "ofd_url": reverse("space:certificate_ofd", args=[licence_id]),
    }
    return render(request, "space/licence.html", shown)


@never_cache
@login_required
@xframe_options_sameorigin
@require_safe
def certificate(request: HttpRequest, licence_id: str, form: licences.Form = "pdf") -> HttpResponse:
    """The file, shown in place where the browser can, or saved with `?save=1`."""
    found = _own(request, licence_id)
    name, data = licences.get_file(
        licence=found.id, form=form, address_of=verify_address, actor=people.applicant(request), now=moment.now()
    )
    response = HttpResponse(data, content_type=licences.MEDIA_TYPES[form])
    disposition = content_disposition_header("save" in request.GET, name)
    if disposition:
        response["Content-Disposition"] = disposition
    return response
