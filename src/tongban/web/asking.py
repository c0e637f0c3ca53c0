"""A page that asks for some fields and then does one thing: its fields, what was written, where a refusal belongs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypedDict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongban.kernel import evidence
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Conflict, Refusal
from tongban.web import moment
from tongban.web.components.parts import Choice, Confirm, Fact, Field, Kept, Mistake
from tongban.web.wording import t

LONGEST, LONGEST_LINE, MOST_FILES = 2000, 200, 3
_ALIASES = {
    "answer": "text",
    "finding": "text",
    "words": "text",
    "result": "text",
    "day": "on",
    "held_on": "on",
    "no_evidence": "evidence",
    "no_calendar": "days",
    "personal": "wording",
    "subject": "agencies",
    "account": "username",
    "staff": "username",
    "own_agency": "agency",
    "twice": "name",
}
Ask = tuple[str, str, bool]
"""Name, kind (as of `Field`) and whether it must be answered."""


class By(TypedDict):
    actor: Actor
    now: datetime


@dataclass(frozen=True, slots=True)
class Form:
    """What one page asks. `code` names its texts `<code>.{title,consequence,button}`; labels are `<labels>.<name>`."""

    code: str
    labels: str
    asks: Sequence[Ask]
    action: str
    back: str
    files: int = 0
    needs_file: bool = False
    choices: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    helps: frozenset[str] = frozenset()
    facts: Sequence[Fact] = ()
    is_grave: bool = False


class Asked:
    """What a form was sent with."""

    def __init__(self, request: HttpRequest, actor: Actor, *, purpose: str) -> None:
        self._request, self._purpose = request, purpose
        self.by: By = {"actor": actor, "now": moment.now()}
        self.files: list[evidence.EvidenceId] = []

    def text(self, name: str) -> str:
        return str(self._request.POST.get(name, "")).replace("\r\n", "\n").strip()

    def many(self, name: str) -> list[str]:
        return self._request.POST.getlist(name)[:200]

    def number(self, name: str, code: str) -> int:
        """A whole number. Refuses with `code`."""
        said = self.text(name)
        if not (said.isascii() and said.isdigit() and len(said) < 6):
            raise Refusal(code, most=60, number=said[:20])
        return int(said)

    def day(self, name: str) -> date:
        """Refuses `governance.asking.day`."""
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            raise Refusal("governance.asking.day") from None

    def take_files(self) -> None:
        """Those that were sent before by the same person and kept, and those that came now."""
        for one in self.many("kept")[:20]:
            known = evidence.describe(evidence.EvidenceId.parse(one))
            if known.by == self.by["actor"].label and known.purpose == self._purpose:
                self.files.append(known.id)
        for file in self._request.FILES.getlist("evidence")[:20]:
            data, name = evidence.read_whole(file), file.name or self._purpose
            put = evidence.put(data, name, by=self.by["actor"].label, purpose=self._purpose, at=self.by["now"])
            self.files.append(put)


def answer(
    request: HttpRequest, form: Form, act: Callable[[Asked], HttpResponse], *, actor: Actor, purpose: str
) -> HttpResponse:
    """The page, or what `act` answers once it was sent. What was written and sent stays when it is refused."""
    if request.method != "POST":
        return _draw(request, form)
    asked = Asked(request, actor, purpose=purpose)
    try:
        asked.take_files()
        return act(asked)
    except Refusal as refused:
        return _draw(request, form, asked=asked, refused=refused)


def _draw(
    request: HttpRequest, form: Form, *, asked: Asked | None = None, refused: Refusal | None = None
) -> HttpResponse:
    place = _place_of(refused, form) if refused else ""
    sentence = t(refused.code, **refused.values) if refused else ""
    kept = [evidence.describe(one) for one in asked.files] if asked else []
    confirm = Confirm(
        title=t(f"{form.code}.title"),
        consequence=t(f"{form.code}.consequence"),
        action=form.action,
        button=t(f"{form.code}.button"),
        back=form.back,
        fields=_fields(request, form, errors={place: sentence} if place else {}),
        facts=form.facts,
        dangerous=form.is_grave,
        mistakes=(Mistake(sentence, f"f-{place}" if place else ""),) if refused else (),
        kept=[Kept("kept", str(one.id), one.name) for one in kept],
    )
    status = 200 if refused is None else 409 if isinstance(refused, Conflict) else 422
    return render(request, "components/confirm.html", {"confirm": confirm}, status=status)


def _place_of(refused: Refusal, form: Form) -> str:
    """The field that a refusal is about; empty when it is about the whole."""
    names = [name for name, _, _ in form.asks]
    if "evidence" in refused.code:
        return "evidence" if form.files else ""
    last = refused.code.rpartition(".")[2]
    found = last if last in names else _ALIASES.get(last, "")
    if found == "evidence" and form.files:
        return found
    if found == "text" and "text" not in names:
        return next((name for name in ("reason", *names) if name in names), "")
    return found if found in names else ""


def _fields(request: HttpRequest, form: Form, *, errors: Mapping[str, str]) -> list[Field]:
    made = [_field(request, form, ask, error=errors.get(ask[0], "")) for ask in form.asks]
    return [*made, *(_file_field(form, number, error=errors.get("evidence", "")) for number in range(form.files))]


def _file_field(form: Form, number: int, *, error: str) -> Field:
    """One place for a file; help and error stand at the first."""
    return Field(
        name="evidence",
        label=t("governance.field.evidence", number=number + 1),
        kind="file",
        help="" if number else t("governance.field.evidence.help"),
        error="" if number else error,
        required=form.needs_file and not number,
        html_id=f"f-evidence-{number + 1}" if number else "",
    )


def _field(request: HttpRequest, form: Form, ask: Ask, *, error: str) -> Field:
    name, kind, required = ask
    given = request.POST.getlist(name) if request.method == "POST" else [form.values.get(name, "")]
    value = given[0] if given else ""
    return Field(
        name=name,
        label=t(f"{form.labels}.{name}"),
        kind=kind,
        value="" if kind == "checkboxes" else value,
        help=t(f"{form.labels}.{name}.help") if name in form.helps else "",
        error=error,
        required=required,
        choices=[Choice(one, label, one in given) for one, label in form.choices.get(name, ())],
        width="short" if kind in ("number", "date") else "",
        maximum_length=LONGEST if kind == "textarea" else LONGEST_LINE if kind == "text" else None,
    )
