"""Who is asking: the actor behind a request, worked out once, and for whom this reader is acting now."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from tongban.domains.registry import api as registry
from tongban.kernel.actors import ANONYMOUS, Actor, Grant
from tongban.web import moment
from tongban.web.wording import t

KEPT = "tongban.actor"
CHOSEN, ABOUT = "acting_for", "tongban.about"


@dataclass(frozen=True, slots=True)
class ActingFor:
    """For whom a reader acts, under a delegation. `chosen`: it was chosen and holds until it is left."""

    subject: registry.SubjectView
    kind: str
    until: date | None
    chosen: bool


def actor(request: HttpRequest) -> Actor:
    """The actor of the logged-in account at this moment, or nobody."""
    if KEPT not in request.META:
        user = request.user
        request.META[KEPT] = ANONYMOUS if isinstance(user, AnonymousUser) else registry.actor_of(user, now=moment.now())
    found: Actor = request.META[KEPT]
    return found


def applicant(request: HttpRequest) -> Actor:
    """The same reader as an applicant only: in my space no post opens anything."""
    return actor(request).only_grants()


def in_view(request: HttpRequest) -> Actor:
    """The applicant as far as lists go: whom one has chosen to act for, or one's own without anybody else's."""
    whole, chosen = applicant(request), _chosen(request)
    if chosen is None:
        return replace(whole, grants=tuple(one for one in whole.grants if not one.basis))
    return replace(whole, grants=tuple(one for one in whole.grants if one.subject == chosen.subject))


def subjects(request: HttpRequest) -> list[registry.SubjectView]:
    """Those whose matters the reader now looks at: himself and the enterprises he represents, or whom he acts for."""
    acting = acting_for(request)
    if acting is not None and acting.chosen:
        return [acting.subject]
    user = request.user
    return [] if isinstance(user, AnonymousUser) else registry.list_subjects(user, on=moment.today())


# acting for another ---------------------------------------------------------------------------------------------------


def acting_for(request: HttpRequest) -> ActingFor | None:
    """For whom the reader acts on this page, if for anybody else: chosen, or because the page is about them."""
    if not hasattr(request, "session") or getattr(request, "user", None) is None:
        return None
    chosen = _chosen(request)
    about = request.META.get(ABOUT)
    grant = next((one for one in _delegated(request) if one.subject == about), None) if about else None
    found = grant or chosen
    if found is None:
        return None
    subject = registry.list_subjects_by_pk([found.subject])[found.subject]
    return ActingFor(subject, found.kind, found.until, chosen is not None and chosen.subject == found.subject)


def act_for(request: HttpRequest, subject: registry.SubjectId | None) -> bool:
    """Begin to act for somebody (None: for nobody else any more); False when no delegation lets the reader."""
    request.session.pop(CHOSEN, None)
    if subject is None:
        return True
    if not any(one.label == str(subject) for one in _delegated(request)):
        return False
    request.session[CHOSEN] = str(subject)
    return True


def about(request: HttpRequest, subject: registry.SubjectView) -> None:
    """Say whom this page is about, so that it tells when that is somebody else."""
    request.META[ABOUT] = subject.pk


def _chosen(request: HttpRequest) -> Grant | None:
    """The grant of whom the reader has chosen to act for. When it has ended, he is told so, once."""
    label = request.session.get(CHOSEN) if hasattr(request, "session") else None
    if not label:
        return None
    found = next((one for one in _delegated(request) if one.label == label), None)
    if found is None:
        del request.session[CHOSEN]
        messages.warning(request, t("web.acting.ended"))
    return found


def _delegated(request: HttpRequest) -> Iterable[Grant]:
    return (one for one in applicant(request).grants if one.basis)
