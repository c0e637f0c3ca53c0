"""The dossier as of any day, who looked at it, and what an extract says to whoever has its number."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.db.models import Q, QuerySet

from tongban.domains.cases import api as cases
from tongban.domains.licences.dossier import rules
from tongban.domains.licences.dossier.answers import (
    Checked,
    DossierThen,
    ExtractView,
    Held,
    Line,
    LookId,
    LookView,
)
from tongban.domains.licences.dossier_models import DossierExtract, DossierLook
from tongban.domains.licences.ids import LicenceId
from tongban.domains.licences.models import Licence
from tongban.domains.licences.queries import definition_of, issuer_name, life_of, record_of
from tongban.domains.licences.states import State, counting, state_at
from tongban.domains.registry import api as registry
from tongban.kernel import authz
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal
from tongban.kernel.privacy import Mask, mask

READERS = ("intake", "review", "approve", "supervise", "audit")
MOST = 50
ON_PAPER = 200


def get_dossier_then(
    subject: registry.SubjectId, *, as_of: date, look: LookId | None = None, actor: Actor, now: datetime
) -> DossierThen:
    """The dossier of a subject at the end of a day, under the name that it had then: for itself, for its delegates as
    far as their grants reach, and for the officer who opened it (`look`, on the day of opening).

    Refuses `licences.dossier.not_found`, also without telling why, and `licences.dossier.future`.
    """
    at = rules.instant_of(as_of, now)
    who = registry.get_subject(subject, on=as_of)
    whole = who.pk in actor.subjects or _has_opened(look, who.pk, actor=actor, now=now)
    rows = Licence.objects.filter(holder=who.pk)
    listed, count = cases.list_then(subject, actor=actor, at=at)
    if not whole:
        if not any(one.subject == who.pk and one.covers("read") for one in actor.grants):
            raise Refusal("licences.dossier.not_found")
        rows = rows.filter(case_id__in=cases.list_readable(subject, actor=actor))
    told = registry.list_delegations_on(subject, at=at) if whole else []
    return DossierThen(who, as_of, at, tuple(_held(rows, at)), tuple(listed), count, tuple(told))


def _has_opened(look: LookId | None, subject: int, *, actor: Actor, now: datetime) -> bool:
    """Whether the actor has opened this dossier today."""
    if look is None or actor.account_id is None:
        return False
    row = DossierLook.objects.filter(uuid=look.value, subject=subject, account=actor.account_id).first()
    return row is not None and law_day(row.opened_at) == law_day(now) and reaches(actor, subject)


def reaches(actor: Actor, subject: int) -> bool:
    """Whether the dossier lies in the regions of the actor's posts: an enterprise by its seat, a person by a licence
    or a case there."""
    regions = actor.regions_with(*READERS)
    who = registry.list_subjects_by_pk([subject]).get(subject)
    if not regions or who is None:
        return False
    if who.region is not None:
        return who.region in regions
    held = Licence.objects.filter(holder=subject, region__in=regions).exists()
    return held or cases.has_case_in(who.id, regions)


def find_holders(text: str, *, actor: Actor) -> list[registry.SubjectView]:
    """Whose dossier an officer may open: by a whole code or number, or by the beginning of the name; at most 50."""
    wanted = " ".join(text.split()).replace("\0", "")[:120]
    if len(wanted) < 2 or not authz.may(actor, "open", resource="licences.dossier"):
        return []
    named = Q(holder_name__startswith=wanted) | Q(holder_code=wanted.upper())
    holders = Licence.objects.filter(named).values_list("holder", flat=True).distinct()[: MOST * 4]
    found = {one.pk: one for one in registry.list_subjects_by_pk(holders).values()}
    if (known := registry.find_enterprise(wanted.upper())) is not None:
        view = registry.get_subject(known.subject)
        found[view.pk] = view
    mine = [one for one in found.values() if reaches(actor, one.pk)]
    return sorted(mine, key=lambda one: one.name)[:MOST]


def list_looks(subject: registry.SubjectId, *, actor: Actor) -> list[LookView]:
    """Which agencies looked at a dossier and why, the newest first: for the subject itself, and its full delegates."""
    who = registry.get_subject(subject)
    if who.pk not in actor.subjects:
        raise Refusal("licences.dossier.not_found")
    rows = DossierLook.objects.filter(subject=who.pk).select_related("agency").order_by("-opened_at", "-pk")
    return [LookView(Text(zh=r.agency.name_zh, en=r.agency.name_en), r.purpose, r.opened_at) for r in rows[:MOST]]


def list_extracts(subject: registry.SubjectId, *, actor: Actor) -> list[ExtractView]:
    """The extracts that the actor has made of a dossier, the newest first."""
    rows = DossierExtract.objects.filter(subject__uuid=subject.value, made_by=actor.account_id)
    return [ExtractView(row.number, row.as_of, row.made_at) for row in rows.order_by("-made_at", "-pk")[:MOST]]


def check_extract(number: str, *, now: datetime) -> Checked | None:
    """What whoever has the number of an extract learns; None when there is none.

    Refuses `licences.dossier.{number_malformed,number_check}`: a slip of the pen is told from a forgery.
    """
    row = DossierExtract.objects.select_related("subject").filter(number=rules.read_number(number)).first()
    if row is None:
        return None
    who = registry.get_subject(registry.SubjectId(row.subject.uuid), on=row.as_of)
    person = who.kind == "person"
    listed = row.content["licences"]
    rows = {one.uuid: one for one in Licence.objects.filter(uuid__in=[_uuid(one["id"]) for one in listed])}
    lines = tuple(
        Line(
            title=Text(**one["title"]),
            number=mask(one["number"], Mask.IDENTITY) if person else one["number"],
            state=State(one["state"]),
            now=_now(rows.get(_uuid(one["id"])), now),
        )
        for one in listed
    )
    name = who.name_masked if person else who.name
    return Checked(
        number=row.number,
        name=name,
        code=who.code_masked,
        as_of=row.as_of,
        made_at=row.made_at,
        lines=lines,
        cases=row.content["all_cases"],
        digest=row.digest,
    )


def _uuid(text: str) -> UUID:
    return LicenceId.parse(text).value


def _now(row: Licence | None, now: datetime) -> State | None:
    return state_at(life_of(row), now) if row else None


def _held(rows: QuerySet[Licence], at: datetime) -> Iterable[Held]:
    """Each licence once, by the record that counted at the instant; the newest first."""
    records = rows.filter(issued_at__lte=at).order_by("root", "version")
    found = []
    for _, versions in groupby(records, key=lambda row: row.root):
        known = {row.version: row for row in versions}
        told = counting(map(record_of, known.values()), at)
        if told is not None:
            found.append(_view(known[told[0].version], told[1]))
    return sorted(found, key=lambda one: (one.issued_at, one.identifier), reverse=True)


def _view(row: Licence, state: State) -> Held:
    return Held(
        id=LicenceId(row.uuid),
        type_id=row.type_id,
        title=definition_of(row).title,
        number=row.number,
        identifier=row.identifier,
        issuer=issuer_name(row),
        version=row.version,
        state=state,
        issued_at=row.issued_at,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        origin=row.origin,
    )
