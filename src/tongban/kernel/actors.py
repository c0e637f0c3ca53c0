"""Who acts: a plain value that commands, rules and the policy can read without a database."""

from dataclasses import dataclass

from tongban.kernel.declaration import Language


@dataclass(frozen=True, slots=True)
class PostGrant:
    """A post that the actor holds now: what duties it carries, for which agency, over which regions."""

    post_id: int
    agency_id: int
    region: str
    regions: frozenset[str]
    """The agency's region and everything below it."""
    duties: frozenset[str]


@dataclass(frozen=True, slots=True)
class Actor:
    """An account at one instant, with everything that decides what it may do.

    `account_id` is the account's row (None: not a person). `label` is what events record: an id such as
    `account_<uuid>`, never a name, because events are kept for ever. `subjects` are the rows of the persons and
    organisations it may act for. Built by the domain that keeps accounts; two fixed actors are below.
    """

    account_id: int | None
    label: str
    subjects: frozenset[int] = frozenset()
    posts: tuple[PostGrant, ...] = ()
    language: Language = "zh"

    def __str__(self) -> str:
        return self.label

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


SYSTEM = Actor(account_id=None, label="system")
ANONYMOUS = Actor(account_id=None, label="anonymous")
