"""Showing a licence for a minute, and taking one that is shown. The transactions are here."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from tongban.domains.cases import api as cases
from tongban.domains.licences import queries
from tongban.domains.licences.authz import LICENCE
from tongban.domains.licences.ids import LicenceId
from tongban.domains.licences.models import Licence, LookRow, PresentationRow, WrongCode
from tongban.domains.licences.rules import State, state_at
from tongban.domains.licences.showing import rules
from tongban.domains.licences.showing.answers import Presentation, Shown
from tongban.domains.licences.showing.happenings import LicencePresented, LicenceScanned, ScanRefused
from tongban.domains.licences.showing.ids import LookId, PresentationId
from tongban.domains.licences.showing_authz import PRESENT, PRESENTATION, SCANNING, account_of, grant_to_show
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events
from tongban.kernel.actors import SYSTEM, Actor, PostGrant
from tongban.kernel.errors import Refusal

KEPT = timedelta(days=1)
"""How long unused codes and wrong codes are remembered."""


# showing -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def present(*, licence: LicenceId, actor: Actor, now: datetime) -> Presentation:
    """Show a licence (亮证): a code that one counter may take, once, within 60 seconds. An older code of the same
    account for the same licence is over at once.

    By the holder, by whoever represents it, or by somebody whose delegation names the act `present`. Refuses
    `licences.licence.not_found`, `kernel.authz.denied`, `registry.delegation.over`,
    `licences.present.{not_yet_valid,suspended,expired,replaced,revoked}`.
    """
    row = queries.licence_row(licence, actor=actor)
    authz.require(actor, PRESENT, row, resource=LICENCE)
    grant, account = grant_to_show(actor, row.holder_id), account_of(actor)
    registry.require_delegations(grant.basis if grant else "", actor=actor, now=now)
    rules.check_presentable(state_at(queries.life_of(row), now))
    open_ones = PresentationRow.objects.filter(licence=row, account=account, used_at=None)
    open_ones.filter(expires_at__lt=now - KEPT).delete()
    open_ones.filter(renewed_at=None).update(renewed_at=now)
    code = rules.draw_code(secrets)
    shown = PresentationRow.objects.create(
        licence=row,
        account_id=account,
        signed=actor.signed_for(grant),
        code_digest=rules.digest_of(code),
        shown_at=now,
        expires_at=now + rules.LIFETIME,
    )
    found = PresentationId(shown.uuid)
    happened = LicencePresented(str(found), str(licence), shown.expires_at)
    events.append(str(found), [happened], actor=shown.signed, at=now, after=events.START)
    return Presentation(found, code, shown.expires_at)


# scanning ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Scan:
    """Who scans what for what: checked, and not yet tried."""

    post: PostGrant
    case: cases.CaseId | None
    purpose: str
    actor: Actor
    now: datetime

    @property
    def account(self) -> int:
        return account_of(self.actor)


def scan(*, code: str, case: cases.CaseId | None, purpose: str, actor: Actor, now: datetime) -> Shown:
    """Take the licence that somebody shows, at a counter, with a purpose, for a case or without; its lines as they are
    now. `code` is what was typed or what a scanner read. Of two scans of one code one wins.

    For a case the licence also becomes the material that asks for it (`cases.take_credential`, whose refusals are those
    of this scan too: then nothing was taken and the code still counts). Owns its transactions: a scan that gets nothing
    is an event too, so it is not undone with the refusal. Do not call it inside another transaction.

    Refuses without a trace what is no scan yet: `kernel.authz.denied`, `licences.scan.{no_purpose,purpose_too_long,
    case_over}`, `cases.case.unknown`. Refuses with an event `licences.scan.{no_code,foreign,printed_code,never_shown,
    expired,renewed,clock,not_usable,too_many}`; conflict `licences.scan.replayed`.
    """
    authz.require(actor, "scan", resource=PRESENTATION)
    wanted = _Scan(_post_of(actor), case, rules.check_purpose(purpose), actor, now)
    if case is not None and cases.get_case(case, actor, now=now).status in cases.ENDED:
        raise Refusal("licences.scan.case_over")
    try:
        taken = _take(code, wanted)
        if taken is None:
            raise Refusal("licences.scan.never_shown")
        return taken
    except Refusal as refused:
        _record_refusal(code, wanted, refused)
        raise


@transaction.atomic
def _take(code: str, wanted: _Scan) -> Shown | None:
    """What the code opens; None, and remembered, when nobody shows it. One account tries one code at a time."""
    now = wanted.now
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"licences scan {wanted.account}"])
    lately = WrongCode.objects.filter(account=wanted.account, at__gt=now - rules.WRONG_WITHIN)
    rules.check_attempts(list(lately.values_list("at", flat=True)), now)
    shown = _showing(code)
    if shown is None:
        WrongCode.objects.filter(account=wanted.account, at__lt=now - KEPT).delete()
        WrongCode.objects.create(account_id=wanted.account, at=now)
        return None
    rules.check_scan(rules.Showing(shown.shown_at, shown.expires_at, shown.renewed_at, shown.used_at), now)
    row = Licence.objects.select_for_update(of=("self",)).get(pk=shown.licence_id)
    if state_at(queries.life_of(row), now) is not State.VALID:
        raise Refusal("licences.scan.not_usable")
    shown.used_at = now
    shown.save(update_fields=["used_at"])
    view = queries.get_licence(LicenceId(row.uuid), actor=SYSTEM, now=now)
    taken = _hand_over(row, wanted.case, wanted) if wanted.case else ()
    look = LookRow.objects.create(
        licence=row,
        presentation=shown,
        at=now,
        account_id=wanted.account,
        agency_id=wanted.post.agency_id,
        purpose=wanted.purpose,
        case_id=str(wanted.case or ""),
        fields=[field.id for field in view.fields],
        materials=list(taken),
    )
    found = LookId(look.uuid)
    _append_scan(shown, look, wanted)
    return Shown(found, view, view.fields, taken, wanted.purpose, look.case_id, now)


def _showing(code: str) -> PresentationRow | None:
    """The showing that a code opens, locked: whoever comes second waits here and then reads that it is taken."""
    digest = rules.digest_of(rules.read_code(code, address=settings.PUBLIC_ADDRESS))
    return PresentationRow.objects.select_for_update(of=("self",)).filter(code_digest=digest).first()


def _append_scan(shown: PresentationRow, look: LookRow, wanted: _Scan) -> None:
    happened = LicenceScanned(
        presentation=str(PresentationId(shown.uuid)),
        look=str(LookId(look.uuid)),
        licence=str(LicenceId(look.licence.uuid)),
        agency=_agency(wanted.post),
        purpose=look.purpose,
        case=look.case_id,
        fields=tuple(look.fields),
        materials=tuple(look.materials),
    )
    events.append(happened.presentation, [happened], actor=_signed(wanted), at=wanted.now)


def _hand_over(row: Licence, case: cases.CaseId, wanted: _Scan) -> tuple[str, ...]:
    """The materials of the case that this licence satisfies from now on; none when the case asks for none such."""
    return cases.take_credential(
        case=case, reference=row.identifier, purpose=wanted.purpose, actor=wanted.actor, now=wanted.now
    )


@transaction.atomic
def _record_refusal(code: str, wanted: _Scan, refused: Refusal) -> None:
    """Keep that a scan got nothing, and why."""
    reason = refused.code.rpartition(".")[2]
    account = registry.AccountId.parse(wanted.actor.label)
    try:
        shown = _showing(code)
    except Refusal:
        shown = None
    presentation = str(PresentationId(shown.uuid)) if shown else ""
    happened = ScanRefused(presentation, agency=_agency(wanted.post), case=str(wanted.case or ""), reason=reason)
    events.append(presentation or f"scanner_{account.value}", [happened], actor=_signed(wanted), at=wanted.now)


def _post_of(actor: Actor) -> PostGrant:
    """The post at which the actor scans: an own one before one held in another's place."""
    fitting = [post for post in actor.posts if post.duties & set(SCANNING)]
    return min(fitting, key=lambda post: (bool(post.in_place_of), post.post_id))


def _agency(post: PostGrant) -> str:
    return str(registry.list_agencies_by_pk([post.agency_id])[post.agency_id].id)


def _signed(wanted: _Scan) -> str:
    return wanted.actor.signed_at(wanted.post.agency_id)
