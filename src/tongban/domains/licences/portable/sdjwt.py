"""Selective disclosure (SD-JWT, RFC 9901): hiding claims, showing some of them, reading what was shown. Pure.

A hidden claim leaves only a digest in what the issuer signed; the claim itself travels beside it as a *disclosure*
`base64url([salt, name, value])`. A presentation is `<issuer's token>~<disclosure>~…~<key binding token>`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tongban.domains.licences.portable import jose
from tongban.domains.licences.portable.jose import Malformed
from tongban.kernel.errors import Refusal

DIGESTS, ELEMENT, HASH = "_sd", "...", "_sd_alg"
SHA256 = "sha-256"
KEY_BINDING = "kb+jwt"
MOST, DEEPEST = 200, 16
"""Disclosures in one presentation, and levels of claims inside claims: more is no licence."""

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Presentation:
    """A presentation taken apart; `binding` is empty when no key was bound. Nothing in it is believed yet."""

    issued: str
    disclosures: tuple[str, ...]
    binding: str = ""

    @property
    def unbound(self) -> str:
        """Everything before the key binding token: what `sd_hash` is the digest of."""
        return "~".join((self.issued, *self.disclosures, ""))

    @property
    def text(self) -> str:
        return self.unbound + self.binding


def split(text: str) -> Presentation:
    """Take a presentation apart. Refuses `licences.credential.unreadable`."""
    if len(text) > jose.LONGEST or not text.isascii():
        raise Refusal("licences.credential.unreadable")
    issued, *disclosures = text.split("~")
    if not disclosures or len(disclosures) > MOST + 1 or "" in disclosures[:-1] or not issued:
        raise Refusal("licences.credential.unreadable")
    return Presentation(issued, tuple(disclosures[:-1]), disclosures[-1])


# hiding ---------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Hidden:
    """A payload with digests in place of claims, and the disclosures of these claims by their path."""

    payload: dict[str, Any]
    disclosures: dict[Path, str] = field(default_factory=dict)


def hide(claims: Mapping[str, Any], hidden: Collection[Path], *, salt: Callable[[], str], decoys: int = 0) -> Hidden:
    """Replace the claims at these paths (of one or two names) by digests. `salt` gives 128 random bits as text.

    `decoys` digests of nothing go into each place, so that nobody counts what is not shown (RFC 9901 section 4.2.5).
    Digests stand in alphabetical order: the order of the claims tells nothing.
    """
    found = Hidden({HASH: SHA256, **{name: value for name, value in claims.items() if (name,) not in hidden}})
    for path in sorted(hidden):
        place = found.payload if len(path) == 1 else found.payload[path[0]]
        if path[:-1]:  # the claims of the caller stay as they are
            place = found.payload[path[0]] = dict(place)
            value = place.pop(path[1])
        else:
            value = claims[path[0]]
        disclosure = jose.encode(jose.to_json([salt(), path[-1], value]))
        found.disclosures[path] = disclosure
        place.setdefault(DIGESTS, [])
        place[DIGESTS] = sorted((*place[DIGESTS], jose.digest(disclosure)))
    for place in (found.payload, *(value for value in found.payload.values() if isinstance(value, dict))):
        if DIGESTS in place:
            place[DIGESTS] = sorted((*place[DIGESTS], *(jose.digest(salt()) for _ in range(decoys))))
    return found


def show(issued: str, disclosures: Mapping[Path, str], chosen: Collection[Path]) -> Presentation:
    """The presentation of the chosen claims, not bound yet. A path that is not there is left out."""
    return Presentation(issued, tuple(text for path, text in disclosures.items() if path in chosen))


def paths_of(presentation: Presentation) -> dict[Path, str]:
    """The disclosures by the path of their claim, for a wallet that holds all of them. Raises Malformed."""
    payload = jose.read(presentation.issued).payload
    own = {jose.digest(text): (str(_parts(text)[-2]), text) for text in presentation.disclosures}
    found: dict[Path, str] = {}
    for prefix, place in ((), payload), *(((name,), value) for name, value in payload.items()):
        if isinstance(place, Mapping):
            named = (own[one] for one in place.get(DIGESTS, ()) if one in own)
            found |= {(*prefix, name): text for name, text in named}
    return found


def bind(
    presentation: Presentation,
    key: jose.Key,
    *,
    audience: str,
    nonce: str,
    at: datetime,
    more: Mapping[str, Any] | None = None,
) -> Presentation:
    """Sign for whom, for which question and when the presentation is made, with the key that the issuer named."""
    payload = {
        "iat": int(at.timestamp()),
        "aud": audience,
        "nonce": nonce,
        "sd_hash": jose.digest(presentation.unbound),
        **(more or {}),
    }
    signed = jose.sign({"typ": KEY_BINDING}, payload, key)
    return Presentation(presentation.issued, presentation.disclosures, signed)


# reading --------------------------------------------------------------------------------------------------------------


def reveal(payload: Mapping[str, Any], disclosures: Sequence[str]) -> dict[str, Any]:
    """The claims of a signed payload with what the disclosures show (RFC 9901 section 7.1).

    Refuses `licences.credential.{disclosure_malformed,disclosed_twice,digest_twice,disclosure_foreign,claim_taken,
    digests_unknown}`.
    """
    if payload.get(HASH, SHA256) != SHA256:
        raise Refusal("licences.credential.digests_unknown")
    texts: dict[str, list[Any]] = {}
    for text in disclosures:
        try:
            parts = _parts(text)
        except Malformed:
            raise Refusal("licences.credential.disclosure_malformed") from None
        if texts.setdefault(jose.digest(text), parts) is not parts:
            raise Refusal("licences.credential.disclosed_twice")
    reader = _Reader(texts)
    claims = reader.object({name: value for name, value in payload.items() if name != HASH}, 0)
    if texts.keys() - reader.seen:
        raise Refusal("licences.credential.disclosure_foreign")
    return claims


def _parts(disclosure: str) -> list[Any]:
    """`[salt, name, value]`, or `[salt, value]` of an element of a list. Raises Malformed."""
    parts = jose.from_json(jose.decode(disclosure))
    if not isinstance(parts, list) or len(parts) not in (2, 3):
        raise Malformed("not a disclosure")
    if not isinstance(parts[0], str) or (len(parts) == 3 and not isinstance(parts[1], str)):
        raise Malformed("not a disclosure")
    return parts


@dataclass(slots=True)
class _Reader:
    """Puts disclosed claims into their places. `seen` are the digests met so far: each may stand once."""

    texts: Mapping[str, list[Any]]
    seen: set[str] = field(default_factory=set)

    def value(self, value: Any, depth: int) -> Any:
        if depth > DEEPEST:
            raise Refusal("licences.credential.unreadable")
        if isinstance(value, Mapping):
            return self.object(value, depth)
        if isinstance(value, list):
            return [one for element in value for one in self.element(element, depth)]
        return value

    def object(self, given: Mapping[str, Any], depth: int) -> dict[str, Any]:
        if ELEMENT in given:
            raise Refusal("licences.credential.unreadable")
        found = {name: self.value(value, depth + 1) for name, value in given.items() if name != DIGESTS}
        digests = given.get(DIGESTS, [])
        if not isinstance(digests, list) or not all(isinstance(one, str) for one in digests):
            raise Refusal("licences.credential.unreadable")
        for one in digests:
            parts = self.take(one, 3)
            if parts is None:
                continue
            _, name, value = parts
            if name in found or name in (DIGESTS, ELEMENT):
                raise Refusal("licences.credential.claim_taken", name=name)
            found[name] = self.value(value, depth + 1)
        return found

    def element(self, given: Any, depth: int) -> list[Any]:
        """One element of a list; a hidden one that was not shown is not there."""
        if not (isinstance(given, Mapping) and set(given) == {ELEMENT}):
            return [self.value(given, depth + 1)]
        if not isinstance(given[ELEMENT], str):
            raise Refusal("licences.credential.unreadable")
        parts = self.take(given[ELEMENT], 2)
        return [] if parts is None else [self.value(parts[1], depth + 1)]

    def take(self, digest: str, length: int) -> list[Any] | None:
        """The disclosure with this digest, if it was shown. Refuses a digest that stands in two places."""
        if digest in self.seen:
            raise Refusal("licences.credential.digest_twice")
        self.seen.add(digest)
        parts = self.texts.get(digest)
        if parts is not None and len(parts) != length:
            raise Refusal("licences.credential.disclosure_malformed")
        return parts
