"""Numbers and identifiers of licences, and how far a series reaches."""

import re
from string import Formatter

from tongban.domains.licences.definitions import LicenceType
from tongban.kernel.errors import Refusal
from tongban.kernel.identifiers import CredentialIdentifier, CreditCode

SERIAL_DIGITS = 7  # 流水号 of the identifier: the year and these
LAST_VERSION = 999


def type_code_of(kind: LicenceType) -> str:
    """Refuses `licences.type.no_code` while nobody has told the code of the type."""
    if kind.type_code is None:
        raise Refusal("licences.type.no_code", type=kind.title.zh)
    return kind.type_code


def period_of(kind: LicenceType, year: int) -> int:
    """The period whose series counts: the year, or 0 for a number that is counted on for ever."""
    return 0 if "{serial" in kind.number and "{year}" not in kind.number else year


def check_serial(kind: LicenceType, serial: int) -> None:
    """Refuses `licences.number.exhausted` when the series of this type has no number left."""
    widths = [int(spec[1]) for _, part, spec, _ in Formatter().parse(kind.number) if part == "serial" and spec]
    last = 10 ** min([SERIAL_DIGITS, *widths]) - 1
    if serial > last:
        raise Refusal("licences.number.exhausted", type=kind.title, last=last)


def number_of(kind: LicenceType, *, holder_code: str, region: str, year: int, serial: int) -> str:
    """证照编号 by the type's pattern."""
    return kind.number.format(holder_code=holder_code, region=region, year=year, serial=serial)


def serial_text(year: int, serial: int) -> str:
    """流水号 of the identifier: the year and seven digits, so that it never repeats for issuer and type."""
    return f"{year}{serial:0{SERIAL_DIGITS}d}"


def next_identifier(held: str, *, type_code: str, issuer: CreditCode) -> str | None:
    """The identifier of the next version of a record (GB/T 36904), or None when it must have a new serial because
    type or issuer have another code by now. Refuses `licences.version.exhausted` behind version 999."""
    old = CredentialIdentifier.parse(held)
    if (old.type_code, old.issuer) != (type_code, str(issuer)):
        return None
    version = int(old.version) + 1
    if version > LAST_VERSION:
        raise Refusal("licences.version.exhausted", identifier=held)
    made = CredentialIdentifier.compose(type_code=type_code, issuer=issuer, serial=old.serial, version=version)
    return str(made)


def plain_identifier(text: str) -> str:
    """What people type, as identifiers are kept."""
    return re.sub(r"\s", "", text).upper()[:160]
