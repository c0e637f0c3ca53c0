"""What an applicant hands in, checked against the procedure: the form, and the materials with where each comes from.

A material that an authority already holds is not asked (免提交): it comes out of the procedure itself, or the subject
holds a valid credential of the type it names. Credentials are kept by a domain above this one, which answers through
`provide_credentials`; until it does, nothing counts as held.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from tongban.domains.cases import wording
from tongban.domains.cases.history import MaterialGiven
from tongban.domains.cases.rules import Filing
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel import digests, evidence
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal
from tongban.kernel.event_types import canonical

FROM_PROCEDURE = "procedure"
"""The credential of a material that another item of the same procedure issues."""


@dataclass(frozen=True, slots=True)
class MaterialIn:
    """A material handed in: its id in the procedure, and the evidence (files) that it consists of."""

    id: str
    evidence: tuple[str, ...] = ()


class FindCredential(Protocol):
    """The identifier of a valid licence of this type that the subject holds at an instant, or None."""

    def __call__(self, subject: registry.SubjectId, licence_type: str, *, at: datetime) -> str | None: ...


def _holds_none(subject: registry.SubjectId, licence_type: str, *, at: datetime) -> str | None:
    return None


_hook: list[FindCredential] = [_holds_none]


def provide_credentials(find: FindCredential) -> None:
    """Let a higher domain say which credentials a subject holds. Called once at start, by config."""
    _hook[:] = [find]


def find_credential(subject: registry.SubjectId, licence_type: str | None, *, at: datetime) -> str | None:
    return _hook[0](subject, licence_type, at=at) if licence_type else None


def check(
    procedure: catalogue.Procedure,
    *,
    subject: registry.SubjectId,
    form: Mapping[str, Any],
    materials: Sequence[MaterialIn],
    before: Sequence[MaterialIn] = (),
    by: str,
    at: datetime,
) -> Filing:
    """The filing as the history keeps it. Refuses everything that is wrong at once.

    What was handed in `before` stays, unless the same material comes again.

    `cases.form.invalid` with `errors` (every field error, then the missing materials with field `materials.<id>`);
    `cases.materials.missing` when only materials are missing; `cases.materials.unknown` for ids the procedure does
    not know; `kernel.evidence.unknown` for files that do not exist or that another account than `by` gave.
    """
    known = {material.id for material in procedure.materials}
    if unknown := sorted({given.id for given in materials} - known):
        raise Refusal("cases.materials.unknown", materials=unknown)
    for file in (file for given in materials for file in given.evidence):
        require_own(file, by)
    errors = catalogue.validate_form(procedure, form)
    now = {given.id for given in materials if given.evidence}
    together = [*(given for given in before if given.id not in now), *materials]
    taken = _materials(procedure, subject=subject, materials=together, at=at)
    missing = _missing(procedure, taken)
    if errors:
        raise Refusal("cases.form.invalid", count=len(errors) + len(missing), errors=[*errors, *missing])
    if missing:
        raise Refusal("cases.materials.missing", materials=_titles(procedure, missing), errors=missing)
    kept = catalogue.clean_answers(procedure, form)
    return Filing(tuple(taken), catalogue.attributes_of(procedure, form), digest_of(kept))


def _materials(
    procedure: catalogue.Procedure,
    *,
    subject: registry.SubjectId,
    materials: Sequence[MaterialIn],
    at: datetime,
) -> list[MaterialGiven]:
    """Every material of the procedure that is satisfied, and how."""
    handed = {given.id: given.evidence for given in materials if given.evidence}
    taken: list[MaterialGiven] = []
    for material in procedure.materials:
        credential = FROM_PROCEDURE if material.issued_by else find_credential(subject, material.from_licence, at=at)
        if credential or material.id in handed:
            taken.append(MaterialGiven(material.id, handed.get(material.id, ()), credential))
    return taken


def require_own(file: str, by: str) -> None:
    """Somebody else's file does not exist for whoever hands it in."""
    found = evidence.describe(evidence.EvidenceId.parse(file))
    if found.by != by:
        raise Refusal("kernel.evidence.unknown", id=file)


def _missing(procedure: catalogue.Procedure, taken: Sequence[MaterialGiven]) -> list[catalogue.FieldError]:
    have = {material.id for material in taken}
    return [
        catalogue.FieldError(
            path=f"/materials/{material.id}",
            field=f"materials.{material.id}",
            code="cases.material.missing",
            text=wording.both("cases.material.missing", material=material.title),
        )
        for material in procedure.materials
        if material.required and material.id not in have
    ]


def _titles(procedure: catalogue.Procedure, missing: Sequence[catalogue.FieldError]) -> list[Text]:
    wanted = {error.field.removeprefix("materials.") for error in missing}
    return [material.title for material in procedure.materials if material.id in wanted]


def digest_of(form: Mapping[str, Any]) -> str:
    """SM3 of the canonical JSON of the answers as they are kept."""
    return digests.sm3(canonical(dict(form)).encode())
