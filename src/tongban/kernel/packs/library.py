"""All packs together, and what one of them sees when it looks down its chain of needs.

The overlay is explicit: a pack stands on the packs it `needs`, nearest first. A document of a lower pack (a city's,
a district's) replaces the whole document of the same kind and identity of an upper pack, and only when it says
`overrides`. Nothing is ever merged.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from tongban.kernel.calendar import Notice
from tongban.kernel.errors import Refusal
from tongban.kernel.packs.declarations import CalendarDeclaration, ParameterDeclaration
from tongban.kernel.packs.documents import Document, Pack
from tongban.kernel.packs.kinds import Kind
from tongban.kernel.packs.problems import Problem
from tongban.kernel.packs.read import find_packs, read_pack
from tongban.kernel.parameters import Dated, Parameter


class UnknownPack(LookupError):
    """A pack was asked for that is not in the library."""


class View:
    """What a pack sees: its own documents and those of the packs it stands on, the nearest first."""

    def __init__(self, pack: Pack, chain: Sequence[Pack]) -> None:
        self.pack, self.chain = pack, tuple(chain)

    @cached_property
    def _documents(self) -> Mapping[str, Mapping[str, Document]]:
        found: dict[str, dict[str, Document]] = {}
        for pack in reversed(self.chain):
            for document in pack.documents:
                known = found.setdefault(document.kind, {})
                if document.id not in known or document.overrides:
                    known[document.id] = document
        return found

    def documents(self, kind: str) -> Iterable[Document]:
        """Every document of a kind that counts here, by identity."""
        found = self._documents.get(kind, {})
        return [found[key] for key in sorted(found)]

    def document(self, kind: str, key: str) -> Document | None:
        return self._documents.get(kind, {}).get(key)

    def find(self, kind: str, key: str) -> Any | None:
        """The declaration of a kind with this identity, or None."""
        document = self.document(kind, key)
        return document.model if document else None

    def list(self, kind: str) -> tuple[Any, ...]:
        """Every declaration of a kind that counts here, by identity."""
        return tuple(document.model for document in self.documents(kind))

    def origin(self, kind: str, key: str) -> str:
        """The id of the pack whose document counts here. Raises LookupError for an unknown document."""
        document = self.document(kind, key)
        if document is None:
            raise LookupError(f"{kind} {key}")
        return document.pack

    def history(self, kind: str, key: str) -> tuple[Document, ...]:
        """Every document of the chain with this identity, nearest first: what was replaced stays visible."""
        return tuple(one for pack in self.chain for one in pack.list(kind) if one.id == key)

    def text(self, code: str, language: str) -> str:
        """A text of the packs' `strings`; an unknown code is shown as itself."""
        wanted = "en" if language.startswith("en") else "zh"
        for pack in self.chain:
            for document in pack.list("strings"):
                if document.id == wanted and code in document.model.texts:
                    return str(document.model.texts[code])
        return code

    def notices(self) -> tuple[Notice, ...]:
        """The days off of every year that the chain knows, for `kernel.calendar.build`. A faulty one is left out."""
        found = ((pack.manifest.region, document) for pack in self.chain for document in pack.list("calendar"))
        return tuple(notice for region, document in found if (notice := notice_of(document, region)) is not None)

    @cached_property
    def parameters(self) -> Mapping[str, Parameter]:
        """The dated parameters by name. One that cannot be built is absent here and a problem of its pack."""
        built = ((one.id, parameter_of(one)) for one in self.documents("parameters"))
        return {name: parameter for name, parameter in built if parameter is not None}

    def parameter(self, name: str) -> Parameter:
        """A dated parameter. Raises LookupError for an unknown name; its `.on(day)` raises `NotInForce`."""
        found = self.parameters.get(name)
        if found is None:
            raise LookupError(f"no parameter {name!r} in {self.pack.id}")
        return found


def notice_of(document: Document, region: str | None) -> Notice | None:
    """The kernel's notice of a document; None when its days contradict each other (its checks say so)."""
    one: CalendarDeclaration = document.model
    try:
        return one.notice(region)
    except Refusal:
        return None


def parameter_of(document: Document) -> Parameter | None:
    """The kernel's parameter of a document; None when its dates do not rise (its checks say so)."""
    declared: ParameterDeclaration = document.model
    history = tuple(
        Dated(since, one.value, one.source, one.published, one.applies_from, one.note or None)
        for since, one in declared.values.items()
    )
    for days in ([one.since for one in history], [one.begins for one in history]):
        if days != sorted(set(days)):
            return None
    return Parameter(document.id, declared.unit, history, declared.statute)


class Library:
    """Every pack that could be read, and every mistake that reading found."""

    def __init__(self, packs: Iterable[Pack], *, problems: Iterable[Problem] = ()) -> None:
        self.packs: Mapping[str, Pack] = {pack.id: pack for pack in packs}
        self.problems = tuple(problems)
        self._views: dict[str, View] = {}

    @classmethod
    def read(cls, root: Path, kinds: Sequence[Kind]) -> "Library":
        """Read every pack under `root`. Never raises for what stands in a pack."""
        packs, problems = [], []
        for folder in find_packs(root):
            pack, found = read_pack(folder, kinds, root=root)
            problems += found
            if pack is not None:
                packs.append(pack)
        return cls(packs, problems=problems)

    def chain(self, pack_id: str) -> tuple[Pack, ...]:
        """The pack and what it stands on, nearest first. A missing or circling need is left out (a check tells)."""
        if pack_id not in self.packs:
            raise UnknownPack(pack_id)
        order: list[str] = []
        self._walk(pack_id, order, ())
        return tuple(self.packs[name] for name in order)

    def _walk(self, pack_id: str, order: list[str], above: tuple[str, ...]) -> None:
        if pack_id in above or pack_id not in self.packs:
            return
        if pack_id in order:
            order.remove(pack_id)
        order.append(pack_id)
        for need in self.packs[pack_id].manifest.needs:
            self._walk(need, order, (*above, pack_id))

    def view(self, pack_id: str) -> View:
        """What a pack sees. Raises `UnknownPack`."""
        if pack_id not in self._views:
            chain = self.chain(pack_id)
            self._views[pack_id] = View(chain[0], chain)
        return self._views[pack_id]

    def of_region(self, region: str) -> Pack | None:
        """The pack that is written for exactly this region code."""
        return next((pack for pack in self if pack.manifest.region == region), None)

    def __iter__(self) -> Iterator[Pack]:
        """Packs in an order in which each comes after those it needs."""
        told: set[str] = set()
        for pack_id in sorted(self.packs):
            for pack in reversed(self.chain(pack_id)):
                if pack.id not in told:
                    told.add(pack.id)
                    yield pack

    def __len__(self) -> int:
        return len(self.packs)
