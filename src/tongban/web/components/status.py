"""A state as an icon and a word. The word is the text `web.status.<code>`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """`tone` is one of plain, info, ok, warn, late, pause; it only underlines what icon and word already say."""

    tone: str
    icon: str


LOOKS = {
    # a case
    "draft": Look("plain", "edit"),
    "submitted": Look("info", "inbox"),
    "supplement_wanted": Look("warn", "soon"),
    "accepted": Look("info", "clock"),
    "refused": Look("late", "cross"),
    "precheck": Look("info", "search"),
    "suspended": Look("pause", "pause"),
    "decided": Look("ok", "check"),
    "closed": Look("ok", "done"),
    "withdrawn": Look("plain", "back"),
    # a track or a step of a case
    "waiting": Look("plain", "ring"),
    "open": Look("info", "clock"),
    "finished": Look("ok", "check"),
    "ended": Look("plain", "back"),
    "partial": Look("warn", "check"),
    "granted": Look("ok", "done"),
    "denied": Look("late", "cross"),
    # a paper that may follow
    "wanted": Look("warn", "soon"),
    "brought": Look("ok", "check"),
    "lapsed": Look("late", "late"),
    # a clock
    "running": Look("ok", "clock"),
    "soon": Look("warn", "soon"),
    "overdue": Look("late", "late"),
    "paused": Look("pause", "pause"),
    "stopped": Look("ok", "done"),
    "stopped_late": Look("late", "late"),
    # a supervision case
    "asked": Look("info", "edit"),
    "unread": Look("info", "dot"),
    "to_judge": Look("warn", "soon"),
    # a licence
    "valid": Look("ok", "shield"),
    "expired": Look("warn", "clock"),
    "revoked": Look("late", "cross"),
    "replaced": Look("plain", "back"),
    "not_yet_valid": Look("info", "clock"),
    "unknown": Look("plain", "question"),
    # a seal
    "seal_made": Look("info", "edit"),
    "seal_in_use": Look("ok", "shield"),
    "seal_suspended": Look("pause", "pause"),
    "seal_destroyed": Look("plain", "cross"),
    # a commitment
    "met": Look("ok", "done"),
    "breached": Look("late", "late"),
    "no_cases": Look("plain", "ring"),
    "unbound": Look("plain", "question"),
    "undetermined": Look("warn", "question"),
    # a page of a form
    "todo": Look("plain", "ring"),
    "doing": Look("info", "edit"),
    "done": Look("ok", "check"),
    "problem": Look("late", "late"),
}


def look(code: str) -> Look:
    return LOOKS.get(code, Look("plain", "dot"))
