"""Tags and filters of all templates (built in: no `{% load %}` needed)."""

from datetime import date, datetime

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

from tongban.web import wording
from tongban.web.components import icons, parts
from tongban.web.components.clocks import Bar
from tongban.web.components.status import look
from tongban.web.context import find_url

register = template.Library()


@register.simple_tag
def t(text_code: str, **values: object) -> str:
    """`{% t "web.home.title" name=value %}`"""
    return wording.t(text_code, **values)


@register.simple_tag
def icon(name: str) -> SafeString:
    return icons.icon(name)


@register.simple_tag
def url_if(name: str, *args: object) -> str:
    """The address of a page, or nothing when this installation does not have it."""
    return find_url(name, *args)


@register.filter
def pick(text: object) -> str:
    """The reader's language of a bilingual text."""
    return wording.pick(text)


@register.filter
def day(value: date | datetime | None) -> str:
    return wording.day(value)


@register.filter
def instant(value: datetime | None) -> str:
    return wording.instant(value)


@register.filter
def money(fen: int | None) -> str:
    return wording.money(fen)


@register.filter
def duration(value: object) -> str:
    return wording.duration(value)


@register.filter
def get(mapping: dict[str, object], key: str) -> object:
    return mapping.get(key, "")


@register.inclusion_tag("components/status.html")
def status(code: str, word: str = "") -> dict[str, object]:
    """A badge: icon and word. `word` replaces the usual one."""
    return {"look": look(str(code)), "word": word or wording.t(f"web.status.{code}")}


@register.inclusion_tag("components/facts.html")
def facts(rows: list[parts.Fact], quiet: bool = False) -> dict[str, object]:
    return {"rows": rows, "quiet": quiet}


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(links: list[parts.Link]) -> dict[str, object]:
    return {"links": links}


@register.inclusion_tag("components/notice.html")
def notice(tone: str, title: str, text: str = "", **more: str) -> dict[str, object]:
    """`tone` info, ok, warn or late; `url` and `label` add a link."""
    icon_of = {"info": "info", "ok": "done", "warn": "soon", "late": "late", "pause": "pause"}
    return {"tone": tone, "icon": icon_of[tone], "title": title, "text": text, **more}


@register.inclusion_tag("components/empty.html")
def empty(title: str, text: str = "", **more: str) -> dict[str, object]:
    """Nothing here yet: what that means, and the way forward (`url`, `label`, `icon`)."""
    return {"icon": "inbox", "title": title, "text": text, **more}


@register.inclusion_tag("components/error_summary.html")
def error_summary(mistakes: list[parts.Mistake]) -> dict[str, object]:
    return {"mistakes": mistakes}


@register.inclusion_tag("components/field.html")
def field(asked: parts.Field) -> dict[str, object]:
    return {"field": asked}


@register.inclusion_tag("components/bound_field.html")
def bound_field(bound: BoundField) -> dict[str, object]:
    """A Django form's field, for pages whose forms are Django's (log-in, administration)."""
    described = [f"{bound.id_for_label}-help"] if bound.help_text else []
    described += [f"{bound.id_for_label}-error"] if bound.errors else []
    attributes: dict[str, str | bool] = {"aria-describedby": " ".join(described)} if described else {}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {"field": bound, "widget": bound.as_widget(attrs=attributes)}


@register.inclusion_tag("components/task_list.html")
def task_list(tasks: list[parts.Task], label: str = "") -> dict[str, object]:
    return {"tasks": tasks, "label": label}


@register.inclusion_tag("components/timeline.html")
def timeline(entries: list[parts.Entry]) -> dict[str, object]:
    return {"entries": entries}


@register.inclusion_tag("components/stepper.html")
def stepper(stages: list[parts.Stage]) -> dict[str, object]:
    return {"stages": stages}


@register.inclusion_tag("components/pagination.html")
def pagination(pages: parts.Pages) -> dict[str, object]:
    return {"pages": pages}


@register.inclusion_tag("components/clock_bar.html")
def clock_bar(bar: Bar, label: str) -> dict[str, object]:
    """The bar of a clock; `label` says in words what it shows."""
    return {"bar": bar, "label": label, "has_pause": any(part.kind == "paused" for part in bar.segments)}
