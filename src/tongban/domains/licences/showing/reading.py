"""What holders, officers and the public read of showings, copies and states."""

from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from tongban.domains.licences import queries
from tongban.domains.licences.ids import LicenceId
from tongban.domains.licences.models import CopyRow, Licence, LookRow
from tongban.domains.licences.rules import State, state_at
from tongban.domains.licences.showing import proof, rules
from tongban.domains.licences.showing.answers import (
    CopyVerification,
    CopyView,
    LookView,
    PublicCopy,
    StatusLine,
    StatusPage,
)
from tongban.domains.licences.showing.ids import CopyId, LookId
from tongban.domains.licences.showing.proof import Proof
from tongban.domains.licences.showing_authz import COPY, LICENCE, LOOK
from tongban.domains.registry import api as registry
from tongban.kernel import authz
from tongban.kernel.actors import Actor
from tongban.kernel.declaration import Text
from tongban.kernel.digests import sm3
from tongban.kernel.errors import Refusal
from tongban.kernel.privacy import Mask, mask

LONGEST_TOKEN = 64
STATUS_LINES = 1000
NOT_FOR_STATES = ("values", "definition", "holder_name", "holder_code", "revocation_reason")


# looks ---------------------------------------------------------------------------------------------------------------


def list_looks(
    *, actor: Actor, licence: LicenceId | None = None, case: str = "", before: LookId | None = None, limit: int = 50
) -> list[LookView]:
    """Who looked at licences, the newest first, as far as the actor may know: the holder all of them, an officer his
    own. Of one licence, or for one case, or everything; `before` continues after the last one shown.

    Refuses `licences.look.not_found` for a `before` that the actor may not see.
    """
    rows = authz.visible(actor, "read", LookRow.objects.all(), resource=LOOK)
    if before is not None:
        last = rows.filter(uuid=before.value).first()
        if last is None:
            raise Refusal("licences.look.not_found")
        rows = rows.filter(at__lte=last.at).exclude(at=last.at, id__gte=last.pk)
    if licence is not None:
        rows = rows.filter(licence__uuid=licence.value)
    if case:
        rows = rows.filter(case_id=case)
    related = rows.select_related("licence", "presentation", "account").order_by("-at", "-id")[:limit]
    found = list(related)
    agencies = registry.list_agencies_by_pk(row.agency_id for row in found)
    return [_look(row, agencies[row.agency_id].name) for row in found]


def _look(row: LookRow, agency: Text) -> LookView:
    kind = queries.definition_of(row.licence)
    titles = {field.id: field.title for field in kind.fields}
    return LookView(
        id=LookId(row.uuid),
        licence=LicenceId(row.licence.uuid),
        title=kind.title,
        at=row.at,
        agency=agency,
        officer=row.account.name,
        purpose=row.purpose,
        case=row.case_id,
        fields=tuple(titles[field] for field in row.fields if field in titles),
        materials=tuple(row.materials),
        shown_by=row.presentation.signed,
    )


# copies --------------------------------------------------------------------------------------------------------------


def readable_copy(copy: CopyId, *, actor: Actor, lock: bool = False) -> CopyRow:
    """A copy that the actor may read. Refuses `licences.copy.not_found`."""
    rows: QuerySet[CopyRow] = CopyRow.objects.select_related("licence").filter(uuid=copy.value)
    rows = authz.visible(actor, "read", rows, resource=COPY)
    row = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if row is None:
        raise Refusal("licences.copy.not_found")
    return row


def get_copy(copy: CopyId, *, actor: Actor, now: datetime) -> CopyView:
    """One copy that the actor may read. Refuses `licences.copy.not_found`."""
    return _copy(readable_copy(copy, actor=actor), now)


def may_copy(licence: LicenceId, *, actor: Actor) -> bool:
    """Whether the actor may make annotated copies of a licence while it is valid: to offer it, or not."""
    rows = authz.visible(actor, "copy", Licence.objects.filter(uuid=licence.value), resource=LICENCE)
    return rows.exists()


