"""Every read that others need."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from tongban.domains.licences import metadata, rules
from tongban.domains.licences.answers import Dossier, FieldView, Folded, LicenceView, PublicLicence, Verification
from tongban.domains.licences.authz import LICENCE
from tongban.domains.licences.definitions import LicenceField, LicenceType
from tongban.domains.licences.ids import LicenceId
from tongban.domains.licences.models import Licence
from tongban.domains.licences.states import TRUSTED, Record
from tongban.domains.registry import api as registry
from tongban.kernel import authz
from tongban.kernel.authz import Actor
from tongban.kernel.clock import law_day, law_time
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal
from tongban.kernel.privacy import Mask, mask

NOBODY = "\0"
TOKEN_LENGTH = 64
SEEING = ("view", "suspend", "revoke")


def get_licence(licence: LicenceId, *, actor: Actor, now: datetime) -> LicenceView:
    """A licence that the actor may see. Refuses `licences.licence.not_found` otherwise, without telling why."""
    row = licence_row(licence, actor=actor)
    return replace(view_of(row, now=now), folded=folded(row, at=now))


def list_licences(
    *, actor: Actor, now: datetime, before: LicenceId | None = None, limit: int = 50
) -> list[LicenceView]:
    """The licences that the actor may see, the newest first; `before` continues after the last one shown.

    Records that another has replaced are not listed; `history_of` tells them.
    """
    counting = Licence.objects.exclude(replaced_at__lte=now)
    rows = authz.visible(actor, "view", counting, resource=LICENCE).order_by("-issued_at", "-id")
    if before is not None:
        last = licence_row(before, actor=actor)
        rows = rows.filter(issued_at__lte=last.issued_at).exclude(issued_at=last.issued_at, id__gte=last.id)
    return [view_of(row, now=now) for row in rows[:limit]]


def get_dossier(subject: registry.SubjectId, *, actor: Actor, now: datetime) -> Dossier:
    """All licences of a subject that the actor may see: its own, those of whom it represents, or as an officer."""
    who = registry.get_subject(subject)
    if who.pk not in actor.subjects and not authz.may(actor, "view", None, resource=LICENCE):
        raise Refusal("licences.dossier.not_found")
    counting = Licence.objects.filter(holder=who.pk).exclude(replaced_at__lte=now)
    rows = authz.visible(actor, "view", counting, resource=LICENCE)
    listed = tuple(view_of(row, now=now) for row in rows.order_by("-issued_at", "-id"))
    if who.pk not in actor.subjects and not listed:
        raise Refusal("licences.dossier.not_found")
    return Dossier(subject, who.name, listed)


def list_by_case(case: str, *, actor: Actor, now: datetime) -> list[LicenceView]:
    """The licences that a case led to, as far as the actor may see them, in the order of issue; of each the newest
    record that rests on this case."""
    rows = authz.visible(actor, "view", Licence.objects.filter(case_id=case), resource=LICENCE)
    newest = {row.root: row for row in rows.order_by("version")}
    return [view_of(row, now=now) for row in sorted(newest.values(), key=lambda row: (row.issued_at, row.pk))]


def find_valid(subject: registry.SubjectId, licence_type: str, *, at: datetime) -> str | None:
    """The identifier of a licence of this type that the subject holds and that is valid at `at` (免提交), or None.

    Only what its issuer has given or an officer has compared with the original counts.
    """
    mine = Licence.objects.filter(holder__uuid=subject.value, type_id=licence_type, grade__in=TRUSTED)
    rows = mine.order_by("-issued_at", "-id")
    return next((row.identifier for row in rows if rules.state_at(life_of(row), at) is rules.State.VALID), None)


def find_standing(case: str, track: str) -> LicenceId | None:
    """The record in force of the licence that a track of a case led to, unless it has been revoked.

    It is another one than the case made when the licence has been changed, renewed or replaced since.
    """
    row = standing_row(case, track)
    return LicenceId(row.uuid) if row else None


def find_expiry(subject: registry.SubjectId, licence_type: str, *, at: datetime) -> tuple[str, date] | None:
    """Identifier and last day of the licence of this type that the subject holds, valid at `at`; the one that ends
    last. None when there is none, or when it never ends. What has been renewed already counts with its new end."""
    rows = Licence.objects.filter(
        holder__uuid=subject.value, type_id=licence_type, valid_until__isnull=False, successor=None
    )
    for row in rows.order_by("-valid_until", "-id"):
        if row.valid_until and rules.state_at(life_of(row), at) in (rules.State.VALID, rules.State.NOT_YET_VALID):
            return row.identifier, row.valid_until
    return None


def verify(token: str, *, now: datetime) -> Verification:
    """What anybody who scanned the code learns. An unknown token gives the state `unknown`, never a refusal."""
    row = Licence.objects.filter(token=token).first() if _is_token(token) else None
    return verification_of(row, now=now)


def verify_by_identifier(identifier: str, *, holder_name: str, now: datetime) -> Verification:
    """The same by what is printed on the licence. A wrong name and an unknown identifier get the same answer.

    Both ways cost one look-up and one comparison of fixed length, so that neither the answer nor its time tells
    whether a licence exists. The caller limits the rate.
    """
    text = identifier.strip().upper().replace(" ", "")[:160]
    row = None if "\0" in text else Licence.objects.filter(identifier=text).first()
    same = rules.same_name(holder_name, row.holder_name if row else NOBODY)
    return verification_of(row if same else None, now=now)


def get_metadata(licence: LicenceId, *, actor: Actor) -> dict[str, str]:
    """The licence under the short names of GB/T 36903-2018, for exchange with other platforms."""
    return metadata_of(licence_row(licence, actor=actor))


def _exchanged(field: LicenceField, value: Any) -> str:
    return value if isinstance(value, str) else rules.told(field, value)


# rows, for this domain only ----------------------------------------------------------------------------------------


def licence_row(licence: LicenceId, *, actor: Actor | None = None, lock: bool = False) -> Licence:
    """The row; with an actor, only one that it may see, or act upon. Refuses `licences.licence.not_found`."""
    rows: QuerySet[Licence] = Licence.objects.filter(uuid=licence.value)
    row = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if row is None or (actor is not None and not may_see(actor, row)):
        raise Refusal("licences.licence.not_found", id=str(licence))
    return row


def standing_row(case: str, track: str) -> Licence | None:
    """The newest record of the licence that a track of a case made, renewed or changed, while both stand."""
    roots = Licence.objects.filter(case_id=case, track=track, revoked_at=None).values("root")
    return Licence.objects.filter(root__in=roots, successor=None, revoked_at=None).order_by("-id").first()


def may_see(actor: Actor, row: Licence) -> bool:
    """Whoever may act upon a licence sees it too: other agencies may suspend or revoke some types."""
    return any(authz.may(actor, verb, row, resource=LICENCE) for verb in SEEING)


def find_visible(actor: Actor, rows: QuerySet[Licence]) -> QuerySet[Licence]:
    """Of some rows those that `may_see` lets the actor see."""
    opened = Q()
    for verb in SEEING:
        opened |= Q(pk__in=authz.visible(actor, verb, rows, resource=LICENCE))
    return Licence.objects.filter(opened)


def metadata_of(row: Licence) -> dict[str, str]:
    """A record under the short names of GB/T 36903-2018."""
    kind = definition_of(row)
    code_kind, code_kind_code = metadata.HOLDER_CODES[row.holder_kind]
    facts = {
        "title": kind.title.zh,
        "type_code": kind.type_code or "",
        "number": row.number,
        "identifier": row.identifier,
        "issuer": row.issuer_name_zh,
        "issuer_code": row.issuer_code,
        "issued_on": law_day(row.issued_at).isoformat(),
        "holder": row.holder_name,
        "holder_code": row.holder_code,
        "holder_code_kind": code_kind,
        "holder_code_kind_code": code_kind_code,
        "valid_from": row.valid_from.isoformat(),
        "valid_until": row.valid_until.isoformat() if row.valid_until else metadata.ENDLESS,
        "made_at": law_time(row.issued_at).isoformat(timespec="seconds"),
    }
    own = {field.id: _exchanged(field, row.values[field.id]) for field in kind.fields if field.id in row.values}
    return metadata.short_names(facts, own)


def definition_of(row: Licence) -> LicenceType:
    """The type as it was when the licence was issued."""
    return LicenceType.model_validate(row.definition)


def life_of(row: Licence) -> rules.Life:
    past = [(datetime.fromisoformat(since), datetime.fromisoformat(until)) for since, until in row.past_suspensions]
    suspensions = [rules.Suspension(since, until) for since, until in past]
    if row.suspended_at is not None:
        until = rules.after(row.suspended_until) if row.suspended_until else None
        suspensions.append(rules.Suspension(row.suspended_at, until))
    return rules.Life(row.valid_from, row.valid_until, row.revoked_at, row.replaced_at, tuple(suspensions))


def record_of(row: Licence) -> Record:
    return Record(row.version, row.issued_at, life_of(row))


def issuer_name(row: Licence) -> Text:
    return Text(zh=row.issuer_name_zh, en=row.issuer_name_en)


def folded(row: Licence, *, at: datetime) -> tuple[Folded, ...]:
    """The permits of the same holder that this licence shows (一企一证): the newest record of each, whatever its state
    but replaced or revoked, in the order of the type's `folds`."""
    types: list[str] = row.definition.get("folds", [])
    if not types:
        return ()
    rows = Licence.objects.filter(
        holder=row.holder_id, type_id__in=types, successor=None, revoked_at=None, issued_at__lte=at
    )
    found = sorted(rows, key=lambda one: (types.index(one.type_id), one.pk))
    return tuple(
        Folded(
            title=definition_of(one).title,
            number=one.number,
            identifier=one.identifier,
            issuer=issuer_name(one),
            valid_until=one.valid_until,
            state=rules.state_at(life_of(one), at),
            token=one.token,
        )
        for one in found
    )


