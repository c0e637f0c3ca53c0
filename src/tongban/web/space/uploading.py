"""Files that come with a page: kept as evidence of whoever gave them; what is refused is said at its question."""

from typing import Any

from django.http import HttpRequest

from tongban.domains.catalogue import api as catalogue
from tongban.kernel import evidence
from tongban.kernel.errors import Refusal
from tongban.web import moment, people
from tongban.web.space import asking
from tongban.web.wording import t


def put(request: HttpRequest, name: str, *, purpose: str) -> tuple[list[str], str]:
    """Keep every file posted under a name that can be kept: their ids, and why the last of the others was refused."""
    kept, wrong = [], ""
    for file in request.FILES.getlist(name):
        try:
            found = evidence.put(
                evidence.read_whole(file),
                file.name or name,
                by=people.applicant(request).label,
                purpose=purpose,
                at=moment.now(),
            )
            kept.append(str(found))
        except Refusal as refusal:
            said = t(refusal.code, **refusal.values)
            wrong = t("web.space.paper.refused", name=file.name or "", why=said)
    return kept, wrong


def take(
    request: HttpRequest, key: str, *, fields: tuple[catalogue.Field, ...], answers: dict[str, Any]
) -> dict[str, str]:
    """Put the files of a form page among its answers; what was refused, by JSON pointer. A removed line takes none."""
    wrong: dict[str, str] = {}
    if "remove" in request.POST:
        return wrong
    for slot in asking.slots(fields, request.POST):
        kept, refused = put(request, f"file.{slot.name}", purpose=f"{key}.{slot.field.name}")
        for file in kept:
            asking.attach(answers, slot, file=file)
        if refused:
            wrong["/" + "/".join(map(str, slot.path))] = refused
    return wrong
