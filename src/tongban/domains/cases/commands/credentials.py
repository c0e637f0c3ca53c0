"""A licence that comes to a case after filing: scanned at the counter, or taken for a paper that was to follow."""

from collections.abc import Sequence
from datetime import datetime

from tongban.domains.cases import credentials, filing, naming, pinning, rules, store
from tongban.domains.cases.authz import CASE, HANDLING
from tongban.domains.cases.credentials import Credential
from tongban.domains.cases.history import Ground, MaterialGiven
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import CaseRow
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel import authz
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Refusal
from tongban.kernel.transactions import command


@command
def take_credential(
    *,
    case: CaseId,
    material: str | None = None,
    reference: str | None = None,
    purpose: str,
    actor: Actor,
    now: datetime,
) -> tuple[str, ...]:
    """Take a licence for a material of a case; no paper is wanted for it any more, also where it was to follow.

    By the officer to whom the holder shows it (`reference`: its identifier or `licence_…`; without `material` for every
    material that it fits, none is no mistake), or by the applicant, who lets the agency take what is held (`material`
    is enough). The ids of the materials that it satisfies now. `purpose` is kept with the case. Refuses
    `cases.case.unknown`, `kernel.authz.denied`, `cases.consent.not_yours`, `cases.officer.own_application`,
    `cases.take.{unknown_material,not_a_licence,none_held,wrong_type,wrong_holder,not_usable,no_purpose}`; conflict
    `cases.take.over`.
    """
    held = store.lock(case)
    row = CaseRow.objects.select_related("subject").get(pk=held.pk)
    is_applicant = authz.may(actor, "bring_tolerated", held.row, resource=CASE)
    if not is_applicant:
        authz.require(actor, "take_credential", held.row, resource=CASE)
    who = held.applicant(actor, "bring_tolerated", now=now) if is_applicant else _officer(held, actor)
    if not is_applicant:
        rules.require_handler(held.case, who)
    taken = []
    for wanted, found in _wanted(row, material, reference, now=now):
        ground: Ground = "scan" if not is_applicant else "law" if wanted.ground else "consent"
        taken.append(_given(row, wanted, found, ground=ground, actor=actor, now=now))
    with naming.titles(held.pk):
        happened = [one for given in taken for one in rules.take_credential(held.case, given, purpose, who=who)]
    if happened:
        store.remember(held, happened, actor=actor, now=now)
    return tuple(one.id for one in taken)


def _officer(held: store.Held, actor: Actor) -> rules.Who:
    """The actor at the window that takes in, else at the agency of the case that it handles a step for."""
    mine = actor.agencies_with(*HANDLING)
    agency = next((label for label, pk in held.agency_rows.items() if pk in mine), None)
    if held.agency in actor.agencies_with("intake") or agency is None:
        return held.window(actor)
    return held.officer(actor, agency)


def _wanted(
    row: CaseRow, material: str | None, reference: str | None, *, now: datetime
) -> Sequence[tuple[catalogue.Material, Credential]]:
    """The materials that the licence shall satisfy, each with the licence."""
    pinned = pinning.pinned(row)
    if material is not None:
        wanted = pinned.material(material)
        if wanted is None:
            raise Refusal("cases.take.unknown_material", material=material[:64])
        return [(wanted, _credential(row, wanted, reference, now=now))]
    shown = credentials.read_credential(reference or "", at=now)
    if shown is None:
        raise Refusal("cases.take.none_held", material="")
    fitting = [one for one in pinned.materials if one.from_licence == shown.type_id and not one.issued_by]
    return [(one, shown) for one in fitting if _holder(row, one) == shown.holder]


def _credential(row: CaseRow, wanted: catalogue.Material, reference: str | None, *, now: datetime) -> Credential:
    """The licence that is named, or the one that is held. Refuses when it does not fit the material."""
    if wanted.from_licence is None:
        raise Refusal("cases.take.not_a_licence", material=wanted.title)
    holder = _holder(row, wanted)
    named = reference
    if named is None and holder is not None:
        named = credentials.find_credential(holder, wanted.from_licence, at=now)
    found = credentials.read_credential(named, at=now) if named else None
    if found is None:
        raise Refusal("cases.take.none_held", material=wanted.title)
    if found.type_id != wanted.from_licence:
        raise Refusal("cases.take.wrong_type", material=wanted.title)
    if found.holder != holder:
        raise Refusal("cases.take.wrong_holder", material=wanted.title)
    return found


def _holder(row: CaseRow, wanted: catalogue.Material) -> registry.SubjectId | None:
    return credentials.holder_of(wanted, registry.SubjectId(row.subject.uuid), row.form)


def _given(
    row: CaseRow,
    wanted: catalogue.Material,
    found: Credential,
    *,
    ground: Ground,
    actor: Actor,
    now: datetime,
) -> MaterialGiven:
    if not found.usable:
        raise Refusal("cases.take.not_usable", material=wanted.title)
    whose = "" if found.holder == registry.SubjectId(row.subject.uuid) else str(found.holder)
    if ground == "consent":
        own = not whose or credentials.is_own(found.holder, actor)
        rules.require_consent_of_holder(wanted.id, holder=whose, by_law=False, is_own=own)
    before = next((one for one in filing.given_before(row) if one.id == wanted.id), None)
    return MaterialGiven(
        wanted.id,
        before.evidence if before else (),
        found.identifier,
        ground,
        holder=whose,
        since=now.isoformat(),
        breach=before.breach if before else "",
    )
