"""Reading the register: the procedures of a region with their versions and drafts, and what a draft comes to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from tongban.domains.catalogue import comparing, editing, examining, rules
from tongban.domains.catalogue.comparing import Difference
from tongban.domains.catalogue.definitions import Material, Package, Service, Step
from tongban.domains.catalogue.editing import Edit
from tongban.domains.catalogue.examining import DraftFinding
from tongban.domains.catalogue.ids import ItemDraftId
from tongban.domains.catalogue.models import ItemDraft, Version
from tongban.domains.catalogue.procedure import Procedure
from tongban.domains.catalogue.stored import Definition
from tongban.kernel import authz, packs
from tongban.kernel.actors import Actor
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal
from tongban.kernel.packs import View

UNDER_WAY = ("open", "submitted", "returned")
State = Literal["draft", "in_force", "coming", "withdrawn"]


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of a procedure: who said it (`origin`), since when, and what became of running cases (`policy`)."""

    id: int
    pack: str
    region: str
    key: str
    kind: str
    number: int
    digest: str
    title: Text
    origin: str
    policy: str
    in_force_from: date
    published_at: datetime
    withdrawn_at: datetime | None
    withdrawn_for: str


@dataclass(frozen=True, slots=True)
class DraftView:
    """A change under way. `incoming` says that the pack has changed too; `clashes` are the parts to choose about."""

    id: ItemDraftId
    pack: str
    region: str
    key: str
    title: Text
    base: VersionView
    edit: Edit
    reason: str
    remark: str
    state: str
    author: str
    writers: frozenset[str]
    reviewer: str
    merges: bool
    clashes: tuple[str, ...]
    version: int | None
    opened_at: datetime
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One line of the register: the newest version of a procedure, whether it counts, and its open draft."""

    newest: VersionView
    state: State
    draft: DraftView | None


def list_register(actor: Actor, *, on: date, text: str = "", state: str = "") -> list[RegisterRow]:
    """The procedures of the packs whose regions the actor keeps, by title; found by a part of title or key."""
    drafts = {(one.pack, one.key): one for one in list_drafts(actor)}
    newest = Version.objects.order_by("pack", "key", "-number").distinct("pack", "key")
    rows = []
    for version in newest.defer("search", "search_text"):
        view = _version(version)
        if not _keeps(actor, view) or not _fits(view, text):
            continue
        stands = _state(view, on)
        if not state or state == stands or (state == "draft" and (view.pack, view.key) in drafts):
            rows.append(RegisterRow(view, stands, drafts.get((view.pack, view.key))))
    return sorted(rows, key=lambda row: (row.newest.pack, row.newest.kind, row.newest.title.zh))


def list_drafts(actor: Actor) -> list[DraftView]:
    """The drafts under way in the actor's regions, the oldest first."""
    found = authz.visible(actor, "read", ItemDraft.objects.filter(state__in=UNDER_WAY))
    return [_draft(row) for row in found.select_related("base").order_by("opened_at")]


def get_draft(draft: ItemDraftId, actor: Actor) -> DraftView:
    """A draft, also one that is over. Refuses `catalogue.draft.unknown`, `kernel.authz.denied`."""
    row = ItemDraft.objects.select_related("base").filter(uuid=draft.value).first()
    if row is None:
        raise Refusal("catalogue.draft.unknown")
    authz.require(actor, "read", row)
    return _draft(row)


def history_of(pack: str, key: str, *, actor: Actor) -> list[VersionView]:
    """Every version of a procedure, the newest first. Refuses `catalogue.procedure.unknown`, `kernel.authz.denied`."""
    found = [_version(row) for row in Version.objects.filter(pack=pack, key=key).order_by("-number")]
    if not found:
        raise Refusal("catalogue.procedure.unknown", key=key[:80], region=pack)
    authz.require(actor, "read", ItemDraft(pack=pack, key=key, region=found[0].region))
    return found


def compare_versions(before: int, after: int) -> tuple[Difference, ...]:
    """What differs between two versions, part by part. Refuses `catalogue.version.unknown`."""
    return comparing.differences(_definition(before), _definition(after))


def examine_draft(draft: ItemDraftId, actor: Actor, *, on: date) -> tuple[DraftFinding, ...]:
    """What is wrong with a draft, if it came into force `on`. Refuses as `get_draft`."""
    view = get_draft(draft, actor)
    return examining.findings(packs.current(), pack=view.pack, key=view.key, edit=view.edit, since=on)


def compare_draft(draft: ItemDraftId, actor: Actor, *, on: date) -> tuple[Difference, ...]:
    """What a draft changes of its base version, the pack's own changes included. Refuses as `get_draft`."""
    view = get_draft(draft, actor)
    return comparing.differences(_definition(view.base.id), _drafted(view, on))


