"""An act upon a licence: its consequence, what it asks, and done only when the officer says so on this page."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.domains.licences import api as licences
from tongban.kernel import evidence
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Conflict, Refusal
from tongban.web import moment
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Choice, Confirm, Field, Kept, Mistake
from tongban.web.desk import licences as looking
from tongban.web.desk import pages
from tongban.web.wording import pick, t

PURPOSE = "licence act"
BETWEEN = "|"
LONGEST = 2000
_PLACES = (
    ("licences.act.no_reason", "reason"),
    ("licences.act.too_long", "reason"),
    ("licences.revoke.no_reason", "reason"),
    ("licences.act.no_basis", "basis"),
    ("licences.act.wrong_basis", "basis"),
    ("licences.revoke.no_basis", "basis"),
    ("licences.revoke.ending", "ending"),
    ("desk.licence.no_ending", "ending"),
    ("licences.act.no_evidence", "evidence"),
    ("kernel.evidence", "evidence"),
    ("licences.suspend.past", "until"),
    ("desk.licence.no_date", "until"),
    ("desk.licence.not_sure", "sure"),
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_duty("approve")
def act(request: HttpRequest, licence_id: str, act: str) -> HttpResponse:
    """The page of one act. What was written is kept when it is refused; an act that is not possible has no page."""
    found, actor = looking.find_one(request, licence_id), pages.officer(request)
    offered = licences.list_possible(found.id, actor=actor, now=moment.now())
    possible = next((one for one in offered if one.act == act), None)
    if act not in COMMANDS:
        raise Http404(act)
    if possible is None:
        messages.warning(request, t("desk.licence.not_possible"))
        return redirect("desk:licence", licence_id)
    if request.method != "POST":
        return _draw(request, found, possible)
    papers: list[str] = []
    try:
        papers = _papers(request, actor)
        new = COMMANDS[act](_Asked(request, found=found, possible=possible, papers=papers), actor)
    except Refusal as refused:
        return _draw(request, found, possible, papers=papers, refused=refused)
    messages.success(request, t(f"desk.licence.done.{act}", number=found.number))
    return redirect("desk:licence", str(new))


class _Asked:
    """What the page was sent with."""

    def __init__(
        self,
        request: HttpRequest,
        *,
        found: licences.LicenceView,
        possible: licences.Possible,
        papers: Sequence[str],
    ) -> None:
        self.post, self.found, self.possible = request.POST, found, possible
        self.reason, self.basis = self.text("reason"), self.text("basis")
        self.ground = licences.Ground(self.reason, self.basis, tuple(papers))

    def text(self, name: str) -> str:
        return str(self.post.get(name, "")).replace("\r\n", "\n").strip()

    def values(self) -> dict[str, object]:
        """What the officer wrote, only of fields whose text is another than the one that was shown."""
        return {
            field.id: _read(field, self.text(f"value.{field.id}"))
            for field in self.possible.fields
            if f"value.{field.id}" in self.post and self.text(f"value.{field.id}") != _written(field)
        }

    def until(self) -> date | None:
        given = self.text("until")
        if not given:
            return None
        try:
            return date.fromisoformat(given)
        except ValueError:
            raise Refusal("desk.licence.no_date") from None


def _change(asked: _Asked, actor: Actor) -> licences.LicenceId:
    return licences.change(
        licence=asked.found.id, values=asked.values(), ground=asked.ground, actor=actor, now=moment.now()
    )


def _renew(asked: _Asked, actor: Actor) -> licences.LicenceId:
    return licences.renew(licence=asked.found.id, ground=asked.ground, actor=actor, now=moment.now())


def _replace(asked: _Asked, actor: Actor) -> licences.LicenceId:
    return licences.replace(licence=asked.found.id, ground=asked.ground, actor=actor, now=moment.now())


def _suspend(asked: _Asked, actor: Actor) -> licences.LicenceId:
    licences.suspend(licence=asked.found.id, ground=asked.ground, until=asked.until(), actor=actor, now=moment.now())
    return asked.found.id


def _resume(asked: _Asked, actor: Actor) -> licences.LicenceId:
    licences.resume(licence=asked.found.id, ground=asked.ground, actor=actor, now=moment.now())
    return asked.found.id


def _revoke(asked: _Asked, actor: Actor) -> licences.LicenceId:
    if asked.text("ending") not in asked.possible.endings:
        raise Refusal("desk.licence.no_ending")
    if asked.text("sure") != "yes":
        raise Refusal("desk.licence.not_sure")
    licences.revoke(
        licence=asked.found.id,
        reason=asked.reason,
        basis=asked.basis,
        ending=licences.Ending(asked.text("ending")),
        actor=actor,
        now=moment.now(),
    )
    return asked.found.id


COMMANDS: Mapping[str, Callable[[_Asked, Actor], licences.LicenceId]] = {
    "change": _change,
    "renew": _renew,
    "replace": _replace,
    "suspend": _suspend,
    "resume": _resume,
    "revoke": _revoke,
}


def _papers(request: HttpRequest, actor: Actor) -> list[str]:
    """The papers that were uploaded now, and those that were sent before by the same officer and kept."""
    kept = [one for one in request.POST.getlist("kept") if _is_own(one, actor)]
    now = moment.now()
    return kept + [
        str(evidence.put(evidence.read_whole(file), file.name or PURPOSE, by=actor.label, purpose=PURPOSE, at=now))
        for file in request.FILES.getlist("evidence")
    ]


def _is_own(paper: str, actor: Actor) -> bool:
    try:
        known = evidence.describe(evidence.EvidenceId.parse(paper))
    except Refusal:
        return False
    return known.by == actor.label and known.purpose == PURPOSE


# the form ------------------------------------------------------------------------------------------------------------


def _draw(
    request: HttpRequest,
    found: licences.LicenceView,
    possible: licences.Possible,
    *,
    papers: Sequence[str] = (),
    refused: Refusal | None = None,
) -> HttpResponse:
    place = next((place for start, place in _PLACES if refused and refused.code.startswith(start)), "")
    sentence = t(refused.code, **refused.values) if refused else ""
    name, act = f"{pick(found.title)} {found.number}", possible.act
    confirm = Confirm(
        title=t("desk.licence.act_title", act=t(f"desk.licence.act.{act}"), licence=name),
        consequence=t(f"desk.licence.consequence.{act}"),
        action=reverse("desk:licence_act", args=[str(found.id), act]),
        button=t(f"desk.licence.button.{act}"),
        back=reverse("desk:licence", args=[str(found.id)]),
        fields=list(_fields(request, possible, errors={place: sentence})),
        facts=looking.facts(found),
        dangerous=act in ("revoke", "suspend"),
        mistakes=(Mistake(sentence, f"f-{place}" if place else ""),) if refused else (),
        kept=[Kept("kept", one, evidence.describe(evidence.EvidenceId.parse(one)).name) for one in papers],
    )
    status = 200 if refused is None else 409 if isinstance(refused, Conflict) else 422
    return render(request, "components/confirm.html", {"confirm": confirm}, status=status)


def _fields(request: HttpRequest, possible: licences.Possible, *, errors: Mapping[str, str]) -> Sequence[Field]:
    given, act = request.POST, possible.act
    asked = [_value_field(one, given) for one in possible.fields]
    if act == "suspend":
        asked.append(_field("until", "date", given=given, errors=errors, required=False))
    if act == "revoke":
        chosen = given.get("ending", "")
        endings = [Choice(one, t(f"desk.licence.ending.{one}"), one == chosen) for one in possible.endings]
        asked.append(_field("ending", "radio", given=given, errors=errors, choices=endings))
    laws = [Choice(one, one, one == given.get("basis", "")) for one in possible.laws]
    asked += [
        _field("reason", "textarea", given=given, errors=errors),
        _field("basis", "select", given=given, errors=errors, choices=laws),
    ]
    if act != "revoke":
        return [*asked, _field("evidence", "file", given=given, errors=errors)]
    sure = [Choice("yes", t("desk.licence.field.sure.yes"), given.get("sure") == "yes")]
    return [*asked, _field("sure", "checkboxes", given=given, errors=errors, choices=sure)]


def _field(name: str, kind: str, *, given: Any, errors: Mapping[str, str], **more: Any) -> Field:
    return Field(
        name=name,
        label=t(f"desk.licence.field.{name}"),
        kind=kind,
        value=given.get(name, "") if kind != "file" else "",
        help=t(f"desk.licence.field.{name}.help"),
        error=errors.get(name, ""),
        maximum_length=LONGEST if kind == "textarea" else None,
        **more,
    )


def _value_field(field: licences.FieldView, given: Any) -> Field:
    """What is written on the licence, to be written anew; rows one per line, their columns between bars."""
    name = f"value.{field.id}"
    help = t("desk.licence.rows.help", columns=f" {BETWEEN} ".join(pick(one) for one in field.columns))
    return Field(
        name=name,
        label=pick(field.title),
        kind="textarea" if field.columns or field.kind == "long_text" else "text",
        value=given.get(name, _written(field)),
        help=help if field.columns else "",
        required=field.required,
    )


def _written(field: licences.FieldView) -> str:
    if not field.columns:
        return field.raw
    return "\n".join(f" {BETWEEN} ".join(row) for row in field.rows)


def _read(field: licences.FieldView, text: str) -> object:
    """A text as the domain takes it: rows from their lines."""
    if not field.columns:
        return text
    names = field.column_ids
    parts = [[part.strip() for part in line.split(BETWEEN)] for line in text.splitlines() if line.strip()]
    return [dict(zip(names, row, strict=False)) for row in parts]
