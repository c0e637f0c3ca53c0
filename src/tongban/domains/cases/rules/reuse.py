"""What is not asked because it is there (免提交): taken by law, with consent, as shown at the counter, or from before.

一律免于提交: a paper that is asked although it is held is a breach, and is kept with the case so that it is counted.
 Whoever declines that a licence is taken is asked for the paper, and that is no breach.
"""

from dataclasses import dataclass, replace

from tongban.domains.cases.history import Breach, CaseEvent, CredentialTaken, Ground, MaterialGiven
from tongban.domains.cases.rules.requests import Who
from tongban.domains.cases.state import ENDED, Case, Decision
from tongban.kernel.errors import Conflict, Refusal

FROM_PROCEDURE = "procedure"
"""The credential of a material that another item of the same procedure issues."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What the applicant says of one material now: files, and whether its licence shall be taken (None: not a word)."""

    files: tuple[str, ...] = ()
    licence: bool | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What is there without asking, at one instant.

    `credential` is a usable licence, `holder` whose it is when not the applicant's, `by_law` that a law lets it be
    taken without asking. `kept`: the credential taken before is still usable. `earlier` is the case with which the same
    paper came before, `files` what it was.
    """

    made_here: bool = False
    credential: str | None = None
    holder: str = ""
    by_law: bool = False
    kept: bool = False
    earlier: str = ""
    files: tuple[str, ...] = ()
    at: str = ""


def satisfied(material: str, brought: Brought, *, before: MaterialGiven | None, found: Found) -> MaterialGiven | None:
    """How a material is satisfied, or None when it is still wanted. `before` is how it was at the filing before."""
    was = before or MaterialGiven(material, (), None)
    files = brought.files or (was.evidence if was.ground != "earlier" else ())
    if found.made_here:
        return MaterialGiven(material, files, FROM_PROCEDURE, "procedure", since=found.at)
    if found.kept and (was.ground in ("law", "scan") or brought.licence is not False):
        return replace(was, evidence=files, declined=False, breach="held" if brought.files else was.breach)
    says = brought.licence if brought.licence is not None else was.ground == "consent" or None
    declined = (says is False or (says is None and was.declined)) and not found.by_law
    if found.credential and (found.by_law or says):
        asked: Breach = "held" if brought.files else was.breach
        ground: Ground = "law" if found.by_law else "consent"
        return MaterialGiven(material, files, found.credential, ground, found.holder, since=found.at, breach=asked)
    if not brought.files and was.evidence and not (was.ground == "earlier" and declined):
        return replace(was, credential=None, ground="earlier" if was.ground == "earlier" else "")
    if not brought.files and found.earlier and not declined:
        return MaterialGiven(material, found.files, None, "earlier", since=found.at, earlier=found.earlier)
    if not brought.files:
        return None
    breach: Breach = "" if declined else "held" if found.credential else "again" if found.earlier else ""
    return MaterialGiven(
        material,
        brought.files,
        None,
        held=found.credential or "",
        declined=declined and bool(found.credential or found.earlier),
        earlier=found.earlier,
        breach=breach,
    )


def require_consent_of_holder(material: str, *, holder: str, by_law: bool, is_own: bool) -> None:
    """Nobody consents for somebody else. Refuses `cases.consent.not_yours`."""
    if holder and not by_law and not is_own:
        raise Refusal("cases.consent.not_yours", material=material)


def take_credential(case: Case, given: MaterialGiven, purpose: str, *, who: Who) -> list[CaseEvent]:
    """A licence that is shown, or let be taken, after filing satisfies a material: no paper is wanted for it any more.

    Refuses `cases.take.no_purpose`; conflict `cases.take.over` once the case is decided or over.
    """
    if not purpose.strip():
        raise Refusal("cases.take.no_purpose")
    alive = any(track.decision in (None, Decision.GRANTED) for track in case.tracks)
    if case.status in ENDED or not alive:
        raise Conflict("cases.take.over", status=case.status)
    return [CredentialTaken(case.id, given, purpose.strip(), who.agency, who.account)]
