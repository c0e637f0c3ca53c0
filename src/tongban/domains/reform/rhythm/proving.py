"""Files that show what was done."""

from collections.abc import Iterable

from tongban.domains.reform.rhythm.rules import words
from tongban.kernel import evidence

MOST_FILES = 20


def kept_evidence(files: Iterable[str]) -> list[str]:
    """The ids of files that are kept, each once.

    Refuses `kernel.id.malformed`, `kernel.evidence.unknown` and `reform.rhythm.files` for more than twenty.
    """
    found = list(dict.fromkeys(files))
    words.require(len(found) <= MOST_FILES, "reform.rhythm.files", most=MOST_FILES)
    return [str(evidence.describe(evidence.EvidenceId.parse(one)).id) for one in found]
