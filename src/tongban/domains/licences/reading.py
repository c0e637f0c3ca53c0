"""The life of a licence as it is told: its history, its state on any day, what an officer may do to it now."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from tongban.domains.licences import rules, wording
from tongban.domains.licences.answers import History, LicenceView, Moment, Possible
from tongban.domains.licences.authz import LICENCE
from tongban.domains.licences.commands import making
from tongban.domains.licences.definitions import LicenceType
from tongban.domains.licences.history import LIFE, Followed, LicenceResumed, LicenceSuspended
from tongban.domains.licences.ids import LicenceId
from tongban.domains.licences.models import Licence
from tongban.domains.licences.queries import (
    definition_of,
    field_view,
    find_visible,
    issuer_name,
    licence_row,
    life_of,
    record_of,
    view_of,
)
from tongban.domains.licences.rules import Cause, State
from tongban.domains.licences.states import counting
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events
from tongban.kernel.authz import Actor
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal
from tongban.kernel.events import Recorded

MOST_FOUND = 50
_TYPES = frozenset(events.type_of(kind) for kind in LIFE)


def history_of(licence: LicenceId, *, actor: Actor, now: datetime) -> History:
    """The whole life of the licence that a record belongs to. Refuses `licences.licence.not_found`."""
    row = licence_row(licence, actor=actor)
    rows = {str(LicenceId(one.uuid)): one for one in Licence.objects.filter(root=row.root).order_by("version")}
    told = [one for one in events.read(str(LicenceId(row.root))) if one.type in _TYPES]
    moments = tuple(_moment(one, rows) for one in told)
    records = tuple(
        (LicenceId(one.uuid), one.version, one.identifier, rules.state_at(life_of(one), now)) for one in rows.values()
    )
    return History(moments, records)


def state_on(licence: LicenceId, at: datetime) -> tuple[LicenceId, State] | None:
    """Which record of a licence counted at an instant, and its state then; None before the first was issued.

    Refuses `licences.licence.not_found`. For the domains: who may know it is asked elsewhere.
    """
    row = licence_row(licence)
    rows = {one.version: one for one in Licence.objects.filter(root=row.root, issued_at__lte=at)}
    told = counting(map(record_of, rows.values()), at)
    return (LicenceId(rows[told[0].version].uuid), told[1]) if told else None


def find_licences(text: str, *, actor: Actor, now: datetime) -> list[LicenceView]:
    """What an officer finds by number, identifier, code or the beginning of the name of the holder: the newest
    records first, at most 50, only those that the officer may see or act upon."""
    text = " ".join(text.split()).replace("\0", "")[:160]
    if len(text) < 2:
        return []
    exact = Q(number=text) | Q(identifier=rules.plain_identifier(text)) | Q(holder_code=text.upper())
    found = Licence.objects.filter(exact | Q(holder_name__startswith=text))
    rows = find_visible(actor, found).order_by("-issued_at", "-id")
    return [view_of(row, now=now) for row in rows[:MOST_FOUND]]


def list_possible(licence: LicenceId, *, actor: Actor, now: datetime) -> tuple[Possible, ...]:
    """The acts that the actor may do to this record now: what is listed is tried by the very rules of its command.

    Refuses `licences.licence.not_found`.
    """
    row = licence_row(licence, actor=actor)
    if row.holder_id in actor.ties:
        return ()
    _, kind = making.law_of(row)
    return tuple(
        _possible(act, kind, row)
        for act, verb, is_lawful in _ACTS
        if authz.may(actor, verb, row, resource=LICENCE) and _provided(kind, act) and _passes(is_lawful, row, now)
    )


def _provided(kind: LicenceType, act: str) -> bool:
    return getattr(kind.life, "suspend" if act == "resume" else act) is not None


def _passes(check: Callable[[Licence, datetime], None], row: Licence, now: datetime) -> bool:
    try:
        check(row, now)
    except Refusal:
        return False
    return True


def _follows(cause: Cause) -> Callable[[Licence, datetime], None]:
    def check(row: Licence, now: datetime) -> None:
        state = rules.check_newest(life_of(row), has_next=Licence.objects.filter(replaces=row).exists(), now=now)
        rules.check_following(cause, state, rules.NO_CASE)

    return check


def _can_be_suspended(row: Licence, now: datetime) -> None:
    rules.check_suspension(life_of(row), until=None, now=now)


def _can_be_resumed(row: Licence, now: datetime) -> None:
    rules.check_resumption(life_of(row), now)


def _can_be_revoked(row: Licence, now: datetime) -> None:
    rules.check_revocation(life_of(row), reason="-", basis="-", now=now)


_ACTS: tuple[tuple[str, str, Callable[[Licence, datetime], None]], ...] = (
    ("change", "rewrite", _follows(Cause.CHANGE)),
    ("renew", "rewrite", _follows(Cause.RENEW)),
    ("replace", "rewrite", _follows(Cause.REPLACE)),
    ("suspend", "suspend", _can_be_suspended),
    ("resume", "suspend", _can_be_resumed),
    ("revoke", "revoke", _can_be_revoked),
)


def _possible(act: str, kind: LicenceType, row: Licence) -> Possible:
    words = rules.words_of(kind, "suspend" if act == "resume" else act)
    if act == "revoke":
        return Possible(act, words.basis, endings=tuple(kind.life.revoke.endings))
    if act != "change":
        return Possible(act, words.basis)
    fields = tuple(field_view(field, row.values.get(field.id, "")) for field in rules.changeable(kind))
    return Possible(act, words.basis, fields=fields)


# history -------------------------------------------------------------------------------------------------------------


def _moment(recorded: Recorded, rows: Mapping[str, Licence]) -> Moment:
    event, row = recorded.event, rows[recorded.data["licence"]]
    return Moment(
        type=recorded.type,
        at=recorded.at,
        version=row.version,
        sentence=_sentence(recorded, event, row),
        who=_who(event, row),
        reason=recorded.data.get("reason", ""),
        basis=recorded.data.get("basis", ""),
        fields=tuple(_titles(event, row)),
        case=recorded.data.get("case", ""),
        evidence=tuple(recorded.data.get("evidence", ())),
    )


def _sentence(recorded: Recorded, event: Any, row: Licence) -> Text:
    name = recorded.type.split(".")[1].removeprefix("licence_")
    told: dict[str, object] = {"type": definition_of(row).title, "version": row.version}
    if isinstance(event, LicenceSuspended):
        name = "suspended_until" if event.until else "suspended"
        told["until"] = event.until
    if name == "revoked":
        name = event.ending
    return wording.both(f"licences.moment.{name}", **told)


def _who(event: Any, row: Licence) -> Text:
    if isinstance(event, (LicenceSuspended, LicenceResumed)):
        return registry.get_agency_by_id(registry.AgencyId.parse(event.office)).name
    return issuer_name(row)


def _titles(event: Any, row: Licence) -> Iterator[Text]:
    if isinstance(event, Followed):
        yield from (field.title for field in definition_of(row).fields if field.id in event.fields)
