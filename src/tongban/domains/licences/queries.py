"""Every read that others need."""

from datetime import date, datetime

from django.db.models import QuerySet

from tongban.domains.licences import rules
from tongban.domains.licences.answers import Dossier, FieldView, LicenceView, PublicLicence, Verification
from tongban.domains.licences.authz import LICENCE
from tongban.domains.licences.definitions import LicenceField, LicenceType
from tongban.domains.licences.ids import LicenceId
from tongban.domains.licences.models import Licence
from tongban.domains.registry import api as registry
from tongban.kernel import authz
from tongban.kernel.authz import Actor
from tongban.kernel.clock import law_day, law_time
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal
from tongban.kernel.privacy import Mask, mask

NOBODY = "\0"
TOKEN_LENGTH = 64


def get_licence(licence: LicenceId, *, actor: Actor, now: datetime) -> LicenceView:
    """A licence that the actor may see. Refuses `licences.licence.not_found` otherwise, without telling why."""
    return _view(licence_row(licence, actor=actor), now=now)


def list_licences(
    *, actor: Actor, now: datetime, before: LicenceId | None = None, limit: int = 50
) -> list[LicenceView]:
    """The licences that the actor may see, the newest first; `before` continues after the last one shown."""
    rows = authz.visible(actor, "view", Licence.objects.all(), resource=LICENCE).order_by("-issued_at", "-id")
    if before is not None:
        last = licence_row(before, actor=actor)
        rows = rows.filter(issued_at__lte=last.issued_at).exclude(issued_at=last.issued_at, id__gte=last.id)
    return [_view(row, now=now) for row in rows[:limit]]


def get_dossier(subject: registry.SubjectId, *, actor: Actor, now: datetime) -> Dossier:
    """All licences of a subject that the actor may see: its own, those of whom it represents, or as an officer."""
    who = registry.get_subject(subject)
    if who.pk not in actor.subjects and not authz.may(actor, "view", None, resource=LICENCE):
        raise Refusal("licences.dossier.not_found")
    rows = authz.visible(actor, "view", Licence.objects.filter(holder=who.pk), resource=LICENCE)
    listed = tuple(_view(row, now=now) for row in rows.order_by("-issued_at", "-id"))
    if who.pk not in actor.subjects and not listed:
        raise Refusal("licences.dossier.not_found")
    return Dossier(subject, who.name, listed)


def list_by_case(case: str, *, actor: Actor, now: datetime) -> list[LicenceView]:
    """The licences that a case led to, as far as the actor may see them, in the order of issue."""
    rows = authz.visible(actor, "view", Licence.objects.filter(case_id=case), resource=LICENCE)
    return [_view(row, now=now) for row in rows.order_by("issued_at", "id")]


def find_valid(subject: registry.SubjectId, licence_type: str, *, at: datetime) -> str | None:
    """The identifier of a licence of this type that the subject holds and that is valid at `at` (免提交), or None."""
    rows = Licence.objects.filter(holder__uuid=subject.value, type_id=licence_type).order_by("-issued_at", "-id")
    return next((row.identifier for row in rows if rules.state_at(life_of(row), at) is rules.State.VALID), None)


def find_standing(case: str, track: str) -> LicenceId | None:
    """The licence that a track of a case led to, unless it has been revoked."""
    row = Licence.objects.filter(case_id=case, track=track, revoked_at=None).order_by("-id").first()
    return LicenceId(row.uuid) if row else None


def find_expiry(subject: registry.SubjectId, licence_type: str, *, at: datetime) -> tuple[str, date] | None:
    """Identifier and last day of the licence of this type that the subject holds, valid at `at`; the one that ends
    last. None when there is none, or when it never ends."""
    rows = Licence.objects.filter(holder__uuid=subject.value, type_id=licence_type, valid_until__isnull=False)
    for row in rows.order_by("-valid_until", "-id"):
        if row.valid_until and rules.state_at(life_of(row), at) is rules.State.VALID:
            return row.identifier, row.valid_until
    return None


def verify(token: str, *, now: datetime) -> Verification:
    """What anybody who scanned the code learns. An unknown token gives the state `unknown`, never a refusal."""
    row = Licence.objects.filter(token=token).first() if _is_token(token) else None
    return _verification(row, now=now)


