"""What an edit makes wrong: the checks of packs, run over the pack with the edit, told field by field."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tongban.domains.catalogue import checks, editing
from tongban.domains.catalogue.editing import Edit
from tongban.kernel.packs import Check, Library, Scope, integrity
from tongban.kernel.packs.checks import Finding

PACKS_ONLY = frozenset({"every_procedure_has_a_story", "replacements_are_declared", "needed_packs_agree"})
"""What a pack must be and an edit over it need not: a worked example belongs to the pack that first says the item."""
CHECKS: tuple[Check, ...] = tuple(one for one in (*integrity.CHECKS, *checks.CHECKS) if one.name not in PACKS_ONLY)


@dataclass(frozen=True, slots=True)
class DraftFinding:
    """What is wrong in a draft: in which field (as `Edit.fields` names it; empty: elsewhere), by which check."""

    field: str
    check: str
    rule: str
    what: str
    mend: str


def findings(library: Library, *, pack: str, key: str, edit: Edit, since: date) -> tuple[DraftFinding, ...]:
    """Everything that is wrong with the edit and was not wrong without it, up to the grade that the pack claims."""
    over = editing.overlay(library, pack=pack, key=key, edit=edit, since=since)
    known = set(_found(library, pack))
    return tuple(dict.fromkeys(one for one in _found(over, pack) if one not in known))


def _found(library: Library, pack: str) -> Iterator[DraftFinding]:
    scope = Scope(library, library.packs[pack])
    for check in CHECKS:
        if check.grade <= scope.pack.claimed:
            for one in check.judge(scope):
                yield DraftFinding(_field(one), check.name, check.text, one.what, one.mend)


def _field(finding: Finding) -> str:
    document = finding.document
    if document is None:
        return ""
    if document.kind == "parameters":
        return f"promises.{document.id}"
    if document.kind not in ("services", "packages") or not finding.place:
        return ""
    name = str(finding.place[0])
    if name in ("materials", "steps"):
        return f"items.{document.id}.{name}"
    if name in ("handling", "clocks"):
        return f"promises.{document.model.clocks.promised}"
    return name if name in Edit.model_fields else ""
