"""Decisions and what comes after them, told to the applicant."""

from tongban.domains.cases.announcing.notes import IN_APP, TO_ACT, TO_KNOW, About, Note, told


@told("cases.track_decided.v1")
def track_decided(about: About) -> Note | None:
    """A denial is always told with its reason and its remedies; a grant while other items are still open."""
    if not about.data["granted"]:
        return Note("item_denied", {"item": about.item, "reason": about.data["reason"]}, TO_ACT)
    goes_on = about.row.package and about.row.decided_at is None
    return Note("item_granted", {"item": about.item}, IN_APP) if goes_on else None


@told("cases.case_decided.v1")
def case_decided(about: About) -> Note | None:
    """A single item that was denied has been told so with its reason."""
    outcome = about.data["outcome"]
    if outcome == "denied" and not about.row.package:
        return None
    return Note(f"decided_{outcome}", {}, TO_ACT)


@told("cases.result_recorded.v1")
def result_ready(about: About) -> Note:
    result = about.procedure.track(about.scope).result.title
    return Note("result_ready", {"item": about.item, "result": result}, TO_KNOW)


@told("cases.result_delivered.v1")
def result_delivered(about: About) -> Note:
    """Whoever did not receive it must learn that it was handed over."""
    values = {"item": about.item, "reference": about.data["reference"] or "—"}
    return Note(f"delivered_{about.data['method']}", values, TO_KNOW)


@told("cases.track_ended.v1")
def track_ended(about: About) -> Note:
    return Note("item_ended", {"item": about.item, "reason": about.data["reason"]}, TO_ACT)


@told("cases.grant_revoked.v1")
def grant_revoked(about: About) -> Note:
    values = {"item": about.item, "reason": about.data["reason"], "basis": about.data["basis"]}
    return Note("grant_revoked", values, TO_ACT)


@told("cases.case_reopened.v1")
def reopened(about: About) -> Note:
    values = {"item": about.item, "reason": about.data["reason"], "reference": about.data["reference"]}
    return Note("reopened", values | {"by": about.due()})


@told("cases.case_withdrawn.v1")
def withdrawn(about: About) -> Note:
    """Others who act for the same applicant did not do it themselves."""
    return Note("withdrawn", {}, IN_APP)
