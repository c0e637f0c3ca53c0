"""Who acted, in words: the applicant, somebody for the applicant, an agency, somebody in a colleague's place."""

from collections.abc import Mapping

from tongban.domains.cases import wording
from tongban.domains.registry import api as registry
from tongban.kernel.declaration import Text
from tongban.kernel.privacy import Mask, mask

Signatories = Mapping[str, registry.Signatory]


def for_applicant(signed: str, signatories: Signatories, *, applicant: Text, plain: bool) -> Text:
    """The applicant by name, with whoever acted instead; a reader who need not know it sees that name masked."""
    found = signatories.get(signed)
    if found is None or not found.role:
        return applicant
    name = found.name if plain else mask(found.name, Mask.NAME)
    return wording.both(f"cases.who.as.{found.role}", name=name, subject=applicant)


def for_agency(signed: str, signatories: Signatories, *, agency: Text, opinions: bool) -> Text:
    """The agency; colleagues also read who stood in for whom."""
    found = signatories.get(signed)
    if found is None or not found.in_place_of or not opinions:
        return agency
    return wording.both("cases.who.in_place_of", agency=agency, name=found.name, absent=found.in_place_of)
