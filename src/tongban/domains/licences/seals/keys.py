"""Private keys of trials in files of this installation, each encrypted by the one passphrase of the configuration.

The passphrase comes from TONGBAN_SEAL_PASSPHRASE (or its `_FILE`), never from the database. A seal of legal force has
its key in a device of the authorised seal system (`services`): outside a sandbox this store opens only when
TONGBAN_SEAL_KEYS=software says so.
"""

import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from tongban.kernel.errors import Refusal
from tongban.kernel.sm2 import SoftwareKey

SOFTWARE = "software"
_NAME = re.compile(r"^[a-z0-9_-]{1,80}$")
_opened: dict[tuple[Path, int], SoftwareKey] = {}
"""Keys already decrypted by this process: opening one takes a quarter of a second."""


@dataclass(frozen=True, slots=True)
class KeyStore:
    """A folder of encrypted keys, readable by its owner only."""

    folder: Path
    passphrase: str

    def create(self, name: str) -> SoftwareKey:
        """A new key under a new name. Refuses `licences.seal.key_exists`."""
        file = self._file(name)
        if file.exists():
            raise Refusal("licences.seal.key_exists", name=name)
        key = SoftwareKey.generate()
        stored = key.store(self.passphrase)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, draft = tempfile.mkstemp(dir=self.folder)  # readable by its owner only
        with os.fdopen(handle, "wb") as new:
            new.write(stored)
        Path(draft).replace(file)
        _opened[file, file.stat().st_mtime_ns] = key
        return key

    def open(self, name: str) -> SoftwareKey:
        """Refuses `licences.seal.no_key` and `kernel.key.unreadable` (another passphrase)."""
        file = self._file(name)
        try:
            place = file, file.stat().st_mtime_ns
            if place not in _opened:
                _opened[place] = SoftwareKey.load(file.read_bytes(), self.passphrase)
        except FileNotFoundError:
            raise Refusal("licences.seal.no_key", name=name) from None
        return _opened[place]

    def holds(self, name: str) -> bool:
        return self._file(name).exists()

    def remove(self, name: str) -> None:
        """Forget a key for good; a key that is gone is no mistake."""
        file = self._file(name)
        for place in [place for place in _opened if place[0] == file]:
            del _opened[place]
        file.unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        if not _NAME.match(name):
            raise ValueError(name)
        return self.folder / f"{name}.pem"


def store() -> KeyStore:
    """The key store of this installation. Refuses `licences.seal.no_software_keys`, `licences.seal.no_passphrase`."""
    if settings.SEAL_KEYS != SOFTWARE:
        raise Refusal("licences.seal.no_software_keys")
    if not settings.SEAL_PASSPHRASE:
        raise Refusal("licences.seal.no_passphrase")
    return KeyStore(Path(settings.SEAL_FOLDER), settings.SEAL_PASSPHRASE)
