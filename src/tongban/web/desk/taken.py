"""What was taken for a case in place of a paper: why it was not asked, and the licence then and now."""

from dataclasses import dataclass
from datetime import datetime

from tongban.domains.cases import api as cases
from tongban.domains.licences import api as licences
from tongban.web.components.parts import Fact
from tongban.web.space.sparing import called, until
from tongban.web.wording import instant, pick, t


@dataclass(frozen=True, slots=True)
class Taken:
    """A licence attached to a case. `was` and `now` are states; `warning` says that it was lost since."""

    title: str
    facts: tuple[Fact, ...]
    was: str
    now: str
    taken_at: str
    warning: str


def why(one: cases.MaterialView, now: datetime) -> str:
    """The reason for which a material was not asked, in words; nothing when it was."""
    if one.credential == cases.FROM_PROCEDURE:
        return t("desk.paper.from_procedure")
    if one.ground == "law":
        return t("desk.paper.by_law", number=_called(one, now), basis=one.basis)
    if one.ground in ("consent", "scan"):
        return t(f"desk.paper.by_{one.ground}", number=_called(one, now))
    if one.ground == "earlier":
        return t("desk.paper.earlier")
    return t("desk.paper.held", number=_called(one, now)) if one.credential else ""


def _called(one: cases.MaterialView, now: datetime) -> str:
    if not one.credential:
        return ""
    return called(licences.find_attached(one.credential, then=one.since or now, now=now), one.credential)


def note(one: cases.MaterialView) -> str:
    """What is to be known of a file that was handed in though it need not have been."""
    if one.declined:
        return t("desk.paper.declined")
    return t(f"desk.paper.breach_{one.breach}", number=one.held or one.credential or "") if one.breach else ""


def licence(one: cases.MaterialView, now: datetime) -> Taken | None:
    """The licence that stands for a material, for whoever may read the case's papers."""
    if one.credential is None or one.credential == cases.FROM_PROCEDURE:
        return None
    found = licences.find_attached(one.credential, then=one.since or now, now=now)
    if found is None:
        return None
    lines = [
        Fact(t("web.licence.number"), found.number),
        Fact(t("web.licence.holder"), found.holder_name),
        Fact(t("web.licence.issuer"), pick(found.issuer)),
        Fact(t("web.licence.valid"), until(found)),
        *(Fact(pick(field.title), field.value) for field in found.fields),
    ]
    warning = ""
    if found.is_lost:
        warning = t("desk.paper.lost", title=pick(found.title), state=t(f"web.status.{found.now}"), reason=found.reason)
    return Taken(
        title=pick(found.title),
        facts=tuple(lines),
        was=found.was,
        now=found.now,
        taken_at=instant(one.since) if one.since else "",
        warning=warning,
    )
