"""Licences that a test says are held, in place of the domain above."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from tongban.domains.cases import credentials
from tongban.domains.cases.credentials import Credential
from tongban.domains.registry import api as registry


@contextmanager
def held(
    by_type: Mapping[str, str], *, holder: registry.SubjectId | None = None, lost: frozenset[str] = frozenset()
) -> Iterator[None]:
    """Everybody (or only `holder`) holds these: type to identifier. Those in `lost` are known and may not be used."""
    types = {identifier: name for name, identifier in by_type.items()}
    asked: list[registry.SubjectId] = []

    def find(subject: registry.SubjectId, licence_type: str, *, at: datetime) -> str | None:
        asked.append(subject)
        found = by_type.get(licence_type)
        return found if found not in lost and holder in (None, subject) else None

    def read(reference: str, *, at: datetime) -> Credential | None:
        whose = holder or (asked[-1] if asked else None)
        if reference not in types or whose is None:
            return None
        return Credential(reference, types[reference], whose, reference not in lost)

    before = credentials._find[0], credentials._read[0]
    credentials.provide_credentials(find, read)
    try:
        yield
    finally:
        credentials.provide_credentials(*before)