def view_of(row: Licence, *, now: datetime) -> LicenceView:
    """A record without the permits folded into it."""
    kind = definition_of(row)
    return LicenceView(
        id=LicenceId(row.uuid),
        type_id=row.type_id,
        title=kind.title,
        number=row.number,
        identifier=row.identifier,
        region=row.region,
        holder_name=row.holder_name,
        holder_code=_holder_code(row),
        issuer=issuer_name(row),
        fields=tuple(field_view(field, row.values[field.id]) for field in kind.fields if field.id in row.values),
        state=rules.state_at(life_of(row), now),
        issued_at=row.issued_at,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        revoked_at=row.revoked_at,
        revocation_reason=row.revocation_reason,
        revocation_basis=row.revocation_basis,
        ending=row.ending,
        version=row.version,
        cause=rules.Cause(row.cause),
        replaced_at=row.replaced_at,
        suspended_at=row.suspended_at,
        suspended_until=row.suspended_until,
        suspension_reason=row.suspension_reason,
        suspension_basis=row.suspension_basis,
        case=row.case_id,
        track=row.track,
        token=row.token,
        demo=kind.demo,
        expiry=kind.life.expiry.meaning if kind.life.expiry else None,
        origin=row.origin,
        grade=row.grade,
        source=row.source,
    )


