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
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Refusal
from tongban.web import moment, people, preferences
from tongban.web.components.parts import Task
from tongban.web.public.guide import get_procedure
from tongban.web.space.asking import Known
from tongban.web.space.sparing import Paper, paper_of
from tongban.web.wording import pick, t

PROMISES, MATERIALS, DELIVERY, CHECK = "promises", "materials", "delivery", "check"
ITEMS = "items"
APART = (ITEMS, PROMISES, MATERIALS, DELIVERY, CHECK)
"""Pages that are no topic of the form; each has its own address."""
AUDIENCES = {"person": "natural_person", "enterprise": "enterprise"}


@dataclass(frozen=True, slots=True)
class Application:
    """One draft with everything its pages need.

    `whole` is what the region offers, `guided` how far the guided questions are answered, `procedure` what is left of
    it after them (`whole` while some are open, or when nothing is left).
    """

    whole: catalogue.Procedure
    guided: catalogue.Guided
    procedure: catalogue.Procedure
    region: str
    draft: cases.DraftView
    subject: registry.SubjectView
    answers: Mapping[str, Any]
    pages: tuple[catalogue.Page, ...]
    errors: tuple[catalogue.FieldError, ...]
    known: Mapping[str, Known]
    papers: tuple[Paper, ...]

    @property
    def is_narrowed(self) -> bool:
        """Whether the items that apply are known, so that there is a form."""
        return self.procedure.situation.keys() == self.guided.kept.keys() and not self.guided.open

    @property
    def promisable(self) -> tuple[catalogue.Track, ...]:
        """The items that may be taken by commitment (告知承诺)."""
        return tuple(track for track in self.procedure.tracks if track.conduct.commitment)

    @property
    def promised(self) -> tuple[str, ...]:
        """The items taken by commitment: those chosen, and those that are to be had in no other way."""
        return promised_of(self.procedure, self.draft.promised)

    @property
    def methods(self) -> tuple[str, ...]:
        return cases.delivery_methods(self.procedure)

    @property
    def order(self) -> list[str]:
        """The ids of all pages in order: topics, then promises, papers and delivery where there are any, then check."""
        promises = [PROMISES] if self.promisable else []
        papers = [MATERIALS] if any(not paper.held or paper.may_choose for paper in self.papers) else []
        delivery = [DELIVERY] if len(self.methods) > 1 or "post" in self.methods else []
        return [*(page.id for page in self.pages), *promises, *papers, *delivery, CHECK]

    @property
    def next_url(self) -> str:
        """Where one goes on: the first open question, what applies, or the furthest page."""
        if self.guided.open:
            return situation_url(self.whole.key, self.guided.open[0].id)
        if self.whole.situations and (not self.is_narrowed or self.draft.page in ("", ITEMS)):
            return self.url(ITEMS)
        return self.url(self.draft.page if self.draft.page in self.order else self.order[0])

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
        return self.order[place - 1] if place else ITEMS if self.whole.situations else ""

    def errors_of(self, page: catalogue.Page) -> list[catalogue.FieldError]:
        names = {field.name for field in page.fields}
        return [error for error in self.errors if error.field in names]

    def missing_papers(self) -> list[Paper]:
        return [
            paper
            for paper in self.papers
            if paper.is_open or (paper.required and not paper.may_follow and not paper.held and not paper.files)
        ]

    def is_visited(self, page_id: str) -> bool:
        """Whether the applicant has been on this page: the draft remembers how far one came."""
        reached = self.order.index(self.draft.page) if self.draft.page in self.order else -1
        return page_id in self.order and self.order.index(page_id) <= reached

    def reached(self, page_id: str) -> str:
        """The furthest page when one is on this one."""
        return self.draft.page if self.is_visited(page_id) else page_id

    def url(self, page_id: str) -> str:
        return page_url(self.procedure.key, page_id)


def page_url(key: str, page_id: str) -> str:
    if page_id in APART:
        return reverse(f"space:{page_id}", args=[key])
    return reverse("space:page", args=[key, page_id])


def situation_url(key: str, situation: str) -> str:
    return reverse("space:situation", args=[key, situation])


