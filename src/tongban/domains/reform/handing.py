"""Files that somebody hands in with an act of the reform office's parts."""

from collections.abc import Sequence

from tongban.kernel import evidence
from tongban.kernel.authz import Actor
from tongban.kernel.errors import Refusal
from tongban.kernel.evidence import EvidenceId

MOST_FILES = 20


def given(files: Sequence[EvidenceId], actor: Actor) -> tuple[str, ...]:
    """The ids of files that this actor gave. Refuses `reform.evidence.not_yours`, `kernel.evidence.unknown`."""
    for one in files:
        if evidence.describe(one).by != actor.label:
            raise Refusal("reform.evidence.not_yours", evidence=str(one))
    return tuple(str(one) for one in files)


def a_few_given(files: Sequence[EvidenceId], actor: Actor) -> list[str]:
    """The same, at most twenty. Refuses `reform.evidence.too_many` first."""
    if len(files) > MOST_FILES:
        raise Refusal("reform.evidence.too_many", most=MOST_FILES)
    return list(given(files, actor))