def verify_by_identifier(identifier: str, *, holder_name: str, now: datetime) -> Verification:
    """The same by what is printed on the licence. A wrong name and an unknown identifier get the same answer.

    Both ways cost one look-up and one comparison of fixed length, so that neither the answer nor its time tells
    whether a licence exists. The caller limits the rate.
    """
    text = identifier.strip().upper().replace(" ", "")[:160]
    row = None if "\0" in text else Licence.objects.filter(identifier=text).first()
    same = rules.same_name(holder_name, row.holder_name if row else NOBODY)
    return _verification(row if same else None, now=now)


def get_metadata(licence: LicenceId, *, actor: Actor) -> dict[str, str]:
    """The licence under the short names of GB/T 36903-2018, for exchange with other platforms."""
    row = licence_row(licence, actor=actor)
    kind = definition_of(row)
    return {
        "ZZMC": kind.title.zh,
        "ZZLXDM": kind.type_code or "",
        "ZZBH": row.number,
        "ZZBS": row.identifier,
        "ZZBFJG": row.issuer_name_zh,
        "ZZBFJGDM": row.issuer_code,
        "ZZBFRQ": law_day(row.issued_at).isoformat(),
        "CZZT": row.holder_name,
        "CZZTDM": row.holder_code,
        "CZZTDMLX": "公民身份号码" if row.holder_kind == "person" else "统一社会信用代码",
        "CZZTDMLXDM": "111" if row.holder_kind == "person" else "001",
        "ZZYXQQSRQ": row.valid_from.isoformat(),
        "ZZYXQJZRQ": row.valid_until.isoformat() if row.valid_until else "长期",
        "CJSJ": law_time(row.issued_at).isoformat(timespec="seconds"),
        **{f"KZ_{field.id}": row.values[field.id] for field in kind.fields if field.id in row.values},
    }


# rows, for this domain only ----------------------------------------------------------------------------------------


def licence_row(licence: LicenceId, *, actor: Actor | None = None, lock: bool = False) -> Licence:
    """The row; with an actor, only one that it may see. Refuses `licences.licence.not_found`."""
    rows: QuerySet[Licence] = Licence.objects.filter(uuid=licence.value)
    if actor is not None:
        rows = authz.visible(actor, "view", rows, resource=LICENCE)
    row = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if row is None:
        raise Refusal("licences.licence.not_found", id=str(licence))
    return row


def definition_of(row: Licence) -> LicenceType:
    """The type as it was when the licence was issued."""
    return LicenceType.model_validate(row.definition)


def life_of(row: Licence) -> rules.Life:
    return rules.Life(row.valid_from, row.valid_until, row.revoked_at)


def issuer_name(row: Licence) -> Text:
    return Text(zh=row.issuer_name_zh, en=row.issuer_name_en)


def _view(row: Licence, *, now: datetime) -> LicenceView:
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
        fields=tuple(_field(field, row.values[field.id]) for field in kind.fields if field.id in row.values),
        state=rules.state_at(life_of(row), now),
        issued_at=row.issued_at,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        revoked_at=row.revoked_at,
        revocation_reason=row.revocation_reason,
        revocation_basis=row.revocation_basis,
        case=row.case_id,
        track=row.track,
        token=row.token,
        demo=kind.demo,
    )


def _verification(row: Licence | None, *, now: datetime) -> Verification:
    if row is None:
        return Verification(rules.State.UNKNOWN, now, None)
    kind, person = definition_of(row), row.holder_kind == "person"
    state = rules.state_at(life_of(row), now)
    revoked = row.revoked_at if state is rules.State.REVOKED else None
    public = PublicLicence(
        title=kind.title,
        number=row.number,
        identifier=row.identifier,
        issuer=issuer_name(row),
        holder=mask(row.holder_name, Mask.NAME) if person else row.holder_name,
        holder_code=_holder_code(row),
        fields=tuple(
            _field(field, _covered(field, row.values[field.id]))
            for field in kind.fields
            if field.public and field.id in row.values
        ),
        issued_on=law_day(row.issued_at),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        revoked_on=law_day(revoked) if revoked else None,
        demo=kind.demo,
    )
    return Verification(state, now, public)


def _field(field: LicenceField, value: str) -> FieldView:
    return FieldView(field.id, field.title, rules.shown(value, field.kind), field.kind)


def _covered(field: LicenceField, value: str) -> str:
    how = {"name": Mask.NAME, "code": Mask.IDENTITY}.get(field.mask)
    return mask(value, how) if how else value


def _holder_code(row: Licence) -> str:
    return mask(row.holder_code, Mask.IDENTITY) if row.holder_kind == "person" else row.holder_code


def _is_token(token: str) -> bool:
    return 0 < len(token) <= TOKEN_LENGTH and token.isascii() and "\0" not in token
