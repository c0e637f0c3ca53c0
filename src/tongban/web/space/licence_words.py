"""Looks at a licence, as its holder reads them."""

from tongban.domains.cases import api as cases
from tongban.domains.licences import api as licences
from tongban.domains.registry import api as registry
from tongban.kernel.actors import SYSTEM, Signature
from tongban.kernel.errors import Refusal
from tongban.web import moment
from tongban.web.components.parts import Entry, Fact
from tongban.web.wording import day, pick, t


def suspension(found: licences.LicenceView) -> Fact | None:
    """Since when and until when a licence is suspended, why and by which law; None while it is not."""
    if found.suspended_at is None or found.state is not licences.State.SUSPENDED:
        return None
    end = day(found.suspended_until) if found.suspended_until else t("web.licence.until_lifted")
    period = t("web.licence.from_to", start=day(found.suspended_at), end=end)
    return Fact(t("web.licence.suspended"), period, f"{found.suspension_reason} {found.suspension_basis}".strip())


def look(one: licences.LookView) -> Entry:
    """One look: who, at which agency, for what, for which case, and which lines were seen."""
    details = [t("web.looks.licence", title=one.title)]
    if one.case:
        details.append(t("web.looks.case", number=_number(one.case)))
    if one.materials:
        details.append(t("web.looks.materials", count=len(one.materials)))
    details.append(t("web.looks.fields", titles=t("web.list").join(pick(title) for title in one.fields)))
    if shown := _shown_by(one.shown_by):
        details.append(shown)
    return Entry(
        title=t("web.looks.purpose", purpose=one.purpose),
        at=one.at,
        who=t("web.looks.who", agency=one.agency, officer=one.officer),
        details=details,
    )


def _number(case: str) -> str:
    """The number under which the case is known."""
    try:
        return cases.get_case(cases.CaseId.parse(case), SYSTEM, now=moment.now()).number
    except Refusal:
        return case


def _shown_by(signed: str) -> str:
    """Who showed it, when that was somebody under a delegation."""
    if not Signature.parse(signed).basis:
        return ""
    names = registry.list_signatories([signed])
    return t("web.looks.shown_by", name=names[signed].name) if signed in names else ""
