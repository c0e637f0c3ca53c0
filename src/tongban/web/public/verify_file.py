"""A file of a licence (OFD or PDF) checked by whoever has it. The file stays in memory and is gone with the answer."""

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from tongban.domains.licences import api as licences
from tongban.kernel import evidence
from tongban.kernel.digests import sm3
from tongban.kernel.errors import Refusal
from tongban.web import limits, moment
from tongban.web.public import verify_copy
from tongban.web.public import verify_words as words
from tongban.web.public.verify import ask, facts
from tongban.web.public.verify_words import Reason
from tongban.web.wording import instant, t

FILES_PER_MINUTE = 6
ROOM = 64 * 1024  # bytes of a multipart body that are not the file


class InMemory(MemoryFileUploadHandler):
    """Keeps every file in memory, whatever its size: the whole request has been measured before."""

    def handle_raw_input(self, *args: object, **more: object) -> None:
        self.activated = True


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt
def verify_file(request: HttpRequest) -> HttpResponse:
    """Measured before anything of it is read, and read into memory alone; forgery is looked for after that."""
    if request.method != "POST":
        return redirect("public:verify")
    if _length(request) > settings.EVIDENCE_LIMIT + ROOM:
        return _refuse(request, Refusal("kernel.evidence.too_large", megabytes=settings.EVIDENCE_LIMIT // 1024**2))
    request.upload_handlers = [InMemory(request)]
    return _checked(request)


@csrf_protect
def _checked(request: HttpRequest) -> HttpResponse:
    given = request.FILES.get("file")
    if given is None:
        return _refuse(request, Refusal("web.verify.file.missing"))
    limits.allow(request, "verify_file", per_minute=FILES_PER_MINUTE)
    data, now = evidence.read_whole(given), moment.now()
    if (copy := licences.find_copy(data, now=now)) is not None:
        return verify_copy.answer(request, copy)
    try:
        report = licences.check_file(data, now=now)
    except Refusal as refused:
        return _refuse(request, refused)
    digest, licence = sm3(data), report.licence
    state = report.state if report.is_good else licences.State.UNKNOWN
    shown = {
        "links": words.below(t("web.verify.result")),
        "state": str(state) if report.is_good else "revoked",
        "word": t(f"web.verify.state.{state}" if report.is_good else "web.verify.file.broken"),
        "text": t(f"web.verify.text.{state}" if report.is_good else "web.verify.file.broken.text"),
        "checked": instant(now),
        "number": licences.result_number(digest, state, at=now),
        "digest": digest,
        "name": given.name,
        "form": report.form.upper(),
        "licence": licence,
        "facts": facts(licence) if licence else [],
        "findings": _findings(report),
        "reasons": words.reasons(licences.Verification(state, now, licence)) if licence and report.is_good else [],
        "hidden": words.hidden(licence) if licence else [],
    }
    return render(request, "public/verified_file.html", shown)


def _findings(report: licences.FileReport) -> list[Reason]:
    """Each thing that was looked at, the faults first; a file without a word against it says so."""
    told = [Reason("fault" if one.is_fault else "ok", t(one.code, **one.values)) for one in report.findings]
    if report.is_good and report.seal:
        at = instant(report.sealed_at)
        told.append(Reason("ok", t("web.verify.file.sealed", seal=report.seal, signer=report.signer, at=at)))
    return sorted(told, key=lambda one: one.tone != "fault")


def _length(request: HttpRequest) -> int:
    told = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(told) if told.isdecimal() else 0


def _refuse(request: HttpRequest, refused: Refusal) -> HttpResponse:
    return ask(request, wrong={"file": t(refused.code, **refused.values)})