def promised_of(procedure: catalogue.Procedure, chosen: Sequence[str]) -> tuple[str, ...]:
    """Of the items that offer a commitment, those that are chosen or have no other way."""
    return tuple(
        track.key
        for track in procedure.tracks
        if track.conduct.commitment and (track.conduct.commitment.required or track.key in chosen)
    )


def find(request: HttpRequest, key: str) -> Application | None:
    """The reader's application for a procedure in the chosen region, or None when none was begun."""
    region = preferences.region(request)
    code = region.code if region else ""
    actor = people.in_view(request)
    draft = cases.find_draft(procedure=key, region=code, actor=actor, now=moment.now())
    subject = next((one for one in _for_whom(actor, key) if draft and one.id == draft.subject), None)
    if draft is None or subject is None:
        return None
    whole = get_procedure(request, key)
    known_questions = {one.id for one in whole.situations}
    given = {name: answer for name, answer in draft.situations.items() if name in known_questions}
    guided = catalogue.guided(whole.situations, given)
    procedure = _narrowed(whole, guided)
    answers = {name: value for name, value in draft.answers.items() if name in procedure.form.get("properties", {})}
    filer = cases.Filer(subject.id, people.applicant(request), moment.now())
    wanted = catalogue.asked_materials(procedure, answers, promised=promised_of(procedure, draft.promised))
    return Application(
        whole=whole,
        guided=guided,
        procedure=procedure,
        region=code,
        draft=draft,
        subject=subject,
        answers=answers,
        pages=catalogue.visible_pages(procedure, answers),
        errors=tuple(catalogue.validate_form(procedure, catalogue.clean_answers(procedure, answers))),
        known=known_facts(request, subject.id),
        papers=tuple(
            paper_of(
                one,
                procedure,
                choice=draft.licences.get(one.id),
                files=draft.materials.get(one.id, []),
                filer=filer,
                may_follow=cases.may_follow(procedure, one),
                form=answers,
            )
            for one in wanted
        ),
    )


def _narrowed(whole: catalogue.Procedure, guided: catalogue.Guided) -> catalogue.Procedure:
    """What is left after the questions; the whole while some are open, or when nothing is left."""
    if guided.open:
        return whole
    try:
        return catalogue.narrow(whole, guided.kept)
    except Refusal:
        return whole


def fill(request: HttpRequest, application: Application, page: str, **parts: Any) -> cases.Filled:
    """Keep what a page brought (`cases.fill_draft`). The draft remembers the furthest page."""
    return cases.fill_draft(
        draft=application.draft.id,
        page=application.reached(page),
        actor=people.applicant(request),
        now=moment.now(),
        **parts,
    )


def unknown_yet(application: Application) -> dict[str, Any]:
    """What is known about the applicant and not yet answered: fields that appeared with the last guided answer."""
    known = prefilled(application.procedure, application.known)
    return {name: value for name, value in known.items() if name not in application.draft.answers}


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
        if field.prefill
        and field.prefill in known
        and field.kind not in ("rows", "choices", "boolean", "consent", "file", "files")
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
    done = []
    if application.whole.situations:
        done = [_settled(application, current)]
    listed = [
        _task(application, page.id, current, title=pick(page.title), state=_state_of(application, page))
        for page in application.pages
    ]
    for page_id in (PROMISES, MATERIALS, DELIVERY):
        if page_id in application.order:
            state = _state_apart(application, page_id)
            listed.append(_task(application, page_id, current, title=t(f"web.space.{page_id}"), state=state))
    check = Task(
        t("web.space.check"), "doing" if current == CHECK else "todo", application.url(CHECK), current == CHECK
    )
    return [*done, *listed, check]


def _settled(application: Application, current: str) -> Task:
    """The guided questions and what follows from them, as one line."""
    title = t("web.space.items.count", count=len(application.procedure.tracks))
    return Task(title, "done", application.url(ITEMS), current == ITEMS)


def _state_apart(application: Application, page_id: str) -> str:
    if page_id == MATERIALS:
        given = any(paper.files for paper in application.papers)
        return "done" if not application.missing_papers() else "problem" if given else "todo"
    if page_id == DELIVERY:
        return "done" if application.draft.delivery else "todo"
    return "done"


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
