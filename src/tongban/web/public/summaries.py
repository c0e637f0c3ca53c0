"""Lines of lists: a procedure as a citizen looks for it, in words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from tongban.domains.catalogue import api as catalogue
from tongban.kernel import texts
from tongban.web.wording import duration, pick, t

PERSON = "natural_person"
_ICONS = {"company_setup": "shop", "food_business": "food", "water": "water", "business_licence": "licence"}


@dataclass(frozen=True, slots=True)
class Line:
    """One service or package of a list."""

    key: str
    kind: str
    is_package: bool
    title: str
    summary: str
    url: str
    limit: str
    visits: int
    tracks: int
    audience: str
    icon: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject heading (主题) with what belongs to it."""

    code: str
    title: str
    lines: tuple[Line, ...]


def line(summary: catalogue.ProcedureSummary) -> Line:
    return Line(
        key=summary.key,
        kind=summary.kind,
        is_package=summary.kind == "package",
        title=pick(summary.title),
        summary=pick(summary.summary),
        url=reverse("public:guide", args=[summary.kind, summary.key]),
        limit=limit_words(summary.promised),
        visits=summary.visits,
        tracks=summary.tracks,
        audience=audience_words(summary.audience),
        icon=next((icon for start, icon in _ICONS.items() if summary.key.startswith(start)), "paper"),
    )


def limit_words(clock: catalogue.ClockSpec | None) -> str:
    """A limit in words; nothing to wait for is "done on the spot" (即办)."""
    if clock is None:
        return ""
    return duration(clock.duration) if clock.duration.amount else t("web.public.instant")


def audience_words(audience: Iterable[str]) -> str:
    return t("web.list").join(t(f"web.audience.{one}") for one in audience)


def by_topic(summaries: Iterable[catalogue.ProcedureSummary], audience: str) -> list[Topic]:
    """Grouped under the topics of 自然人主题 or 法人主题; what names no known topic comes last."""
    side = "person" if audience == PERSON else "enterprise"
    groups: dict[str, list[Line]] = defaultdict(list)
    for summary in summaries:
        known = [code for code in summary.topics if f"web.topic.{side}.{code}" in texts.codes()]
        groups[known[0] if known else "999"].append(line(summary))
    return [Topic(code, t(f"web.topic.{side}.{code}"), tuple(groups[code])) for code in sorted(groups)]
