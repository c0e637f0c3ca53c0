"""The library that this process works with: given once at start by `config`, read everywhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from tongban.kernel.errors import Refusal
from tongban.kernel.packs.library import Library

_LIBRARY: list[Library] = []
_READERS: list[Callable[[], Library]] = []


def install(library: Library) -> None:
    """Make `library` the one that counts from now on."""
    _LIBRARY[:] = [library]


def install_later(read: Callable[[], Library]) -> None:
    """Say how to read the library when somebody first asks for it, so that a command that needs none does not wait."""
    _READERS[:] = [cache(read)]
    _LIBRARY.clear()


def current() -> Library:
    """The installed library. Refuses (`kernel.packs.not_installed`) when nobody said where to find one."""
    if not _LIBRARY and _READERS:
        _LIBRARY[:] = [_READERS[0]()]
    if not _LIBRARY:
        raise Refusal("kernel.packs.not_installed")
    return _LIBRARY[0]


@contextmanager
def kept() -> Iterator[None]:
    """What is installed inside the block ends with it: for tests that bring a library of their own."""
    library, readers = tuple(_LIBRARY), tuple(_READERS)
    try:
        yield
    finally:
        _LIBRARY[:], _READERS[:] = library, readers
