"""An application on its way: the procedure, the draft, what is known already, what is still missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.urls import reverse

from tongban.domains.cases import api as cases
from tongban.domains.catalogue import api as catalogue
from tongban.domains.licences import api as licences
from tongban.domains.registry import api as registry
from tongban.kernel import evidence
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Refusal
from tongban.web import moment, people, preferences
from tongban.web.components.parts import Task
from tongban.web.public.guide import get_procedure
from tongban.web.space.asking import Known
from tongban.web.wording import pick, t

MATERIALS, CHECK = "materials", "check"
AUDIENCES = {"person": "natural_person", "enterprise": "enterprise"}


@dataclass(frozen=True, slots=True)
class Paper:
    """A material on its page: already held (`held` says why), or with the files given so far."""

    id: str
    title: str
    note: str
    required: bool
    held: str
    files: tuple[evidence.Evidence, ...]


@dataclass(frozen=True, slots=True)
class Application:
    """One draft with everything its pages need."""

    procedure: catalogue.Procedure
    region: str
    draft: cases.DraftView
    subject: registry.SubjectView
    pages: tuple[catalogue.Page, ...]
    errors: tuple[catalogue.FieldError, ...]
    known: Mapping[str, Known]
    papers: tuple[Paper, ...]

    @property
    def answers(self) -> Mapping[str, Any]:
        return self.draft.answers

    @property
    def order(self) -> list[str]:
        """The ids of all pages in order, the papers (when any are asked) and the check page last."""
        asked = [MATERIALS] if any(not paper.held for paper in self.papers) else []
        return [page.id for page in self.pages] + asked + [CHECK]

    def page(self, page_id: str) -> catalogue.Page:
        found = next((page for page in self.pages if page.id == page_id), None)
        if found is None:
            raise Http404(page_id)
        return found

    def after(self, page_id: str) -> str:
        """The page that follows; the check page follows itself."""
        place = self.order.index(page_id) if page_id in self.order else -1
        return self.order[min(place + 1, len(self.order) - 1)]

    def before(self, page_id: str) -> str:
        place = self.order.index(page_id) if page_id in self.order else 0
        return self.order[place - 1] if place else ""

    def errors_of(self, page: catalogue.Page) -> list[catalogue.FieldError]:
        names = {field.name for field in page.fields}
        return [error for error in self.errors if error.field in names]

    def missing_papers(self) -> list[Paper]:
        return [paper for paper in self.papers if paper.required and not paper.held and not paper.files]

    def is_visited(self, page_id: str) -> bool:
        """Whether the applicant has been on this page: the draft remembers how far one came."""
        reached = self.order.index(self.draft.page) if self.draft.page in self.order else -1
        return page_id in self.order and self.order.index(page_id) <= reached

    def url(self, page_id: str) -> str:
        return page_url(self.procedure.key, page_id)


def page_url(key: str, page_id: str) -> str:
    if page_id in (MATERIALS, CHECK):
        return reverse(f"space:{page_id}", args=[key])
    return reverse("space:page", args=[key, page_id])


def find(request: HttpRequest, key: str) -> Application | None:
    """The reader's application for a procedure in the chosen region, or None when none was begun."""
    region = preferences.region(request)
    code = region.code if region else ""
    actor = people.in_view(request)
    draft = cases.find_draft(procedure=key, region=code, actor=actor, now=moment.now())
    subject = next((one for one in _for_whom(actor, key) if draft and one.id == draft.subject), None)
    if draft is None or subject is None:
        return None
    procedure = get_procedure(request, key)
    return Application(
        procedure=procedure,
        region=code,
        draft=draft,
        subject=subject,
        pages=catalogue.visible_pages(procedure, draft.answers),
        errors=tuple(catalogue.validate_form(procedure, catalogue.clean_answers(procedure, draft.answers))),
        known=known_facts(request, subject.id),
        papers=tuple(_paper(one, procedure, draft=draft, subject=subject.id) for one in procedure.materials),
    )


def save(
    request: HttpRequest,
    application: Application,
    *,
    answers: Mapping[str, Any] | None = None,
    materials: Mapping[str, list[str]] | None = None,
    page: str = "",
) -> None:
    """Keep what changed. The draft remembers the furthest page."""
    reached = application.draft.page if application.is_visited(page) else page or application.draft.page
    cases.save_draft(
        procedure=application.procedure.key,
        region=application.region,
        answers=application.answers if answers is None else answers,
        materials=application.draft.materials if materials is None else materials,
        subject=application.subject.id,
        page=reached,
        actor=people.applicant(request),
        now=moment.now(),
    )


