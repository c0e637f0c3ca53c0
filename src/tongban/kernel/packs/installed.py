"""The library that this process works with: installed once at start by `config`, read everywhere."""

from tongban.kernel.errors import Refusal
from tongban.kernel.packs.library import Library

_LIBRARY: list[Library] = []


def install(library: Library) -> None:
    """Make `library` the one that counts from now on."""
    _LIBRARY[:] = [library]


def current() -> Library:
    """The installed library. Refuses (`kernel.packs.not_installed`) when nobody installed one."""
    if not _LIBRARY:
        raise Refusal("kernel.packs.not_installed")
    return _LIBRARY[0]
