"""From filing to acceptance, told to the applicant."""

from collections.abc import Iterable, Mapping

from tongban.domains.cases import naming
from tongban.domains.cases.announcing.notes import TO_ACT, About, Note, day_or_page, told
from tongban.kernel.declaration import Text


@told("cases.case_submitted.v1")
def submitted(about: About) -> Note:
    """What was handed in to be looked at first is told as that: no day of the law runs yet."""
    name = "precheck_received" if about.data.get("precheck") else "submitted"
    return Note(name, {"by": _intake_day(about)})


@told("cases.case_confirmed.v1", "cases.supplemented.v1")
def handed_in(about: About) -> Note:
    return Note("handed_in", {"by": _intake_day(about)})


@told("cases.precheck_answered.v1")
def precheck_answered(about: About) -> Note:
    if about.data["ready"]:
        return Note("precheck_ready", {}, TO_ACT)
    return Note("precheck_missing", {"missing": _missing(about, about.data["missing"])}, TO_ACT)


@told("cases.supplement_asked.v1")
def supplement_asked(about: About) -> Note:
    return Note("supplement_asked", {"missing": _missing(about, about.data["missing"])}, TO_ACT)


@told("cases.case_accepted.v1")
def accepted(about: About) -> Note:
    """Papers that may follow are named with the nearest of their days."""
    due = min((one["due_on"] for one in about.data["clocks"] if one["scope"] == "case" and one["due_on"]), default=None)
    values: dict[str, object] = {"by": day_or_page(due)}
    if tolerated := about.data.get("tolerated"):
        papers = about.materials(dict.fromkeys(one["material"] for one in tolerated))
        follow = day_or_page(min(one["due_on"] for one in tolerated))
        return Note("accepted_tolerating", values | {"papers": papers, "follow": follow}, TO_ACT)
    return Note("accepted_deemed" if about.data.get("deemed") else "accepted", values)


@told("cases.case_refused.v1")
def refused(about: About) -> Note:
    return Note("refused", {"reason": about.data["reason"], "where": about.data["where"]}, TO_ACT)


def _missing(about: About, parts: Iterable[Mapping[str, str]]) -> list[Text]:
    """Each missing thing with why it is needed."""
    titled = [(naming.asked(part["item"], about.procedure), part["why"]) for part in parts]
    return [Text(zh=f"{name.zh}（{why}）", en=f"{name.en} ({why})") for name, why in titled]


def _intake_day(about: About) -> object:
    step = about.row.steps.filter(track="", step="intake").first()
    return day_or_page(step.due_on if step else None)