def preview_draft(draft: ItemDraftId, actor: Actor, *, on: date) -> Procedure:
    """The procedure that a draft comes to on a day (`version_id` 0). Refuses as `get_draft`; raises `NotInForce`."""
    return rules.procedure_on(_drafted(get_draft(draft, actor), on), on)


@dataclass(frozen=True, slots=True)
class EditableItem:
    """An item of a procedure as far as an office may edit it."""

    key: str
    title: Text
    materials: tuple[Material, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class EditablePromise:
    """A promise: its newest value with its source, and the most that the law allows (None: it says nothing)."""

    parameter: str
    value: int | None
    unit: str
    source: str
    statute: int | None


@dataclass(frozen=True, slots=True)
class Editable:
    """Everything of a procedure that an office may edit, as it is with an edit. `whole` has its texts and numbers."""

    whole: Package | Service
    items: tuple[EditableItem, ...]
    promises: tuple[EditablePromise, ...]


def editable(pack: str, key: str, edit: Edit, *, on: date) -> Editable:
    """What the installed pack says, with an edit over it. Refuses as `editing.overlay`."""
    view = editing.overlay(packs.current(), pack=pack, key=key, edit=edit, since=on).view(pack)
    whole: Package | Service | None = view.find("packages", key) or view.find("services", key)
    if whole is None:
        raise Refusal("catalogue.procedure.unknown", key=key, region=pack)
    names = [item.service for item in whole.items] if isinstance(whole, Package) else [key]
    services = [found for name in names if (found := view.find("services", name)) is not None]
    items = tuple(EditableItem(one.id, one.title, one.materials, one.steps) for one in services)
    promises = sorted(editing.promises_of(packs.current(), pack=pack, key=key))
    return Editable(whole, items, tuple(_promise(view, name) for name in promises))


def _promise(view: View, name: str) -> EditablePromise:
    parameter = view.parameter(name)
    statute = view.parameters.get(parameter.statute or "")
    last = parameter.history[-1]
    limit = statute.history[-1].value if statute and statute.unit == parameter.unit else None
    return EditablePromise(name, _whole(last.value), parameter.unit, last.source, _whole(limit))


def _whole(value: object) -> int | None:
    return int(value) if isinstance(value, (int, float)) else None


def _drafted(view: DraftView, on: date) -> Definition:
    return editing.edited(packs.current(), pack=view.pack, key=view.key, edit=view.edit, since=on)


def _definition(version: int) -> Definition:
    row = Version.objects.filter(pk=version).values_list("definition", flat=True).first()
    if row is None:
        raise Refusal("catalogue.version.unknown", version=str(version))
    return Definition.model_validate(row)


def _keeps(actor: Actor, view: VersionView) -> bool:
    return authz.may(actor, "read", ItemDraft(pack=view.pack, key=view.key, region=view.region))


def _fits(view: VersionView, text: str) -> bool:
    wanted = text.strip().casefold()
    parts: Iterable[str] = (view.key, view.title.zh, view.title.en)
    return not wanted or any(wanted in part.casefold() for part in parts)


def _state(view: VersionView, on: date) -> State:
    if view.withdrawn_at is not None:
        return "withdrawn"
    return "in_force" if view.in_force_from <= on else "coming"


def _version(row: Version) -> VersionView:
    return VersionView(
        id=row.pk,
        pack=row.pack,
        region=str(row.definition.get("region") or ""),
        key=row.key,
        kind=row.kind,
        number=row.number,
        digest=row.digest,
        title=Text(zh=row.title_zh, en=row.title_en),
        origin=row.origin,
        policy=row.policy,
        in_force_from=row.in_force_from,
        published_at=row.published_at,
        withdrawn_at=row.withdrawn_at,
        withdrawn_for=row.withdrawn_for,
    )


def _draft(row: ItemDraft) -> DraftView:
    base = _version(row.base)
    return DraftView(
        id=ItemDraftId(row.uuid),
        pack=row.pack,
        region=row.region,
        key=row.key,
        title=base.title,
        base=base,
        edit=Edit.model_validate(row.edit),
        reason=row.reason,
        remark=row.remark,
        state=row.state,
        author=row.author,
        writers=frozenset({row.author, *row.writers} - {""}),
        reviewer=row.reviewer,
        merges=bool(row.incoming) and row.incoming != row.base.source_digest,
        clashes=tuple(row.clashes),
        version=row.version_id,
        opened_at=row.opened_at,
        saved_at=row.saved_at,
    )
