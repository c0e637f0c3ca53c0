"""What an applicant hands in, checked against the procedure: the form, and the materials with where each comes from.

A material that is there already is not asked (免提交, `rules/reuse.py`): it comes out of the procedure itself, somebody
holds a usable licence of the type it names, or the subject handed the same paper in before. Licences are kept by a
domain above this one, which answers through `provide_credentials`; until it does, nothing counts as held.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongban.domains.cases import rules, wording
from tongban.domains.cases.credentials import earlier_paper, find_credential, holder_of, is_own, read_credential
from tongban.domains.cases.history import MaterialGiven
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import CaseRow
from tongban.domains.cases.rules import Filing
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel import digests, evidence
from tongban.kernel.actors import Actor
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal
from tongban.kernel.event_types import canonical

LONGEST_LINE = 200


@dataclass(frozen=True, slots=True)
class DeliveryIn:
    """How the result shall reach the applicant: `counter`, `post` or `download`; by post to whom and where."""

    method: str
    name: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class MaterialIn:
    """A material handed in: its id in the procedure, and the evidence (files) that it consists of.

    `licence`: True lets the agency take the licence that is held, False does not; None leaves it as it was.
    """

    id: str
    evidence: tuple[str, ...] = ()
    licence: bool | None = None


@dataclass(frozen=True, slots=True)
class Filer:
    """For whom papers are looked for, who files, in which case (None: a new one), at which instant."""

    subject: registry.SubjectId
    actor: Actor
    at: datetime
    case: CaseId | None = None


def check(
    procedure: catalogue.Procedure,
    *,
    filer: Filer,
    form: Mapping[str, Any],
    materials: Sequence[MaterialIn],
    before: Sequence[MaterialGiven] = (),
    kept: Mapping[str, Any] | None = None,
    promised: Sequence[str] = (),
) -> Filing:
    """The filing as the history keeps it. Refuses everything that is wrong at once.

    What was given `before` stays, unless the same material comes again or its licence may no longer be used; files in
    the answers `kept` before may be anybody's. Items in `promised` are taken by commitment: what the promise replaces
    is not asked for them.

    `cases.form.invalid` with `errors` (every field error, then the missing materials with field `materials.<id>`);
    `cases.materials.missing` when only materials are missing; `cases.materials.unknown` for ids the procedure does
    not know; `kernel.evidence.unknown` for files that do not exist or that another account than the filer's gave;
    `cases.consent.not_yours` for a consent that only another person can give.
    """
    known = {material.id for material in procedure.materials}
    if unknown := sorted({given.id for given in materials} - known):
        raise Refusal("cases.materials.unknown", materials=unknown)
    earlier = set(catalogue.files_in(procedure, kept or {}))
    answered = [file for file in catalogue.files_in(procedure, form) if file not in earlier]
    for file in (*(file for given in materials for file in given.evidence), *answered):
        require_own(file, filer.actor.label)
    errors = catalogue.validate_form(procedure, form)
    wanted = catalogue.asked_materials(procedure, form, promised=promised)
    taken = _materials(procedure, wanted, filer=filer, form=form, materials=materials, before=before)
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
    filer: Filer,
    form: Mapping[str, Any],
    materials: Sequence[MaterialIn],
    before: Sequence[MaterialGiven],
) -> list[MaterialGiven]:
    """Every material that is satisfied, and how; one that nobody asked for is kept when it was handed in."""
    brought = {given.id: rules.Brought(given.evidence, given.licence) for given in materials}
    was = {given.id: given for given in before}
    asked = {material.id: material for material in wanted}
    taken: list[MaterialGiven] = []
    for one in procedure.materials:
        said, past = brought.get(one.id, rules.Brought()), was.get(one.id)
        if one.id not in asked and not said.files and not (past and past.evidence):
            continue
        found = look(asked.get(one.id, one), filer=filer, form=form, before=past)
        if said.licence:
            _require_consent(one, found, filer)
        given = rules.satisfied(one.id, said, before=past, found=found)
        if given:
            taken.append(given)
    return taken


def look(
    material: catalogue.Material, *, filer: Filer, form: Mapping[str, Any], before: MaterialGiven | None = None
) -> rules.Found:
    """What of a material is there without asking: a licence that may be used now, or a paper of an earlier case."""
    since = filer.at.isoformat()
    if material.issued_by:
        return rules.Found(made_here=True, at=since)
    earlier = earlier_paper(filer.subject, material, but=filer.case) or ("", ())
    holder = holder_of(material, filer.subject, form) if material.from_licence else None
    held = find_credential(holder, material.from_licence, at=filer.at) if holder else None
    taken = read_credential(before.credential, at=filer.at) if before and before.credential else None
    return rules.Found(
        credential=held,
        holder="" if holder in (None, filer.subject) else str(holder),
        by_law=material.ground is not None,
        kept=taken is not None and taken.usable,
        earlier=earlier[0],
        files=earlier[1],
        at=since,
    )


def _require_consent(material: catalogue.Material, found: rules.Found, filer: Filer) -> None:
    holder = registry.SubjectId.parse(found.holder) if found.holder else filer.subject
    own = not found.holder or is_own(holder, filer.actor)
    rules.require_consent_of_holder(material.id, holder=found.holder, by_law=found.by_law, is_own=own)


def given_before(row: CaseRow) -> list[MaterialGiven]:
    """What the case has of each material, as its row keeps it."""
    return [given_of(one) for one in row.materials]


def require_unheld(row: CaseRow, items: Sequence[str], *, at: datetime) -> None:
    """What is attached as a licence and may still be used is not asked of anybody. Refuses `cases.supplement.held`."""
    for one in given_before(row):
        if one.id in items and one.credential:
            held = read_credential(one.credential, at=at)
            if held is not None and held.usable:
                raise Refusal("cases.supplement.held", item=one.id, number=one.credential)


def given_of(stored: Mapping[str, Any]) -> MaterialGiven:
    return MaterialGiven(**{**stored, "evidence": tuple(stored["evidence"])})


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
