"""Who may be registered and who may hold what. Pure: no database, no clock, no settings."""

import re
from collections.abc import Collection, Iterable
from datetime import date

from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.digests import sm3
from tongban.kernel.errors import Refusal
from tongban.kernel.identifiers import CreditCode, OrganisationCode

DUTIES = ("intake", "review", "approve", "lead", "supervise", "reform", "catalogue", "administer", "audit")
PERSON, ENTERPRISE = "person", "enterprise"
OWN = "self"
LEGAL_REPRESENTATIVE = "legal_representative"
IDENTITY_CARD = "resident_identity_card"
DOCUMENTS = (IDENTITY_CARD, "temporary_identity_card", "household_register", "residence_permit")
"""Papers by which a counter knows a person who has a citizen id number."""
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


def check_document(document: str) -> None:
    """Refuses `registry.person.document_unknown`."""
    if document not in DOCUMENTS:
        raise Refusal("registry.person.document_unknown", document=document)


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


# acting for another --------------------------------------------------------------------------------------------------

AGENT, PARENT, RELATIVE, HELPER = "agent", "parent", "relative", "helper"
DELEGABLE = ("read", "submit", "supplement", "withdraw", "confirm", "bring_tolerated", "collect", "present")
"""What one may let another do. Giving it on to a third is not among it (民法典 art. 169)."""
LONGEST_DELEGATION = 3 * 366  # days; a choice of the platform: a paper that nobody looks at again must end
CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that looks like another
CODE_LENGTH = 10
CODE_LIFETIME = 7  # days

Scope = tuple[frozenset[str] | None, frozenset[str] | None]


def narrowed(lower: tuple[Collection[str] | None, ...], upper: tuple[Collection[str] | None, ...]) -> Scope | None:
    """What is left of one scope (acts, procedures; nothing or empty: every one) within another; None: nothing."""
    acts, keys = (_both(one, other) for one, other in zip(lower, upper, strict=True))
    return None if acts == frozenset() or keys == frozenset() else (acts, keys)


def _both(one: Collection[str] | None, other: Collection[str] | None) -> frozenset[str] | None:
    if not one or not other:
        return frozenset(one or other or ()) or None
    return frozenset(one) & frozenset(other)


def acts_of_helper(acts: Collection[str], *, is_used: bool) -> list[str]:
    """One application: before it is filed a helper may only file it, and see nothing of the subject; then see it
    through, and file no other."""
    return [act for act in acts if (act == "submit") != is_used]


def clean_acts(acts: Collection[str]) -> tuple[str, ...]:
    """The acts in their usual order. Refuses `registry.delegation.{no_acts,unknown_act}`."""
    if not acts:
        raise Refusal("registry.delegation.no_acts")
    if strange := sorted(set(acts) - set(DELEGABLE)):
        raise Refusal("registry.delegation.unknown_act", acts=strange)
    return tuple(act for act in DELEGABLE if act in acts)


def check_delegation_period(since: date, until: date) -> None:
    """A paper names its last day (民法典 art. 165). Refuses `registry.{period.reversed,delegation.too_long}`."""
    check_period(since, until)
    if (until - since).days > LONGEST_DELEGATION:
        raise Refusal("registry.delegation.too_long", years=LONGEST_DELEGATION // 366)


def check_sides(kind: str, *, principal: str, agent: str | None) -> None:
    """Who may be for whom, by the kinds of the two subjects. Refuses `registry.delegation.kind_does_not_fit`.

    A relative acts for a person; a parent enterprise for its child; an agent is always a person.
    """
    wanted = {RELATIVE: (PERSON, PERSON), PARENT: (ENTERPRISE, ENTERPRISE), AGENT: (principal, PERSON)}.get(kind)
    if wanted is None or principal != wanted[0] or agent not in (None, wanted[1]):
        raise Refusal("registry.delegation.kind_does_not_fit", kind=kind)


def check_evidence(evidence: Collection[str]) -> None:
    """Refuses `registry.delegation.paper_missing`: without a log-in, a signed paper says what one wants."""
    if not evidence:
        raise Refusal("registry.delegation.paper_missing")


def clean_code(text: str) -> str:
    """A code as it was told, however it was typed."""
    return "".join(text.upper().split()).replace("-", "")


def digest_of_code(code: str) -> str:
    """What is kept of an offer's code."""
    return sm3(f"delegation {clean_code(code)}".encode())


def is_code_open(offered_on: date, *, on: date) -> bool:
    """An offer by code is taken up within a week, or made anew."""
    return (on - offered_on).days <= CODE_LIFETIME
