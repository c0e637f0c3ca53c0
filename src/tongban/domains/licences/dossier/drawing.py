"""The extract of a dossier as PDF: pure drawing, the same bytes for the same dossier."""

from datetime import date, datetime
from importlib.resources import files

from tongban.domains.cases import api as cases
from tongban.domains.licences.dossier.answers import DossierThen, Held
from tongban.domains.registry import api as registry
from tongban.kernel import printing, texts
from tongban.kernel.clock import law_day, law_time

_WORDS = (
    "title", "of_day", "number", "made_at", "name", "code", "licences", "cases", "delegations", "licence", "no",
    "issuer", "valid", "state", "case", "filed", "none", "more", "who", "scope", "scan", "footer", "no_end", "imported",
)  # fmt: skip


def draw(told: DossierThen, *, number: str, address: str, at: datetime) -> bytes:
    """The extract as PDF/A-2a; `address` is what its QR code opens."""
    template = files(__package__).joinpath("dossier.typ").read_bytes()
    return printing.compose(template, _data(told, number=number, address=address, at=at), address=address, at=at)


def _data(told: DossierThen, *, number: str, address: str, at: datetime) -> dict[str, object]:
    return {
        "words": {name: _both(f"licences.dossier.print.{name}") for name in _WORDS},
        "kind": _both(f"licences.dossier.print.{told.subject.kind}"),
        "number": number,
        "address": address,
        "as_of": _day(told.as_of),
        "made_at": f"{law_time(at):%Y-%m-%d %H:%M}",
        "name": told.subject.name,
        "code": told.subject.code_masked,
        "licences": [_licence(one) for one in told.licences],
        "cases": [_case(one) for one in told.cases],
        "more": max(0, told.all_cases - len(told.cases)),
        "delegations": [_delegation(one, told.subject) for one in told.delegations],
    }


def _licence(one: Held) -> dict[str, object]:
    until = _day(one.valid_until) if one.valid_until else ""
    return {
        "title": one.title.model_dump(),
        "number": one.number,
        "identifier": one.identifier,
        "issuer": one.issuer.model_dump(),
        "from": _day(one.valid_from),
        "until": until,
        "state": _both(f"licences.dossier.state.{one.state}"),
        "usable": one.state == "valid",
        "imported": one.origin == "imported",
    }


def _case(one: cases.CaseThen) -> dict[str, object]:
    return {
        "number": one.number,
        "title": one.title.model_dump(),
        "filed": _day(law_day(one.submitted_at)),
        "status": _both(f"licences.dossier.case.{one.status}"),
    }


def _delegation(one: registry.DelegationView, subject: registry.SubjectView) -> dict[str, object]:
    given = one.principal.id == subject.id
    other = one.agent if given else one.principal
    return {
        "side": _both(f"licences.dossier.print.{'given' if given else 'held'}"),
        "other": other.name_masked if other else one.helper_name,
        "from": _day(one.since),
        "until": _day(one.until),
    }


def _both(code: str) -> dict[str, str]:
    return {"zh": texts.say(code, "zh"), "en": texts.say(code, "en")}


def _day(day: date) -> str:
    return day.isoformat()
