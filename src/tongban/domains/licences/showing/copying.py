"""Annotated copies (加注件): made for one purpose and recipient until a day, drawn as PDF and OFD, withdrawn."""

import secrets
from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from tongban.domains.licences import queries
from tongban.domains.licences.authz import LICENCE
from tongban.domains.licences.files.face import Annotation
from tongban.domains.licences.files.keeping import Form, draw_copy
from tongban.domains.licences.ids import LicenceId
from tongban.domains.licences.models import CopyRow, Licence
from tongban.domains.licences.rules import state_at
from tongban.domains.licences.showing import rules
from tongban.domains.licences.showing.happenings import CopyMade, CopyWithdrawn
from tongban.domains.licences.showing.ids import CopyId
from tongban.domains.licences.showing.reading import readable_copy
from tongban.domains.licences.showing_authz import COPY, SCANNING, account_of, grant_to_show
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events, evidence
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.digests import sm3
from tongban.kernel.errors import Refusal

PURPOSE = "annotated copy of a licence"
SOURCE = "tongban.licences"


@transaction.atomic
def make_copy(*, licence: LicenceId, purpose: str, recipient: str, until: date, actor: Actor, now: datetime) -> CopyId:
    """A copy of a licence to give away, with purpose, recipient and last day written on it.

    By whoever may show the licence, or by an officer (duty intake, review or approve) of the agency that issued it.
    Refuses `licences.licence.not_found`, `kernel.authz.denied`, `registry.delegation.over`, `licences.present.*` while
    the licence is not valid, `licences.copy.{no_purpose,purpose_too_long,no_recipient,recipient_too_long,over_already,
    too_long,too_many}`.
    """
    row = queries.licence_row(licence, actor=actor, lock=True)
    authz.require(actor, "copy", row, resource=LICENCE)
    rules.check_presentable(state_at(queries.life_of(row), now))
    today = law_day(now)
    running = CopyRow.objects.filter(licence=row, withdrawn_at=None, until__gte=today).count()
    why, whom = rules.check_copy(purpose=purpose, recipient=recipient, until=until, running=running, today=today)
    made = CopyRow(
        token=secrets.token_urlsafe(24),
        licence=row,
        purpose=why,
        recipient=whom,
        made_by_id=account_of(actor),
        made_at=now,
        until=until,
    )
    signed = _sign(made, row, actor=actor, now=now)
    made.save(force_insert=True)
    copy = CopyId(made.uuid)
    agency = str(registry.list_agencies_by_pk([made.agency_id])[made.agency_id].id) if made.agency_id else ""
    happened = CopyMade(str(copy), str(licence), agency=agency, purpose=why, until=until)
    events.append(str(copy), [happened], actor=signed, at=now, after=events.START)
    return copy


def _sign(made: CopyRow, row: Licence, *, actor: Actor, now: datetime) -> str:
    """Whose copy it is: the holder's, or the issuing agency's. How the act is signed."""
    if grant := grant_to_show(actor, row.holder_id):
        registry.require_delegations(grant.basis, actor=actor, now=now)
        made.maker = row.holder_name
        return actor.signed_for(grant)
    made.agency_id, made.maker = row.issuer_id, row.issuer_name_zh
    duty = next(duty for duty in SCANNING if actor.holds(duty, agency=row.issuer_id))
    return actor.signed_at(row.issuer_id, duty)


@transaction.atomic
def withdraw_copy(*, copy: CopyId, actor: Actor, now: datetime) -> None:
    """From now on the copy does not count. Doing it twice changes nothing.

    By whoever may show the licence, also for copies of an agency; and by the agency that made it. Refuses
    `licences.copy.not_found`, `kernel.authz.denied`.
    """
    row = readable_copy(copy, actor=actor, lock=True)
    authz.require(actor, "withdraw", row, resource=COPY)
    if row.withdrawn_at is not None:
        return
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    grant = grant_to_show(actor, row.licence.holder_id)
    signed = actor.signed_for(grant) if grant or row.agency_id is None else actor.signed_at(row.agency_id)
    happened = CopyWithdrawn(str(copy), str(LicenceId(row.licence.uuid)))
    events.append(str(copy), [happened], actor=signed, at=now)


@transaction.atomic
def get_copy_file(
    *, copy: CopyId, form: Form, address_of: Callable[[str], str], actor: Actor, now: datetime
) -> tuple[str, bytes]:
    """The copy as a file with the name to save it under. Drawn on first use, then the same bytes for ever.

    `address_of(token)` is the full public address at which the copy is verified; it is printed as the QR code. Only
    while the copy counts. Refuses `licences.copy.{not_found,over,withdrawn}`, `licences.present.*` while the licence
    behind it is not valid.
    """
    row = readable_copy(copy, actor=actor, lock=True)
    state = rules.copy_state(row.until, row.withdrawn_at, now)
    if state is not rules.CopyState.RUNNING:
        raise Refusal(f"licences.copy.{state}")
    rules.check_presentable(state_at(queries.life_of(row.licence), now))
    if not row.files:
        _draw(row, address_of(row.token), by=actor.label, now=now)
    _, data = evidence.get(evidence.EvidenceId.parse(row.files[form]))
    return _name(row, form), data


def _draw(row: CopyRow, address: str, *, by: str, now: datetime) -> None:
    """Draw both forms, keep them as evidence, and their digests by which a file that is sent in is known again."""
    annotation = Annotation(row.purpose, row.recipient, row.maker, made_at=row.made_at, until=row.until)
    drawn = draw_copy(row.licence, annotation=annotation, address=address, doc_id=row.uuid.hex, at=now)
    for form, data in drawn.items():
        kept = evidence.put(data, _name(row, form), by=by, purpose=PURPOSE, at=now, source=SOURCE)
        row.files[form] = str(kept)
    row.digests = sorted(sm3(data) for data in drawn.values())
    row.save(update_fields=["files", "digests"])


def _name(row: CopyRow, form: Form) -> str:
    return f"{row.licence.type_id}-{row.licence.number}-copy-{row.until:%Y%m%d}.{form}"
