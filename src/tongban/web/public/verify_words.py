"""What the pages of verification say: the reasons of a result, and what was left out to protect people."""

from dataclasses import dataclass

from django.urls import reverse

from tongban.domains.licences import api as licences
from tongban.web.components.parts import Link
from tongban.web.wording import day, t

COVERED = "*"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that was looked at: a whole sentence, and whether it speaks for the licence (`ok`), against it
    (`fault`), or is only told (`info`)."""

    tone: str
    text: str

    @property
    def icon(self) -> str:
        return {"ok": "check", "fault": "cross"}.get(self.tone, "info")


def links() -> list[Link]:
    """The way to the page of verification."""
    return [Link(t("web.nav.home"), "/"), Link(t("web.verify.title"))]


def below(title: str) -> list[Link]:
    """The way to a page below it."""
    return [*links()[:-1], Link(t("web.verify.title"), reverse("public:verify")), Link(title)]


def reasons(verification: licences.Verification) -> list[Reason]:
    """Why the result is what it is: found, its term, and what has been decided about it since."""
    licence, state = verification.licence, verification.state
    if licence is None:
        return [Reason("fault", t("web.verify.reason.not_found"))]
    told = [Reason("ok", t("web.verify.reason.found", issuer=licence.issuer)), _term(licence, state)]
    if state in ("revoked", "suspended", "replaced"):
        since = {"revoked": licence.revoked_on, "suspended": licence.suspended_on, "replaced": licence.replaced_on}
        told.append(Reason("fault", t(f"web.verify.reason.{state}", day=day(since[state]))))
    else:
        told.append(Reason("ok", t("web.verify.reason.standing")))
    if licence.demo:
        told.append(Reason("info", t("web.verify.reason.demo")))
    return told


def _term(licence: licences.PublicLicence, state: licences.State) -> Reason:
    if state == "not_yet_valid":
        return Reason("fault", t("web.verify.reason.too_early", day=day(licence.valid_from)))
    if licence.valid_until is None:
        return Reason("ok", t("web.verify.reason.no_end", day=day(licence.valid_from)))
    if state == "expired":
        return Reason("fault", t("web.verify.reason.too_late", day=day(licence.valid_until)))
    return Reason("ok", t("web.verify.reason.in_term", day=day(licence.valid_until)))


def hidden(licence: licences.PublicLicence) -> list[str]:
    """What is covered or left out, said line by line."""
    told = []
    if COVERED in licence.holder:
        told.append(t("web.verify.hidden.holder"))
    if COVERED in licence.holder_code:
        told.append(t("web.verify.hidden.code"))
    told += [t("web.verify.hidden.field", title=field.title) for field in licence.fields if COVERED in field.value]
    return [*told, t("web.verify.hidden.rest")]
