"""The records of one licence, locked together, so that two acts upon it have an order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tongban.domains.licences import rules
from tongban.domains.licences.authz import LICENCE
from tongban.domains.licences.commands import making
from tongban.domains.licences.definitions import LicenceType
from tongban.domains.licences.ids import LicenceId
from tongban.domains.licences.models import Licence
from tongban.domains.licences.queries import licence_row
from tongban.domains.licences.states import Ground
from tongban.kernel import authz, evidence
from tongban.kernel.authz import Actor
from tongban.kernel.errors import Refusal

SUSPENSION = ("past_suspensions", "suspended_at", "suspended_until", "suspension_reason", "suspension_basis")
ENDED = ("revoked_at", "ending", "revocation_reason", "revocation_basis", "ending_case", "ending_track")


@dataclass(frozen=True, slots=True)
class Line:
    """All records of a licence in order, `row` among them the one that is meant, and the type as its law is today."""

    rows: tuple[Licence, ...]
    row: Licence
    kind: LicenceType
    pack: str

    @property
    def stream(self) -> str:
        return str(LicenceId(self.row.root))

    @property
    def has_next(self) -> bool:
        return self.rows[-1].pk != self.row.pk

    def live(self, now: datetime) -> Sequence[Licence]:
        """The records that count now or will: a renewal leaves two until the old term is over."""
        return [
            row for row in self.rows if row.revoked_at is None and (row.replaced_at is None or row.replaced_at > now)
        ]


def lock(licence: LicenceId, *, actor: Actor, verb: str) -> Line:
    """The line of a record for somebody who may do this to it.

    Refuses `licences.licence.not_found`, `kernel.authz.denied`, `licences.act.own_matter`.
    """
    root = licence_row(licence).root
    rows = tuple(Licence.objects.select_for_update(of=("self",)).filter(root=root).order_by("version"))
    row = next(one for one in rows if one.uuid == licence.value)
    authz.require(actor, verb, row, resource=LICENCE)
    if row.holder_id in actor.ties:
        raise Refusal("licences.act.own_matter")
    pack, kind = making.law_of(row)
    return Line(rows, row, kind, pack)


def require_ground(line: Line, act: str, ground: Ground) -> None:
    """Refuses what `rules.words_of` and `rules.check_ground` refuse, and `kernel.evidence.unknown`."""
    rules.check_ground(rules.words_of(line.kind, act), ground)
    for paper in ground.evidence:
        evidence.describe(evidence.EvidenceId.parse(paper))


def end(row: Licence, ending: rules.Ending, ground: Ground, *, now: datetime) -> None:
    """Take one record back from `now` on; when a case did it, its decision is kept, so that it can be undone."""
    row.revoked_at, row.ending = now, ending
    row.revocation_reason, row.revocation_basis = ground.reason.strip(), ground.basis.strip()
    row.ending_case, row.ending_track = ground.case, ground.track
    row.save(update_fields=ENDED)


def office_of(line: Line, actor: Actor, verb: str = "approve") -> int:
    """The agency for which the actor acts: the one that issued the licence, else one of its own."""
    mine = actor.agencies_with(verb)
    return line.row.issuer_id if line.row.issuer_id in mine or not mine else min(mine)
