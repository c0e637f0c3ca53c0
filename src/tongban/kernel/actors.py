"""Who acts: a plain value that commands, rules and the policy can read without a database."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from tongban.kernel.declaration import Language

OWN = "self"
"""The kind of the grant that everybody has for the person that he is."""


@dataclass(frozen=True, slots=True)
class PostGrant:
    """A post that the actor holds now: what duties it carries, for which agency, over which regions."""

    post_id: int
    agency_id: int
    region: str
    regions: frozenset[str]
    """The agency's region and everything below it."""
    duties: frozenset[str]
    in_place_of: str = ""
    """The label of the account whose post this is, when the actor only holds it in another's place."""


@dataclass(frozen=True, slots=True)
class Grant:
    """For whom the actor may act: a person or an organisation (`subject` its row, `label` its id), and how far.

    `kind` says by what right (`self`: it is the actor's own person), `basis` names the record of it, if there is one.
    `acts` are the verbs in scope and `keys` the kinds of matter (None: every one); `only` ties the grant to one thing
    by its id. The grant counts until the end of the day `until` (None: open).
    """

    subject: int
    label: str
    kind: str = OWN
    basis: str = ""
    acts: frozenset[str] | None = None
    keys: frozenset[str] | None = None
    only: str = ""
    until: date | None = None

    def covers(self, act: str, *, key: str = "", thing: str = "") -> bool:
        """Whether the act is in scope. Without `key` or `thing`: for some kind of matter, for some thing."""
        return (
            (self.acts is None or act in self.acts)
            and (not key or self.keys is None or key in self.keys)
            and (not thing or not self.only or self.only == thing)
        )


@dataclass(frozen=True, slots=True)
class Signature:
    """How an act is signed in the log: the account, in whose place, for which subject, as what, by which record.

    One line of ids (`account_1 for subject_2 as relative by delegation_3`); whoever acts for himself signs with his
    label alone.
    """

    account: str
    in_place_of: str = ""
    subject: str = ""
    role: str = ""
    basis: str = ""

    def __str__(self) -> str:
        parts = (("in_place_of", self.in_place_of), ("for", self.subject), ("as", self.role), ("by", self.basis))
        return " ".join([self.account, *(f"{word} {value}" for word, value in parts if value)])

    @property
    def accounts(self) -> frozenset[str]:
        """Every account that answers for the act: the one that acted, and the one in whose place."""
        return frozenset({self.account, self.in_place_of} - {""})

    @classmethod
    def parse(cls, text: str) -> Self:
        """What `str` wrote. A text of another shape is an account of that name."""
        account, *rest = text.split(" ")
        told = dict(zip(rest[::2], rest[1::2], strict=False))
        if len(rest) % 2 or not told.keys() <= {"in_place_of", "for", "as", "by"}:
            return cls(text)
        return cls(
            account,
            in_place_of=told.get("in_place_of", ""),
            subject=told.get("for", ""),
            role=told.get("as", ""),
            basis=told.get("by", ""),
        )


def accounts_in(signatures: Iterable[str]) -> frozenset[str]:
    """Every account that answers for one of the acts so signed."""
    return frozenset(account for text in signatures for account in Signature.parse(text).accounts)


@dataclass(frozen=True, slots=True)
class Actor:
    """An account at one instant, with everything that decides what it may do.

    `account_id` is the account's row (None: not a person). `label` is what events record: an id such as
    `account_<uuid>`, never a name, because events are kept for ever. `grants` say for whom it may act. `same_as` are
    the labels of other accounts that count as this one when the same hands must not do two things: those of the same
    natural person, and those in whose place it acts. `ties` are the rows of subjects whose matters it must not judge:
    its own person, and whoever that person represents or acts for. Built by the domain that keeps accounts; two fixed
    actors are below.
    """

    account_id: int | None
    label: str
    grants: tuple[Grant, ...] = ()
    posts: tuple[PostGrant, ...] = ()
    same_as: frozenset[str] = frozenset()
    ties: frozenset[int] = frozenset()
    language: Language = "zh"

    def __str__(self) -> str:
        return self.label

    @property
    def subjects(self) -> frozenset[int]:
        """The rows of the subjects about whom the actor may read everything: not those of one kind of matter only."""
        whole = (grant for grant in self.grants if grant.covers("read") and grant.keys is None and not grant.only)
        return frozenset(grant.subject for grant in whole)

    @property
    def duties(self) -> frozenset[str]:
        return frozenset(duty for post in self.posts for duty in post.duties)

    def holds(self, duty: str, *, agency: int | None = None, region: str | None = None) -> bool:
        """Whether some post carries the duty, for that agency and over that region when they are given."""
        return any(
            duty in post.duties
            and (agency is None or post.agency_id == agency)
            and (region is None or region in post.regions)
            for post in self.posts
        )

    def agencies_with(self, *duties: str) -> frozenset[int]:
        """The agencies for which the actor carries one of the duties."""
        return frozenset(post.agency_id for post in self.posts if post.duties & set(duties))

    def regions_with(self, *duties: str) -> frozenset[str]:
        """The regions (with those below) over which the actor carries one of the duties."""
        return frozenset(region for post in self.posts if post.duties & set(duties) for region in post.regions)

    def grant_for(self, subject: int, act: str, *, key: str = "", thing: str = "") -> Grant | None:
        """The grant by which the actor may do the act for the subject: its own before any other."""
        fitting = (one for one in self.grants if one.subject == subject and one.covers(act, key=key, thing=thing))
        return min(fitting, key=lambda one: (one.kind != OWN, bool(one.basis)), default=None)

    def signed_for(self, grant: Grant | None) -> str:
        """How an act under this grant is signed: both who acts and for whom, unless it is the actor's own person."""
        if grant is None or grant.kind == OWN:
            return self.label
        return str(Signature(self.label, subject=grant.label, role=grant.kind, basis=grant.basis))

    def signed_at(self, agency: int, duty: str = "") -> str:
        """How an official act at an agency is signed: also in whose place, when only such a post carries the duty."""
        posts = [one for one in self.posts if one.agency_id == agency and (not duty or duty in one.duties)]
        if not posts or not all(one.in_place_of for one in posts):
            return self.label
        return str(Signature(self.label, in_place_of=posts[0].in_place_of))

    def only_posts(self) -> "Actor":
        """The same at work only: what it may do for anybody opens nothing. Who it is stays."""
        return replace(self, grants=())

    def only_grants(self) -> "Actor":
        """The same as somebody who asks only: no post opens anything. Who it is stays."""
        return replace(self, posts=())


SYSTEM = Actor(account_id=None, label="system")
ANONYMOUS = Actor(account_id=None, label="anonymous")