def known_facts(request: HttpRequest, subject: registry.SubjectId) -> dict[str, Known]:
    """What the authorities hold about a subject, by the names that forms use: nothing unless the reader may read it."""
    user = request.user
    if isinstance(user, AnonymousUser):
        return {}
    facts = registry.facts_of_account(user)
    if registry.get_subject(subject).pk not in people.applicant(request).subjects:
        return {name: Known(fact.value, t(fact.source)) for name, fact in facts.items()}
    facts |= registry.facts_of(subject)
    known = {name: Known(fact.value, t(fact.source)) for name, fact in facts.items()}
    for code in ("subject.citizen_id", "subject.credit_code"):
        if code in known:
            known["subject.code"] = known[code]
    for licence in licences.get_dossier(subject, actor=people.applicant(request), now=moment.now()).licences:
        if licence.state == "valid":
            source = t("web.space.source.licence", title=pick(licence.title))
            for field in licence.fields:
                known.setdefault(f"licence.{licence.type_id}.{field.id}", Known(field.value, source))
    return known


def prefilled(procedure: catalogue.Procedure, known: Mapping[str, Known]) -> dict[str, Any]:
    """Answers that need not be asked again, for a new draft."""
    return {
        field.name: known[field.prefill].value
        for page in procedure.pages
        for field in page.fields
        if field.prefill and field.prefill in known and field.kind not in ("rows", "choices", "boolean", "consent")
    }


def suitable(request: HttpRequest, procedure: catalogue.Procedure) -> list[registry.SubjectView]:
    """For whom the reader may ask for this procedure."""
    acting = people.acting_for(request)
    actor = people.in_view(request) if acting and acting.chosen else people.applicant(request)
    return [one for one in _for_whom(actor, procedure.key) if AUDIENCES[one.kind] in procedure.audience]


def note_of(request: HttpRequest, subject: registry.SubjectView) -> str:
    """What is said of an applicant to choose: the code, and whether one would act for somebody else."""
    delegated = any(one.subject == subject.pk and one.basis for one in people.applicant(request).grants)
    return t("web.list").join([subject.code_masked, *([t("web.delegation.choice")] if delegated else [])])


def _for_whom(actor: Actor, key: str) -> list[registry.SubjectView]:
    return registry.find_subjects(actor, "submit", key=key)


def tasks(application: Application, current: str) -> list[Task]:
    """The task list beside the form."""
    listed = [
        _task(application, page.id, current, title=pick(page.title), state=_state_of(application, page))
        for page in application.pages
    ]
    if MATERIALS in application.order:
        given = any(paper.files for paper in application.papers)
        state = "done" if not application.missing_papers() else "problem" if given else "todo"
        listed.append(_task(application, MATERIALS, current, title=t("web.space.materials"), state=state))
    check = Task(
        t("web.space.check"), "doing" if current == CHECK else "todo", application.url(CHECK), current == CHECK
    )
    return [*listed, check]


def _task(application: Application, page_id: str, current: str, *, title: str, state: str) -> Task:
    shown = state if application.is_visited(page_id) else "todo"
    if page_id == current and shown != "problem":
        shown = "doing"
    return Task(title, shown, application.url(page_id), page_id == current)


def _state_of(application: Application, page: catalogue.Page) -> str:
    """A page without any answer is still to do, not wrong."""
    if not application.errors_of(page):
        return "done"
    return "problem" if any(field.name in application.answers for field in page.fields) else "todo"


def _paper(
    one: catalogue.Material, procedure: catalogue.Procedure, *, draft: cases.DraftView, subject: registry.SubjectId
) -> Paper:
    held = ""
    if one.issued_by:
        held = t("web.guide.material.from_procedure", item=pick(procedure.track(one.issued_by).title))
    elif one.from_licence and (number := licences.find_valid(subject, one.from_licence, at=moment.now())):
        held = t("web.space.paper.held", number=number)
    return Paper(
        id=one.id,
        title=pick(one.title),
        note=pick(one.note),
        required=one.required,
        held=held,
        files=files_of(draft.materials.get(one.id, [])),
    )


def files_of(ids: Sequence[str]) -> tuple[evidence.Evidence, ...]:
    """What is known about files; one that is gone is left out."""
    found = []
    for one in ids:
        try:
            found.append(evidence.describe(evidence.EvidenceId.parse(one)))
        except Refusal:
            continue
    return tuple(found)
