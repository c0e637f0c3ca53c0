"""What can stand in a pack. Each domain declares its kinds; `config` collects them; the kernel declares its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tongban.kernel.declaration import Declaration

Identity = Callable[[Any, str], str]


def by(*attributes: str) -> Identity:
    """A document is known by these attributes of its model, joined with `@`."""

    def identity(model: Any, name: str) -> str:
        return "@".join(str(getattr(model, attribute)) for attribute in attributes)

    return identity


def by_id(model: Any, name: str) -> str:
    """A document is known by its `id`."""
    return str(model.id)


def by_file(model: Any, name: str) -> str:
    """A document is known by its path inside its folder: `clocks/setup/promise.yaml` is `clocks.setup.promise`."""
    return name


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document: its plural name, the folder (or the single `x.yaml`) it stands in, its model.

    A file holds one document, or a list of them. With `whole`, the content of the file is not a set of keys of the
    model but the value of that one field (a JSON Schema, a table of texts). `identity` says how it is known.
    A kind that `stacks` adds to what upper packs say (a region's days off stand on the country's) and never replaces.
    """

    name: str
    folder: str
    model: type[Declaration]
    suffix: str = ".yaml"
    identity: Identity = by_id
    whole: str = ""
    stacks: bool = False

    @property
    def is_file(self) -> bool:
        return self.folder.endswith(self.suffix)
