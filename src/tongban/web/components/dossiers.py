"""A dossier (一企一档, 一人一档) as pages show it, to whomever."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest

from tongban.domains.licences.dossier import api as dossier
from tongban.web import moment
from tongban.web.components.parts import Fact
from tongban.web.wording import day, pick, t

LONGEST = 60


def as_of(request: HttpRequest) -> date:
    """The day asked for in the address; today when it is missing or no day."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return moment.today()


def wanted(request: HttpRequest) -> str:
    return " ".join(request.GET.get("q", "").split())[:LONGEST]


def shown(
    told: dossier.DossierThen,
    *,
    text: str,
    licence_url: Callable[[dossier.Held], str],
    case_url: Callable[[Any], str],
) -> dict[str, Any]:
    """Everything that `components/dossier.html` shows; `text` leaves only lines that contain it."""
    licences = [_licence(one, licence_url(one)) for one in told.licences]
    cases = [_case(one, case_url(one)) for one in told.cases]
    delegations = [_delegation(one, told) for one in told.delegations]
    return {
        "subject": told.subject,
        "on": told.as_of,
        "today": moment.today(),
        "is_past": told.as_of < moment.today(),
        "q": text,
        "facts": [
            Fact(t("web.dossier.code"), told.subject.code_masked),
            Fact(t("web.dossier.usable"), str(told.usable), t("web.dossier.of", count=len(told.licences))),
            Fact(t("web.dossier.cases"), str(told.all_cases)),
            Fact(t("web.dossier.delegations"), str(len(told.delegations))),
        ],
        "licences": _fitting(licences, text),
        "cases": _fitting(cases, text),
        "delegations": _fitting(delegations, text),
        "more": max(0, told.all_cases - len(told.cases)),
    }


def _fitting(lines: list[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    wanted_text = text.lower()
    return [one for one in lines if wanted_text in " ".join(str(part) for part in one.values()).lower()]


def _licence(one: dossier.Held, url: str) -> dict[str, Any]:
    return {
        "title": pick(one.title),
        "number": one.number,
        "issuer": pick(one.issuer),
        "issued": day(one.issued_at),
        "until": day(one.valid_until) if one.valid_until else t("web.licence.no_end"),
        "state": one.state.value,
        "imported": one.origin == "imported",
        "url": url,
    }


def _case(one: Any, url: str) -> dict[str, Any]:
    return {
        "number": one.number,
        "title": pick(one.title),
        "filed": day(one.submitted_at),
        "status": one.status,
        "url": url,
    }


def _delegation(one: Any, told: dossier.DossierThen) -> dict[str, Any]:
    given = one.principal.id == told.subject.id
    other = one.agent if given else one.principal
    return {
        "side": t(f"web.dossier.{'given' if given else 'held'}"),
        "other": other.name_masked if other else one.helper_name,
        "since": day(one.since),
        "until": day(one.until),
    }
