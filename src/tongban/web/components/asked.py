"""What an act asks, as fields of a page; and what was sent, as the answers that the domain checks."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest

from tongban.domains.cases import api as cases
from tongban.kernel import evidence
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Refusal
from tongban.web import moment
from tongban.web.components.parts import Choice, Fact, Field, Kept, Mistake
from tongban.web.wording import pick, t

KINDS: Mapping[str, str] = {
    "text": "text",
    "long_text": "textarea",
    "day": "date",
    "instant": "datetime",
    "choice": "radio",
    "choices": "checkboxes",
    "boolean": "boolean",
    "number": "number",
    "files": "file",
    "account": "select",
    "agency": "select",
}
"""How each kind of ask looks. What is missing here (whole forms, lists) has a page of its own."""
FEW = 6
"""More choices than this are a list to choose from, not buttons."""
LONGEST = {"text": 500, "long_text": 2000}


def fields(
    asks: Sequence[cases.Ask], key: str, *, values: Mapping[str, Any], mistakes: Mapping[str, str]
) -> tuple[Field, ...]:
    """The fields of an act at the place `key`; their names are `<ask>.<key>`."""
    return tuple(
        _field(ask, key, given=values.get(ask.name), mistake=mistakes.get(ask.name, ""))
        for ask in asks
        if ask.kind in KINDS
    )


def _field(ask: cases.Ask, key: str, *, given: Any, mistake: str) -> Field:
    kind = KINDS[ask.kind]
    if kind == "radio" and len(ask.options) > FEW:
        kind = "select"
    return Field(
        name=f"{ask.name}.{key}",
        label=pick(ask.label),
        kind=kind,
        value=given if isinstance(given, str) else "",
        error=mistake,
        help=pick(ask.help),
        required=ask.required,
        choices=_choices(ask, given),
        maximum_length=LONGEST.get(ask.kind),
    )


def _choices(ask: cases.Ask, given: Any) -> tuple[Choice, ...]:
    chosen = given if isinstance(given, (list, tuple)) else [given]
    if ask.kind == "boolean":
        return tuple(Choice(one, t(f"web.answer.{one}"), one in chosen) for one in ("true", "false"))
    return tuple(Choice(one.value, pick(one.label), one.value in chosen) for one in ask.options)


def kept(asks: Sequence[cases.Ask], key: str, values: Mapping[str, Any]) -> tuple[Kept, ...]:
    """The files that came with an earlier try of the same form."""
    return tuple(
        Kept(f"{ask.name}.{key}", file, _named(file))
        for ask in asks
        if ask.kind == "files"
        for file in values.get(ask.name) or ()
    )


def _named(file: str) -> str:
    try:
        return evidence.describe(evidence.EvidenceId.parse(file)).name
    except Refusal as refusal:
        return t(refusal.code, **refusal.values)


def read(
    request: HttpRequest, asks: Sequence[cases.Ask], key: str, *, actor: Actor
) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers of a sent form, as `cases.perform` takes them, and the mistakes of files that were not kept."""
    values: dict[str, Any] = {}
    mistakes: dict[str, str] = {}
    for ask in asks:
        name = f"{ask.name}.{key}"
        if ask.kind == "choices":
            values[ask.name] = request.POST.getlist(name)
        elif ask.kind == "files":
            values[ask.name], mistake = _files(request, name, actor=actor)
            mistakes |= {ask.name: mistake} if mistake else {}
        elif ask.kind in KINDS:
            values[ask.name] = request.POST.get(name, "").replace("\r\n", "\n").strip()
    return values, mistakes


def _files(request: HttpRequest, name: str, *, actor: Actor) -> tuple[list[str], str]:
    found, mistake = list(request.POST.getlist(name)), ""
    for file in request.FILES.getlist(name):
        try:
            data = evidence.read_whole(file)
            put = evidence.put(data, file.name or name, by=actor.label, purpose="case act", at=moment.now())
        except Refusal as refusal:
            mistake = t("web.space.paper.refused", name=file.name or "", why=t(refusal.code, **refusal.values))
        else:
            found.append(str(put))
    return found, mistake


def mistakes_of(refused: Refusal) -> dict[str, str]:
    """The sentences of `cases.act.invalid` by ask."""
    errors = refused.values.get("errors")
    found = errors if isinstance(errors, list) else []
    return {one.ask: pick(one.text) for one in found if isinstance(one, cases.AskError)}


def summary(mistakes: Mapping[str, str], key: str) -> tuple[Mistake, ...]:
    """The error summary: each sentence leads to its field."""
    place = key.replace(".", "-")
    return tuple(Mistake(text, f"f-{name}-{place}") for name, text in mistakes.items())


def facts(asks: Sequence[cases.Ask], values: Mapping[str, Any]) -> list[Fact]:
    """The answers in words, for the page that asks once more."""
    return [Fact(pick(ask.label), _said(ask, values.get(ask.name))) for ask in asks if ask.kind in KINDS]


def _said(ask: cases.Ask, given: Any) -> str:
    if given in (None, "", [], ()):
        return t("web.answer.blank")
    if ask.kind == "boolean":
        return t(f"web.answer.{given}")
    if ask.kind == "files":
        return t("web.list").join(_named(file) for file in given)
    labels: dict[Any, str] = {option.value: pick(option.label) for option in ask.options}
    if isinstance(given, (list, tuple)):
        return t("web.list").join(labels.get(one, str(one)) for one in given)
    return labels.get(given, str(given))


def hidden(asks: Sequence[cases.Ask], key: str, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The answers to be sent again with the yes."""
    return [
        (f"{ask.name}.{key}", one)
        for ask in asks
        for one in _listed(values.get(ask.name))
        if isinstance(one, str) and one
    ]


def _listed(given: Any) -> list[Any]:
    return list(given) if isinstance(given, (list, tuple)) else [given]
