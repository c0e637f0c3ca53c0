"""Between acceptance and decision: what makes a case take longer, shorter, or go elsewhere."""

from tongban.domains.cases.announcing.notes import IN_APP, TO_ACT, About, Note, day_or_page, told
from tongban.kernel.declaration import Text
from tongban.kernel.durations import Duration, Unit


@told("cases.special_started.v1")
def special_started(about: About) -> Note:
    """The applicant is told in writing why, by which article, and whether the days stand still (行政许可法 art. 45)."""
    values = {
        "item": about.item,
        "kind": _kind(about),
        "reason": about.data["reason"],
        "basis": about.data["basis"],
        "by": day_or_page(about.data["until"]),
    }
    return Note("special_stops" if about.data["stops"] else "special_runs", values)


@told("cases.special_ended.v1")
def special_ended(about: About) -> Note:
    values = {"item": about.item, "kind": _kind(about), "result": about.data["result"] or "—", "by": about.due()}
    return Note("special_ended", values)


@told("cases.extension_granted.v1")
def extension_granted(about: About) -> Note:
    """More time is told with its reason (行政许可法 art. 42)."""
    more = Duration(about.data["amount"], Unit(about.data["unit"]))
    values = {"item": about.item, "more": more, "reason": about.data["reason"], "basis": about.data["basis"]}
    return Note("extension_granted", values | {"by": about.due()})


@told("cases.case_suspended.v1")
def suspended(about: About) -> Note:
    return Note("suspended", {"reason": about.data["reason"], "basis": about.data["basis"]})


@told("cases.case_resumed.v1")
def resumed(about: About) -> Note:
    return Note("resumed", {"reason": about.data["reason"], "by": about.due()})


@told("cases.track_transferred.v1")
def transferred(about: About) -> Note:
    """From now on another authority is the one to ask."""
    to = about.agency_named(about.data["to_agency"])
    return Note("transferred", {"item": about.item, "reason": about.data["reason"], "agency": to})


@told("cases.tolerated_brought.v1")
def tolerated_brought(about: About) -> Note:
    return Note("tolerated_brought", {"papers": about.materials([about.data["material"]])}, IN_APP)


@told("cases.tolerance_lapsed.v1")
def tolerance_lapsed(about: About) -> Note:
    papers = about.materials(about.data["materials"])
    name = "tolerance_lapsed_ends" if about.data["consequence"] == "end" else "tolerance_lapsed_denies"
    return Note(name, {"item": about.item, "papers": papers}, TO_ACT)


def _kind(about: About) -> Text:
    known = about.procedure.special_procedures.get(about.data["kind"])
    return known.title if known else Text(zh=about.data["kind"], en=about.data["kind"])