def verification_of(row: Licence | None, *, now: datetime) -> Verification:
    """What anybody may know of a record; None gives the state `unknown`."""
    if row is None:
        return Verification(rules.State.UNKNOWN, now, None)
    kind, person = definition_of(row), row.holder_kind == "person"
    state = rules.state_at(life_of(row), now)
    revoked = row.revoked_at if state is rules.State.REVOKED else None
    suspended = row.suspended_at if state is rules.State.SUSPENDED else None
    public = PublicLicence(
        title=kind.title,
        number=row.number,
        identifier=row.identifier,
        issuer=issuer_name(row),
        holder=mask(row.holder_name, Mask.NAME) if person else row.holder_name,
        holder_code=_holder_code(row),
        fields=tuple(
            field_view(field, _covered(field, row.values[field.id]))
            for field in kind.fields
            if field.public and field.id in row.values
        ),
        issued_on=law_day(row.issued_at),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        revoked_on=law_day(revoked) if revoked else None,
        ending=row.ending if revoked else "",
        version=row.version,
        suspended_on=law_day(suspended) if suspended else None,
        suspended_until=row.suspended_until if suspended else None,
        replaced_on=law_day(row.replaced_at) if row.replaced_at and state is rules.State.REPLACED else None,
        demo=kind.demo,
        folded=folded(row, at=now),
        expiry=kind.life.expiry.meaning if kind.life.expiry and state is rules.State.EXPIRED else None,
        origin=row.origin,
        grade=row.grade,
        source=row.source,
    )
    return Verification(state, now, public)


def field_view(field: LicenceField, value: Any) -> FieldView:
    """A stored value as people read it, rows also by column."""
    return FieldView(
        id=field.id,
        title=field.title,
        value=rules.told(field, value),
        kind=field.kind,
        columns=tuple(column.title for column in field.columns),
        rows=rules.rows_of(field, value),
        column_ids=tuple(column.id for column in field.columns),
        raw=value if isinstance(value, str) else "",
        required=field.required,
    )


def _covered(field: LicenceField, value: Any) -> Any:
    how = {"name": Mask.NAME, "code": Mask.IDENTITY}.get(field.mask)
    return mask(value, how) if how else value


def _holder_code(row: Licence) -> str:
    return mask(row.holder_code, Mask.IDENTITY) if row.holder_kind == "person" else row.holder_code


def _is_token(token: str) -> bool:
    return 0 < len(token) <= TOKEN_LENGTH and token.isascii() and "\0" not in token
