"""What was posted of a page of `fields`, as an edit.

What is posted as the pack says it is no edit, so that the pack's later changes of it still arrive.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import QueryDict

from tongban.domains.catalogue import api as catalogue

MOST = 60  # lines that are read of one list
Edited = dict[str, Any]


def read(posted: QueryDict, *, original: catalogue.Editable, now: catalogue.Editable, before: catalogue.Edit) -> Edited:
    """The edit that was posted, as data: only what differs from what the pack says. Malformed parts stay as typed.

    `now` is the procedure with the edit `before`, from which the page was drawn.
    """
    whole = original.whole
    edit: dict[str, Any] = {}
    for name in ("title", "summary"):
        _keep(edit, name, (_text(posted, name), _plain(getattr(whole, name))))
    _keep(edit, "conditions", (_listed(posted, "conditions", _text), [_plain(one) for one in whole.conditions]))
    _keep(edit, "questions", (_listed(posted, "questions", _asked), [_plain(one) for one in whole.questions]))
    _keep(edit, "places", (_listed(posted, "places", _located), [_plain(one) for one in whole.places]))
    _keep(edit, "topics", (posted.get("topics", "").split(), list(whole.topics)))
    for name in ("consult_phone", "complaint_phone"):
        _keep(edit, name, (posted.get(name, "").strip(), getattr(whole, name)))
    _keep(edit, "visits", (_whole(posted.get("visits", "")), whole.visits))
    reason = _text(posted, "visits_reason")
    _keep(edit, "visits_reason", (reason, _plain(whole.visits_reason)))
    _keep(edit, "online_depth", ([_whole(one) for one in posted.getlist("online_depth")], list(whole.online_depth)))
    papers = {item.key: item.materials for item in now.items}
    items = {item.key: found for item in original.items if (found := _item(posted, item, papers.get(item.key, ())))}
    promises = {one.parameter: found for one in original.promises if (found := _promised(posted, one, before))}
    return edit | ({"items": items} if items else {}) | ({"promises": promises} if promises else {})


def _keep(edit: Edited, name: str, pair: tuple[Any, Any]) -> None:
    """What was posted, unless it is what the pack says, or nothing."""
    posted, said = pair
    if posted != said and posted is not None:
        edit[name] = posted


def _plain(model: Any) -> Any:
    return None if model is None else model.model_dump(mode="json")


def _text(posted: QueryDict, name: str) -> dict[str, str] | None:
    """Both languages as typed; None when both are empty."""
    found = {one: " ".join(posted.get(f"{name}.{one}", "").split()) for one in ("zh", "en")}
    return found if any(found.values()) else None


def _listed(posted: QueryDict, name: str, read_one: Callable[[QueryDict, str], Any]) -> list[Any]:
    found = (read_one(posted, f"{name}.{number}") for number in range(MOST))
    return [one for one in found if one is not None]


def _asked(posted: QueryDict, name: str) -> dict[str, Any] | None:
    question, answer = _text(posted, f"{name}.question"), _text(posted, f"{name}.answer")
    return {"question": question or {}, "answer": answer or {}} if question or answer else None


def _located(posted: QueryDict, name: str) -> dict[str, Any] | None:
    parts = {part: _text(posted, f"{name}.{part}") for part in ("title", "address", "hours")}
    phone = posted.get(f"{name}.phone", "").strip()
    if not phone and not any(parts.values()):
        return None
    return {part: text or {} for part, text in parts.items()} | {"phone": phone}


def _whole(text: str) -> int | str:
    """A whole number; what is none stays text, for whoever checks it."""
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 6 else plain


def _item(posted: QueryDict, item: catalogue.EditableItem, papers: Sequence[catalogue.MaterialDeclaration]) -> Edited:
    name = f"items.{item.key}"
    steps = {
        one.id: found
        for one in item.steps
        if (found := _text(posted, f"{name}.steps.{one.id}")) and found != _plain(one.title)
    }
    materials = _papers(posted, item.key, [*papers, *item.materials])
    said = [_plain(one) for one in item.materials]
    edit: dict[str, Any] = {"steps": steps} if steps else {}
    return edit | ({"materials": materials} if materials != said else {})


def _papers(posted: QueryDict, item: str, papers: Sequence[catalogue.MaterialDeclaration]) -> list[Edited]:
    """The materials in their order: those of the page by place, known ones with what cannot be edited of them."""
    known = [_plain(one) for one in papers]
    found = []
    for place in range(MOST):
        name = f"items.{item}.materials.{place}"
        title = _text(posted, f"{name}.title")
        if title is None or posted.get(f"{name}.drop"):
            continue
        key = posted.get(f"{name}.known") or posted.get(f"{name}.id", "").strip()
        base = next((one for one in known if one["id"] == key), {"id": key})
        found.append(base | _paper(posted, name, title))
    return found


def _paper(posted: QueryDict, name: str, title: dict[str, str]) -> dict[str, Any]:
    return {
        "title": title,
        "required": posted.get(f"{name}.required", "yes") == "yes",
        "form": posted.get(f"{name}.form", "electronic"),
        "originals": _whole(posted.get(f"{name}.originals", "") or "0"),
        "copies": _whole(posted.get(f"{name}.copies", "") or "0"),
        "note": _text(posted, f"{name}.note"),
    }


def _promised(posted: QueryDict, one: catalogue.EditablePromise, before: catalogue.Edit) -> dict[str, Any]:
    """A promise that is another one than the pack's; one of an earlier edit keeps the day it began."""
    name = f"promises.{one.parameter}"
    value, source = _whole(posted.get(f"{name}.value", "")), posted.get(f"{name}.source", "").strip()
    if (value, source) == (one.value, one.source) or value == "":
        return {}
    earlier = before.promises.get(one.parameter)
    since = earlier.since.isoformat() if earlier and earlier.since and earlier.value == value else None
    return {"value": value, "source": source, "since": since}
