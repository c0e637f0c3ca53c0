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

LONGEST_LINE = 200
FROM_PROCEDURE = "procedure"
"""The credential of a material that another item of the same procedure issues."""


@dataclass(frozen=True, slots=True)
class DeliveryIn:
    """How the result shall reach the applicant: `counter`, `post` or `download`; by post to whom and where."""

    method: str
    name: str = ""
    phone: str = ""
    address: str = ""


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
    kept: Mapping[str, Any] | None = None,
    promised: Sequence[str] = (),
    by: str,
    at: datetime,
) -> Filing:
    """The filing as the history keeps it. Refuses everything that is wrong at once.

    What was handed in `before` stays, unless the same material comes again; files in the answers `kept` before may
    be anybody's. Items in `promised` are taken by commitment: what the promise replaces is not asked for them.

    `cases.form.invalid` with `errors` (every field error, then the missing materials with field `materials.<id>`);
    `cases.materials.missing` when only materials are missing; `cases.materials.unknown` for ids the procedure does
    not know; `kernel.evidence.unknown` for files that do not exist or that another account than `by` gave.
    """
    known = {material.id for material in procedure.materials}
    if unknown := sorted({given.id for given in materials} - known):
        raise Refusal("cases.materials.unknown", materials=unknown)
    earlier = set(catalogue.files_in(procedure, kept or {}))
    answered = [file for file in catalogue.files_in(procedure, form) if file not in earlier]
    for file in (*(file for given in materials for file in given.evidence), *answered):
        require_own(file, by)
    errors = catalogue.validate_form(procedure, form)
    now = {given.id for given in materials if given.evidence}
    together = [*(given for given in before if given.id not in now), *materials]
    wanted = catalogue.asked_materials(procedure, form, promised=promised)
    taken = _materials(procedure, wanted, subject=subject, materials=together, at=at)
    missing = _missing([one for one in wanted if not tolerable(procedure, one)], taken)
    if errors:
        raise Refusal("cases.form.invalid", count=len(errors) + len(missing), errors=[*errors, *missing])
    if missing:
        raise Refusal("cases.materials.missing", materials=_titles(wanted, missing), errors=missing)
    answers = catalogue.clean_answers(procedure, form)
    return Filing(tuple(taken), catalogue.attributes_of(procedure, form), digest_of(answers))


def _materials(
    procedure: catalogue.Procedure,
    wanted: Sequence[catalogue.Material],
    *,
    subject: registry.SubjectId,
    materials: Sequence[MaterialIn],
    at: datetime,
) -> list[MaterialGiven]:
    """Every material that is satisfied, and how; one that nobody asked for is kept when it was handed in."""
    handed = {given.id: given.evidence for given in materials if given.evidence}
    asked = {material.id: material for material in wanted}
    taken: list[MaterialGiven] = []
    for one in procedure.materials:
        if one.id not in asked and one.id not in handed:
            continue
        material = asked.get(one.id, one)
        credential = FROM_PROCEDURE if material.issued_by else find_credential(subject, material.from_licence, at=at)
        if credential or material.id in handed:
            taken.append(MaterialGiven(material.id, handed.get(material.id, ()), credential))
    return taken


def require_own(file: str, by: str) -> None:
    """Somebody else's file does not exist for whoever hands it in."""
    found = evidence.describe(evidence.EvidenceId.parse(file))
    if found.by != by:
        raise Refusal("kernel.evidence.unknown", id=file)


def _missing(wanted: Sequence[catalogue.Material], taken: Sequence[MaterialGiven]) -> list[catalogue.FieldError]:
    have = {material.id for material in taken}
    return [
        catalogue.FieldError(
            path=f"/materials/{material.id}",
            field=f"materials.{material.id}",
            code="cases.material.missing",
            text=wording.both("cases.material.missing", material=material.title),
        )
        for material in wanted
        if material.required and material.id not in have
    ]


def tolerable(procedure: catalogue.Procedure, material: catalogue.Material) -> bool:
    """Whether a paper may be missing at filing: every item that needs it lets it follow (容缺受理)."""
    return bool(tolerances(procedure, material))


def tolerances(procedure: catalogue.Procedure, material: catalogue.Material) -> list[tuple[str, catalogue.Tolerance]]:
    """The terms of each item that needs a paper, by its key; none at all unless every one of them lets it follow."""
    asked = [(key, procedure.track(key).conduct.tolerance) for key in material.tracks]
    found = [(key, one) for key, one in asked if one is not None and material.id in one.materials]
    return found if len(found) == len(asked) else []


def _titles(asked: Sequence[catalogue.Material], missing: Sequence[catalogue.FieldError]) -> list[Text]:
    wanted = {error.field.removeprefix("materials.") for error in missing}
    return [material.title for material in asked if material.id in wanted]


def check_promises(procedure: catalogue.Procedure, promised: Sequence[str]) -> tuple[str, ...]:
    """The items taken by commitment (告知承诺), in the order of the procedure.

    Refuses `cases.promise.not_offered` for an item that offers none, `cases.promise.needed` for one that is only to be
    had by commitment.
    """
    offered = {track.key: track for track in procedure.tracks if track.conduct.commitment}
    if strange := sorted(set(promised) - set(offered)):
        raise Refusal("cases.promise.not_offered", item=_title(procedure, strange[0]))
    for key, track in offered.items():
        if track.conduct.commitment and track.conduct.commitment.required and key not in promised:
            raise Refusal("cases.promise.needed", item=track.title)
    return tuple(key for key in offered if key in promised)


def _title(procedure: catalogue.Procedure, key: str) -> Text | str:
    return next((track.title for track in procedure.tracks if track.key == key), key[:80])


def delivery_methods(procedure: catalogue.Procedure) -> tuple[str, ...]:
    """How results of these items may reach the applicant: what any of them offers, in a fixed order."""
    offered = {method for track in procedure.tracks for method in track.conduct.delivery}
    return tuple(method for method in ("download", "counter", "post") if method in offered)


def check_delivery(procedure: catalogue.Procedure, delivery: DeliveryIn | None) -> dict[str, str]:
    """The choice as the row keeps it; nothing when none was made.

    Refuses `cases.delivery.{not_offered,incomplete,too_long}`.
    """
    if delivery is None:
        return {}
    if delivery.method not in delivery_methods(procedure):
        raise Refusal("cases.delivery.not_offered", method=delivery.method[:20])
    if delivery.method != "post":
        return {"method": delivery.method}
    told = {name: getattr(delivery, name).strip() for name in ("name", "phone", "address")}
    if not all(told.values()):
        raise Refusal("cases.delivery.incomplete")
    if any(len(part) > LONGEST_LINE for part in told.values()):
        raise Refusal("cases.delivery.too_long", limit=LONGEST_LINE)
    return {"method": delivery.method, **told}


def digest_of(form: Mapping[str, Any]) -> str:
    """SM3 of the canonical JSON of the answers as they are kept."""
    return digests.sm3(canonical(dict(form)).encode())
