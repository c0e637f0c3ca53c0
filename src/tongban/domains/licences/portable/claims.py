"""A licence as claims: what is always told, what the holder may choose to show, and how both are called."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from tongban.domains.licences import rules
from tongban.domains.licences.answers import FieldView
from tongban.domains.licences.definitions import LicenceType
from tongban.domains.licences.models import Licence
from tongban.domains.licences.portable import addresses
from tongban.domains.licences.portable.sdjwt import Path
from tongban.domains.licences.queries import definition_of, issuer_name
from tongban.kernel.clock import law_day, midnight
from tongban.kernel.declaration import Text

LIFE = timedelta(days=365)
"""The longest life of a credential. The licence may live for ever; a key on a phone should not."""
FIELDS = "fields"
DAYS = frozenset({"issued_on", "valid_from", "valid_until"})
LABELS: dict[str, Text] = {
    "identifier": Text(zh="电子证照标识", en="Licence identifier"),
    "number": Text(zh="证照编号", en="Number"),
    "holder_name": Text(zh="持证主体", en="Holder"),
    "holder_code": Text(zh="持证主体代码", en="Code of the holder"),
    "issuing_authority": Text(zh="颁发机构", en="Issued by"),
    "issued_on": Text(zh="颁发日期", en="Issued on"),
    "valid_from": Text(zh="有效期自", en="Valid from"),
    "valid_until": Text(zh="有效期至", en="Valid until"),
}
"""What every licence says, in the order of showing; each can be shown or not."""


def claims_of(row: Licence) -> dict[str, Any]:
    """What the licence says, as claims: the common ones at the top, those of its type under `fields`."""
    common = {
        "identifier": row.identifier,
        "number": row.number,
        "holder_name": row.holder_name,
        "holder_code": row.holder_code,
        "issuing_authority": issuer_name(row).zh,
        "issued_on": law_day(row.issued_at).isoformat(),
        "valid_from": row.valid_from.isoformat(),
        "valid_until": row.valid_until.isoformat() if row.valid_until else "长期",
    }
    known = {field.id: row.values[field.id] for field in definition_of(row).fields if field.id in row.values}
    return {**common, FIELDS: known}


def hidden_of(claims: Mapping[str, Any]) -> tuple[Path, ...]:
    """The paths of everything that the holder chooses whether to show."""
    return (*((name,) for name in LABELS if name in claims), *((FIELDS, name) for name in claims[FIELDS]))


def ends_of(row: Licence, *, now: datetime) -> datetime:
    """When a credential issued now ends: with the licence's last day, a year at most."""
    latest = now + LIFE
    if row.valid_until is None:
        return latest
    return min(latest, midnight(row.valid_until + timedelta(days=1)))


def type_metadata(kind: LicenceType, *, region: str) -> dict[str, Any]:
    """What wallets and verifiers show for a type (SD-JWT VC type metadata): its name and that of each claim."""
    names: dict[Path, Text] = {(name,): label for name, label in LABELS.items()}
    names |= {(FIELDS, field.id): field.title for field in kind.fields}
    return {
        "vct": addresses.licence_type(region, kind.id),
        "name": kind.title.zh,
        "description": kind.basis or kind.title.en,
        "display": [{"locale": locale, "name": name} for locale, name in _both(kind.title)],
        "claims": [
            {
                "path": list(path),
                "sd": "always",
                "display": [{"locale": locale, "label": label} for locale, label in _both(title)],
            }
            for path, title in names.items()
        ],
    }


def _both(text: Text) -> tuple[tuple[str, str], ...]:
    return ("zh-CN", text.zh), ("en", text.en)


def label_of(path: Path, kind: LicenceType) -> Text:
    """What a claim is called; an unknown one is called by its name."""
    if path[0] != FIELDS:
        return LABELS.get(path[0], Text(zh=path[0], en=path[0]))
    titles = {field.id: field.title for field in kind.fields}
    return titles.get(path[-1], Text(zh=path[-1], en=path[-1]))


def values_of(claims: Mapping[str, Any], kind: LicenceType) -> dict[Path, Any]:
    """The claims that were shown by their path, in the order of the licence."""
    own = claims.get(FIELDS, {})
    common: dict[Path, Any] = {(name,): claims[name] for name in LABELS if name in claims}
    return common | {(FIELDS, field.id): own[field.id] for field in kind.fields if field.id in own}


def shown_fields(claims: Mapping[str, Any], kind: LicenceType) -> tuple[FieldView, ...]:
    """What was shown, in words."""
    return tuple(
        FieldView(".".join(path), label_of(path, kind), told(path, value, kind), "text")
        for path, value in values_of(claims, kind).items()
    )


def told(path: Path, value: Any, kind: LicenceType) -> str:
    """A claim as people read it."""
    field = next((one for one in kind.fields if path == (FIELDS, one.id)), None)
    if field is not None:
        return rules.told(field, value)
    return rules.shown(str(value), "date") if path[0] in DAYS else str(value)
