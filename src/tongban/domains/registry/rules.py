"""Who may be registered and who may hold what. Pure: no database, no clock, no settings."""

import re
from collections.abc import Collection, Iterable
from datetime import date

from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.digests import sm3
from tongban.kernel.errors import Refusal
from tongban.kernel.identifiers import CreditCode, OrganisationCode

DUTIES = ("intake", "review", "approve", "lead", "supervise", "reform", "administer", "audit")
PERSON, ENTERPRISE = "person", "enterprise"
OWN = "self"
KEY_SIGN = "tongban_"  # lets scanners of leaked secrets recognise a key
LONGEST_TOKEN = 366  # days

_MARKET_REGULATION = "9"
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # those a credit code may have
_KINDS = "1239"  # enterprise, household business, farmers' cooperative, other (GB 32100 for department 9)
_SERIALS = len(_SIGNS) ** 4 // len(_KINDS)
_USERNAME = re.compile(r"[\w.@+-]{2,150}")
_PHONE = re.compile(r"(?:\+?86)?1[3-9]\d{9}|0\d{2,3}-?\d{7,8}")


def require_duty(actor: Actor, *duties: str, region: str | None = None) -> None:
    """Refuses `kernel.authz.denied` unless the actor carries one of the duties (over the region, when one is given).

    The system itself may: it acts only inside a command that has been allowed, or at set-up.
    """
    if actor != SYSTEM and not any(actor.holds(duty, region=region) for duty in duties):
        raise Refusal("kernel.authz.denied", duties=list(duties), region=region or "")


def check_period(since: date, until: date | None) -> None:
    """Refuses `registry.period.reversed`."""
    if until is not None and until < since:
        raise Refusal("registry.period.reversed", since=since, until=until)


def overlaps(periods: Iterable[tuple[date, date | None]], since: date, until: date | None) -> bool:
    """Whether a period shares a day with one of the given ones (both ends included, None is open)."""
    return any((until is None or start <= until) and (end is None or since <= end) for start, end in periods)


def check_duties(duties: Collection[str]) -> tuple[str, ...]:
    """The duties in their usual order. Refuses `registry.post.no_duties`, `registry.post.unknown_duty`."""
    if not duties:
        raise Refusal("registry.post.no_duties")
    if strange := sorted(set(duties) - set(DUTIES)):
        raise Refusal("registry.post.unknown_duty", duties=strange)
    return tuple(duty for duty in DUTIES if duty in duties)


def clean_username(text: str) -> str:
    """Refuses `registry.account.username_malformed`: 2 to 150 letters, digits, or . @ + - _."""
    username = text.strip()
    if not _USERNAME.fullmatch(username):
        raise Refusal("registry.account.username_malformed", given=text[:40])
    return username


def clean_name(text: str, *, code: str, longest: int) -> str:
    """A name without blanks around it or doubled inside it. Refuses with `code` when it is empty or too long."""
    name = " ".join(text.split())
    if not name or len(name) > longest or not name.isprintable():
        raise Refusal(code, longest=longest)
    return name


def clean_phone(text: str) -> str:
    """A mainland mobile or fixed number, digits only; empty stays empty. Refuses `registry.person.phone_malformed`."""
    phone = re.sub(r"[\s()]", "", text)
    if phone and not _PHONE.fullmatch(phone):
        raise Refusal("registry.person.phone_malformed")
    return phone


def check_legal_representative(kind: str) -> None:
    """Only a natural person represents an enterprise. Refuses `registry.enterprise.representative_not_a_person`."""
    if kind != PERSON:
        raise Refusal("registry.enterprise.representative_not_a_person")


def check_representation(role: str, *, subject_kind: str, is_staff: bool) -> None:
    """Refuses `registry.representation.{role_does_not_fit,staff}`.

    A person is represented by itself, an enterprise by its representative or an agent. Staff accounts act for the
    authority only; an officer applies with an account of his own.
    """
    if is_staff:
        raise Refusal("registry.representation.staff")
    if (role == OWN) != (subject_kind == PERSON):
        raise Refusal("registry.representation.role_does_not_fit", role=role)


def compose_credit_code(region: str, *, kind: str, serial: int) -> CreditCode:
    """The credit code of the `serial`-th body of a kind (1 enterprise … 9 other) registered in a region.

    Eight signs of the organisation code: M, three for the region's last four digits, four for kind and serial; both
    check characters are computed. Refuses `registry.enterprise.codes_exhausted`.
    """
    if serial >= _SERIALS:
        raise Refusal("registry.enterprise.codes_exhausted", region=region)
    body = "M" + _in_signs(int(region[2:6]), 3) + _in_signs(serial * len(_KINDS) + _KINDS.index(kind), 4)
    organisation = str(OrganisationCode.compose(body))
    return CreditCode.compose(department=_MARKET_REGULATION, kind=kind, region=region[:6], organisation=organisation)


def _in_signs(number: int, width: int) -> str:
    text = ""
    for _ in range(width):
        number, rest = divmod(number, len(_SIGNS))
        text = _SIGNS[rest] + text
    return text


def looks_like_token(secret: str) -> bool:
    """Whether a text can be the secret of a key at all."""
    return secret.startswith(KEY_SIGN) and len(secret) <= 100 and secret.isascii()


def digest_of_secret(secret: str) -> str:
    """What is kept of a key's secret."""
    return sm3(secret.encode())
