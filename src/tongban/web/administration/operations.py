"""What is stuck, and the proof of the log."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tongban.kernel import audit, jobs, messages, outbox
from tongban.web import moment
from tongban.web.accounts.acting import needs_duty
from tongban.web.administration import pages, verification
from tongban.web.components.parts import Fact
from tongban.web.wording import instant, t

DELIVER, DISPATCH = "kernel.deliver", "kernel.dispatch"


@require_http_methods(["GET", "POST"])
@needs_duty(pages.ADMINISTER)
def failures(request: HttpRequest) -> HttpResponse:
    """Events that a subscriber could not take, jobs that failed, messages no carrier took; POST tries all again."""
    if request.method == "POST":
        now = moment.now()
        count = outbox.hasten(now=now) + jobs.retry_failed() + messages.retry_failed(now=now)
        jobs.wake(DELIVER)
        jobs.wake(DISPATCH)
        pages.told(request, "retried", count=count)
        return HttpResponseRedirect(request.path)
    return pages.page(
        request,
        "failures",
        place="failures",
        stuck=outbox.list_failures(),
        failed=jobs.list_failed(),
        unsent=messages.list_failed(),
        unsent_count=messages.count_failed(),
    )


@require_http_methods(["GET", "POST"])
@needs_duty(pages.ADMINISTER, pages.AUDIT)
def audit_page(request: HttpRequest) -> HttpResponse:
    """The last proof of the log and its seals; POST asks for a new one."""
    if request.method == "POST":
        verification.ask(moment.now())
        return HttpResponseRedirect(reverse("administration:audit"))
    last = verification.last()
    facts = [] if last is None else _facts(last)
    problems = [] if last is None else [_problem(problem) for problem in last.problems]
    return pages.page(
        request,
        "audit",
        place="audit",
        last=last,
        facts=facts,
        problems=problems,
        asked_at=verification.asked_at(),
        anchors=audit.list_anchors(10),
    )


def _facts(last: verification.Result) -> list[Fact]:
    return [
        Fact(t("administration.audit.ran_at"), instant(last.ended_at)),
        Fact(t("administration.audit.events"), f"{last.events:,}"),
        Fact(t("administration.audit.streams"), f"{last.streams:,}"),
        Fact(t("administration.audit.anchors"), f"{last.anchors:,}"),
    ]


def _problem(problem: dict[str, object]) -> dict[str, object]:
    return {**problem, "what": t(str(problem["code"]), stream=problem["stream"], number=problem["number"])}
