"""The decision behind a record falls: what stood before it comes back, or the licence ends. And what it cancelled
counts again."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from tongban.domains.licences.commands import lines, standing
from tongban.domains.licences.commands.following import restore
from tongban.domains.licences.ids import LicenceId
from tongban.domains.licences.models import Licence
from tongban.domains.licences.queries import standing_row
from tongban.domains.licences.rules import Cause, Ending
from tongban.domains.licences.states import Ground
from tongban.kernel.authz import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Refusal

FOLLOWED = (Cause.CHANGE, Cause.RENEW, Cause.REPLACE)


@transaction.atomic
def take_back(*, case: str, track: str, reason: str, basis: str, actor: Actor, now: datetime) -> None:
    """What a decision brought is taken back with it; told twice, nothing happens twice. Only the platform does this.

    A first record ends the whole licence. A change, renewal or replacement is undone: a new record says what stood
    before, as long as its term is not over. Refuses `licences.undo.not_newest` when more has happened to it since:
    an officer must then say what is to be written.
    """
    newest = standing_row(case, track)
    if newest is None:
        return
    made = Licence.objects.filter(root=newest.root, case_id=case, track=track, revoked_at=None).earliest("version")
    before = made.replaces if made.cause in FOLLOWED else None
    if before is None or (before.valid_until is not None and before.valid_until < law_day(now)):
        standing.revoke(licence=LicenceId(newest.uuid), reason=reason, basis=basis, actor=actor, now=now)
        return
    if newest.pk != made.pk:
        raise Refusal("licences.undo.not_newest", number=made.number)
    line = lines.lock(LicenceId(made.uuid), actor=actor, verb=standing.REVOKE)
    ground = Ground(reason, basis)
    lines.end(line.row, Ending.ANNULLED, ground, now=now)
    restore(line, before, ground, actor=actor, now=now)


@transaction.atomic
def reinstate(*, case: str, track: str, reason: str, basis: str, actor: Actor, now: datetime) -> None:
    """What a decision cancelled counts again, now that the decision has fallen; told twice, nothing happens twice.

    Each licence gets a new record that says what the cancelled one said, under the same number, also when its term is
    over by now. A suspension that ran goes on running. Only the platform does this.
    """
    by_decision = ~Q(ending_case="") & Q(ending_case=case, ending_track=track)  # an officer's has none
    ended = list(Licence.objects.filter(by_decision).order_by("root", "version"))
    for newest in [one for one in ended if not Licence.objects.filter(replaces=one).exists()]:
        for content in ended:  # two where a renewal had not begun
            if (content.root, content.revoked_at) == (newest.root, newest.revoked_at):
                row = Licence.objects.filter(root=newest.root).latest("version")
                line = lines.lock(LicenceId(row.uuid), actor=actor, verb=standing.REVOKE)
                restore(line, content, Ground(reason, basis), actor=actor, now=now)
