"""My licences on my telephone: taking one along, shutting a lost one out, and signing an application with it."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tongban.domains.cases import api as cases
from tongban.domains.catalogue import api as catalogue
from tongban.domains.licences import api as licences
from tongban.kernel.errors import Refusal
from tongban.web import moment, people
from tongban.web.components.parts import Link
from tongban.web.space import application as applications
from tongban.web.space.application import CHECK, Application
from tongban.web.space.home import own
from tongban.web.wallet import browser, papers
from tongban.web.wording import pick, t

GET_AND_POST = ["GET", "HEAD", "POST"]


@never_cache
@login_required
@require_http_methods(GET_AND_POST)
def carry(request: HttpRequest, licence_id: str) -> HttpResponse:
    """Put a licence into a wallet by a code, and take it out of one that was lost."""
    actor, now = people.applicant(request), moment.now()
    try:
        found = licences.get_licence(licences.LicenceId.parse(licence_id), actor=actor, now=now)
    except Refusal as refused:
        raise Http404(refused.code) from refused
    slot = f"carry:{licence_id}"
    if request.method == "POST":
        try:
            _act(request, found, slot)
        except Refusal as refused:
            messages.warning(request, t(refused.code, **refused.values))
        return redirect("space:carry", licence_id)
    view = browser.find(request, slot)
    is_taken = view is not None and view.stage is licences.Stage.USED
    shown = {
        "licence": found,
        "panel": None if view is None or is_taken else browser.panel(view),
        "is_taken": is_taken,
        "carried": licences.list_carried(licence=found.id, actor=actor),
        "links": [
            Link(t("web.nav.space"), reverse("space:home")),
            Link(t("web.nav.licences"), reverse("space:licences")),
            Link(pick(found.title), reverse("space:licence", args=[licence_id])),
            Link(t("web.carry.title")),
        ],
    }
    return render(request, "space/carry.html", shown)


def _act(request: HttpRequest, found: licences.LicenceView, slot: str) -> None:
    actor, now = people.applicant(request), moment.now()
    if "withdraw" in request.POST:
        credential = licences.CredentialId.parse(request.POST["withdraw"])
        licences.withdraw_credential(credential=credential, actor=actor, now=now)
        messages.success(request, t("web.carry.withdrawn"))
        return
    browser.begin(
        request, slot, lambda secret: licences.ask_to_carry(browser=secret, licence=found.id, actor=actor, now=now)
    )


# signing an application -----------------------------------------------------------------------------------------------


@never_cache
@login_required
@require_http_methods(GET_AND_POST)
def sign(request: HttpRequest, key: str) -> HttpResponse:
    """Ask the holder's wallet to sign the answers as they stand."""
    begun = applications.find(request, key)
    if begun is None:
        return redirect("space:apply", key)
    if not begun.is_narrowed or not may_sign(begun):
        return redirect(begun.next_url)
    if request.method == "POST":
        digest = licences.digest_of_filing(text_of(begun))
        browser.begin(
            request,
            _slot(begun),
            lambda secret: licences.ask_to_sign(
                browser=secret,
                title=begun.procedure.title,
                subject=begun.subject.id,
                digest=digest,
                thing=str(begun.draft.id),
                now=moment.now(),
            ),
        )
        return redirect("space:sign", key)
    view = browser.find(request, _slot(begun))
    is_of_other_answers = signature_state(request, begun) == "changed"  # then it is asked for anew
    shown = {
        "panel": browser.panel(view) if view and not is_of_other_answers else None,
        "procedure": begun.procedure,
        "subject": begun.subject.name,
        "digest": licences.digest_of_filing(text_of(begun)),
        "back_url": begun.url(CHECK),
        "links": [
            Link(t("web.nav.home"), reverse("public:home")),
            Link(pick(begun.procedure.title), begun.url(CHECK)),
            Link(t("web.sign.title")),
        ],
    }
    return render(request, "space/sign.html", shown)


def may_sign(begun: Application) -> bool:
    """Whether this application can carry a signature: the business licence signs for enterprises."""
    return begun.subject.kind == "enterprise"


def text_of(begun: Application) -> str:
    """What is signed: for whom, which item, every answer, the papers by their digests, promises and delivery."""
    return licences.filing_text(
        {
            "procedure": begun.procedure.key,
            "region": begun.region,
            "subject": str(begun.subject.id),
            "answers": catalogue.clean_answers(begun.procedure, begun.answers),
            "situations": dict(begun.guided.kept),
            "promised": sorted(begun.promised),
            "papers": {paper.id: [file.hash for file in paper.files] for paper in begun.papers if paper.files},
            "delivery": begun.draft.delivery or {},
        }
    )


def signature_state(request: HttpRequest, begun: Application) -> str:
    """`signed` when the wallet has signed exactly what stands here, `changed` when it signed something else, or ``."""
    asked = browser.known(request, _slot(begun))
    view = browser.find(request, _slot(begun))
    if asked is None or view is None or view.stage is not licences.Stage.APPROVED:
        return ""
    digest = licences.digest_of_filing(text_of(begun))
    fits = licences.is_signed(challenge=asked[0], browser=asked[1], digest=digest, now=moment.now())
    return "signed" if fits else "changed"


def is_lost(request: HttpRequest, begun: Application) -> bool:
    """Whether the page said that a signature goes along, and it does not count any more."""
    return "signed" in request.POST and signature_state(request, begun) != "signed"


def send(request: HttpRequest, begun: Application, file: Callable[[], cases.CaseId]) -> cases.CaseId:
    """File it with the signature of the wallet where there is one, both or neither. Refuses as `file_signed`."""
    asked = browser.known(request, _slot(begun))
    if asked is None or signature_state(request, begun) != "signed":
        return file()
    case = licences.file_signed(
        file=file,
        challenge=asked[0],
        browser=asked[1],
        signed=text_of(begun),
        actor=people.applicant(request),
        now=moment.now(),
    )
    browser.forget(request, _slot(begun))
    return case


def _slot(begun: Application) -> str:
    return f"sign:{begun.draft.id}"


@never_cache
@login_required
@require_safe
def signature(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """The paper of a signature of one's own case."""
    return papers.paper(str(own(request, case_id).id), number)
