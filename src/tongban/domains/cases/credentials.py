"""Which licences are held, asked of a domain above; whose a material's licence would be; papers from before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import CaseRow
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel.actors import Actor

_GONE = ("withdrawn", "refused", "precheck")


@dataclass(frozen=True, slots=True)
class Credential:
    """A licence as filing needs it: its identifier, its type, whose it is, whether it may be used at the instant."""

    identifier: str
    type_id: str
    holder: registry.SubjectId
    usable: bool


class FindCredential(Protocol):
    """The identifier of a valid licence of this type that the subject holds at an instant, or None."""

    def __call__(self, subject: registry.SubjectId, licence_type: str, *, at: datetime) -> str | None: ...


class ReadCredential(Protocol):
    """The licence with this identifier (or `licence_…`) as it stands at an instant, or None."""

    def __call__(self, reference: str, *, at: datetime) -> Credential | None: ...


def _holds_none(subject: registry.SubjectId, licence_type: str, *, at: datetime) -> str | None:
    return None


def _knows_none(reference: str, *, at: datetime) -> Credential | None:
    return None


_find: list[FindCredential] = [_holds_none]
_read: list[ReadCredential] = [_knows_none]


def provide_credentials(find: FindCredential, read: ReadCredential = _knows_none) -> None:
    """Let a higher domain say which licences a subject holds, and how one stands. Called once at start, by config."""
    _find[:], _read[:] = [find], [read]


def find_credential(subject: registry.SubjectId, licence_type: str | None, *, at: datetime) -> str | None:
    return _find[0](subject, licence_type, at=at) if licence_type else None


def read_credential(reference: str, *, at: datetime) -> Credential | None:
    return _read[0](reference, at=at)


def holder_of(
    material: catalogue.Material, subject: registry.SubjectId, answers: Mapping[str, Any]
) -> registry.SubjectId | None:
    """Whose licence satisfies a material: the subject's, its legal representative's, or of whom the answers name.

    None when nobody is named yet, or when name and number do not belong together in the register.
    """
    who = material.held_by
    if who == "subject":
        return subject
    if who == "legal_representative":
        if registry.get_subject(subject).kind != "enterprise":
            return None
        return registry.get_enterprise(subject).legal_representative
    name, code = answers.get(who.name), answers.get(who.code)
    if not isinstance(name, str) or not isinstance(code, str):
        return None
    return registry.find_named(name=name, code=code)


def is_own(holder: registry.SubjectId, actor: Actor) -> bool:
    """Whether the actor is this very person and not somebody who acts for them."""
    pk = registry.get_subject(holder).pk
    return any(one.subject == pk and one.kind == "self" for one in actor.grants)


def earlier_paper(
    subject: registry.SubjectId, material: catalogue.Material, *, but: CaseId | None
) -> tuple[str, tuple[str, ...]] | None:
    """The latest case with which the subject handed in this very paper, and its files; None when it never did."""
    if not material.reusable:
        return None
    rows = CaseRow.objects.filter(subject__uuid=subject.value, materials__contains=[{"id": material.id}])
    rows = rows.exclude(status__in=_GONE).order_by("-submitted_at", "-pk")
    if but is not None:
        rows = rows.exclude(uuid=but.value)
    for uuid, materials in rows.values_list("uuid", "materials")[:20]:
        for one in materials:
            if one["id"] == material.id and one["evidence"] and one.get("ground", "") != "earlier":
                return str(CaseId(uuid)), tuple(one["evidence"])
    return None