def list_copies(*, licence: LicenceId, actor: Actor, now: datetime) -> list[CopyView]:
    """The copies of one licence that the actor may read, the newest first."""
    rows = CopyRow.objects.select_related("licence").filter(licence__uuid=licence.value)
    found = authz.visible(actor, "read", rows, resource=COPY)
    return [_copy(row, now) for row in found.order_by("-made_at", "-id")]


def _copy(row: CopyRow, now: datetime) -> CopyView:
    return CopyView(
        id=CopyId(row.uuid),
        licence=LicenceId(row.licence.uuid),
        purpose=row.purpose,
        recipient=row.recipient,
        maker=row.maker,
        made_at=row.made_at,
        until=row.until,
        withdrawn_at=row.withdrawn_at,
        state=rules.copy_state(row.until, row.withdrawn_at, now),
        token=row.token,
    )


def verify_copy(token: str, *, now: datetime) -> CopyVerification:
    """What whoever has a copy learns: what for, for whom, until when, and the state of the licence behind it. An
    unknown token is an answer, never a refusal."""
    known = 0 < len(token) <= LONGEST_TOKEN and token.isascii() and "\0" not in token
    row = CopyRow.objects.select_related("licence").filter(token=token).first() if known else None
    return _verified(row, now)


def find_copy(data: bytes, *, now: datetime) -> CopyVerification | None:
    """The same for the bytes of a file, when they are those of a copy that was drawn here; None for any other file."""
    row = CopyRow.objects.select_related("licence").filter(digests__contains=[sm3(data)]).first()
    return _verified(row, now) if row else None


def _verified(row: CopyRow | None, now: datetime) -> CopyVerification:
    if row is None:
        return CopyVerification(rules.CopyState.UNKNOWN, State.UNKNOWN, now, None, None)
    behind = queries.verify(row.licence.token, now=now)
    is_person = row.agency_id is None and row.licence.holder_kind == "person"
    public = PublicCopy(
        purpose=row.purpose,
        recipient=row.recipient,
        maker=mask(row.maker, Mask.NAME) if is_person else row.maker,
        made_at=row.made_at,
        until=row.until,
        withdrawn_at=row.withdrawn_at,
    )
    state = rules.copy_state(row.until, row.withdrawn_at, now)
    return CopyVerification(state, behind.state, now, public, behind.licence)


# the public status list ----------------------------------------------------------------------------------------------


def list_states(*, now: datetime, cursor: str = "", limit: int = STATUS_LINES) -> StatusPage:
    """The state of every licence at `now`, in the order of issue, a part at a time; without any personal data.

    `cursor` is the identifier that the part before ended with. Refuses `licences.status.cursor_unknown`.
    """
    rows = Licence.objects.defer(*NOT_FOR_STATES).order_by("id")
    if cursor:
        last = None if "\0" in cursor else Licence.objects.filter(identifier=cursor[:160]).values_list("id").first()
        if last is None:
            raise Refusal("licences.status.cursor_unknown")
        rows = rows.filter(id__gt=last[0])
    found = list(rows[: limit + 1])
    lines = tuple(
        StatusLine(row.identifier, state_at(queries.life_of(row), now), row.valid_until) for row in found[:limit]
    )
    return StatusPage(now, lines, lines[-1].identifier if len(found) > limit else None)


# results on paper ----------------------------------------------------------------------------------------------------


def result_number(subject: str, state: State, *, at: datetime) -> str:
    """The number of a result that is printed: it says when, and can be proved later (`prove`) without being kept.

    `subject` is what was verified: the identifier of a licence, or the SM3 digest of a file.
    """
    return proof.number(_seal, subject, state, at=at)


def prove(number: str, *, subject: str) -> Proof | None:
    """What the result with this number said about `subject`; None when this platform never said so. The caller limits
    the rate."""
    return proof.read(_seal, number, subject)


def _seal(text: str) -> bytes:
    return salted_hmac("tongban.licences.result", text, algorithm="sha256", secret=settings.SECRET_KEY).digest()
