"""What every page of an application shows beside its topic."""

from typing import Any

from django.urls import reverse

from tongban.domains.catalogue import api as catalogue
from tongban.web.components.parts import Link
from tongban.web.space import application as applications
from tongban.web.space.application import Application
from tongban.web.wording import language, pick, t


def frame(begun: Application, current: str) -> dict[str, Any]:
    """The task list, the place in it, the way back."""
    order = begun.order
    before = begun.before(current)
    procedure = begun.procedure
    return {
        "application": begun,
        "procedure": procedure,
        "language": language(),
        "links": links(procedure),
        "tasks": applications.tasks(begun, current),
        "step_number": order.index(current) + 1 if current in order else 1,
        "step_count": len(order),
        "back_url": begun.url(before) if before else reverse("space:apply", args=[procedure.key]),
    }


def links(procedure: catalogue.Procedure) -> list[Link]:
    return [
        Link(t("web.nav.home"), reverse("public:home")),
        Link(pick(procedure.title), reverse("public:guide", args=[procedure.kind, procedure.key])),
        Link(t("web.space.apply")),
    ]
