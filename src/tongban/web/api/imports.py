"""Existing licences by spreadsheet (存量归集): what may be imported, upload, mistakes by cell, apply, discard, undo."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import File, Form, Query, Router, Status, UploadedFile
from pydantic import BeforeValidator, Field

from tongban.domains.licences.intake import api as intake
from tongban.domains.registry import api as registry
from tongban.kernel import evidence, texts
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal
from tongban.web import moment
from tongban.web.api import access, paging, reading
from tongban.web.api.problems import STATUSES, Problem
from tongban.web.api.shapes import AgencyRef, In, Instant, Out, Words
from tongban.web.api.writing import Key, NeededKey, once

router = Router()
DUTIES = ("administer", "approve")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TOLD = 500
"""Mistakes in one answer; `values.count` tells how many there are."""
BatchRef = Annotated[
    str,
    BeforeValidator(str),
    Field(pattern="^intake_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"),
]
Region = Annotated[str, Query(max_length=12, examples=["990100"], description="The region whose licences they are.")]
Part = Annotated[str, Form(max_length=400)]
FILE: dict[str, Any] = {"responses": {200: {"description": "The spreadsheet.", "content": {XLSX: {"schema": {}}}}}}


class IssuerOut(Out):
    """An agency that may have issued such licences."""

    id: AgencyRef
    name: Words


class ImportableOut(Out):
    """A type that the caller may import in a region."""

    type_id: str = Field(examples=["food_business_licence"])
    title: Words
    issuers: list[IssuerOut]


class ImportableListOut(Out):
    """All of them, by id."""

    items: list[ImportableOut]


class StatesOut(Out):
    """How many lines of a waiting file have a state."""

    state: str = Field(examples=["valid"])
    count: int


class BatchOut(Out):
    """One file and where it stands. `unknown` holders are entered in the register when it is applied."""

    id: BatchRef
    type_id: str
    title: Words
    region: str
    issuer: Words
    grade: Literal["A", "B", "C", "D"] = Field(description="Trust by 国办函〔2016〕108号: A given by the issuer.")
    source: str = Field(examples=["市市场监管局 2019—2024 年发证台账"])
    file_name: str
    state: Literal["checked", "applied", "undone", "discarded"]
    count: int
    unknown: int
    states: list[StatesOut]
    uploaded_by: str
    uploaded_at: Instant
    applied_by: str
    applied_at: Instant | None
    undone_at: Instant | None
    undone_because: str
    may_apply: bool = Field(description="Told when one file is asked for: whoever uploaded it may not.")
    may_undo: bool = Field(description="Told when one file is asked for: nothing rests on its licences.")


class UndoIn(In):
    """Why."""

    reason: Annotated[str, Field(max_length=500, examples=["传错了文件"])]


@dataclass(frozen=True, slots=True)
class Cell:
    """One mistake: `/sheet/row/column`, shorter where a whole row or sheet is meant."""

    path: str
    code: str
    text: Text


@router.get("/licence-imports/types", response={200: ImportableListOut, STATUSES: Problem})
def list_importable(request: HttpRequest, *, region: Region) -> dict[str, Any]:
    """The types of a region that the caller may import, each with its issuers."""
    actor = access.require_duty(request, *DUTIES)
    found = intake.list_importable(registry.get_region(region, moment.today()).code, actor=actor, now=moment.now())
    items = [
        {
            "type_id": one.type_id,
            "title": one.title,
            "issuers": [{"id": agency, "name": name} for agency, name in one.issuers],
        }
        for one in found
    ]
    return {"items": items}


@router.get(
    "/licence-imports/types/{region}/{type_id}/template",
    response={200: None, STATUSES: Problem},
    openapi_extra=FILE,
)
def get_import_template(request: HttpRequest, *, region: str, type_id: str) -> HttpResponse:
    """The empty spreadsheet of a type (.xlsx), with an explanation of every column."""
    access.require_duty(request, *DUTIES)
    known = registry.get_region(region, moment.today()).code
    name, data = intake.get_template(type_id, known, may_register=True, actor=access.actor_of(request))
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@router.post("/licence-imports", response={201: BatchOut, STATUSES: Problem})
def upload_import(
    request: HttpRequest,
    *,
    file: Annotated[UploadedFile, File(...)],
    key: NeededKey,
    type_id: Part,
    region: Part,
    issuer: Part,
    grade: Part,
    source: Part,
    may_register: Annotated[
        bool, Form(False, description="Unknown holders may be entered from the rows, when the file is applied.")
    ],
) -> Status[Any]:
    """Check a whole file (.xlsx or .csv, 10 MB, 20,000 rows). Without a mistake it waits for a second person.

    With one nothing is kept, and `errors` (422, `web.api.import.mistakes`) names each by its place in the file:
    `/sheet/row/column`.
    """
    actor, name, data = access.require_duty(request, *DUTIES), file.name or "file", evidence.read_whole(file)
    said = (name, type_id, region, issuer, grade, source)
    for text in said:
        reading.require_writable(text)

    def work() -> BatchOut:
        found = intake.upload(
            data=data,
            name=name,
            type_id=type_id,
            region=registry.get_region(region, moment.today()).code,
            issuer=registry.AgencyId.parse(issuer),
            grade=grade,
            source=source,
            may_register=may_register,
            actor=actor,
            now=moment.now(),
        )
        if found.batch is None:
            raise _wrong("web.api.import.mistakes", found.mistakes, rows=found.rows)
        return _out(intake.get_batch(found.batch, actor=actor))

    content = b"\0".join((*(one.encode() for one in said), str(may_register).encode(), data))
    return once(request, key, work, status=201, content=content)


@router.get("/licence-imports", response={200: paging.Page[BatchOut], STATUSES: Problem})
def list_imports(request: HttpRequest, *, limit: paging.Limit, cursor: paging.Cursor) -> dict[str, Any]:
    """The files that the caller may see, the newest first; the newest 200."""
    actor = access.require_duty(request, *DUTIES)
    found = intake.list_batches(actor=actor, now=moment.now(), limit=paging.LONGEST)
    items, following = paging.slice_of([_out(one) for one in found], cursor, limit)
    return {"items": items, "next": following}


@router.get("/licence-imports/{batch}", response={200: BatchOut, STATUSES: Problem})
def get_import(request: HttpRequest, *, batch: str) -> BatchOut:
    """One file: what it would bring or has brought, and what the caller may do with it."""
    return _out(intake.get_batch(intake.BatchId.parse(batch), actor=access.actor_of(request)))


@router.post("/licence-imports/{batch}/application", response={200: BatchOut, STATUSES: Problem})
def apply_import(request: HttpRequest, *, batch: str, key: Key) -> Status[Any]:
    """Turn every row into a licence, all or none; by another person than the one who uploaded it.

    What is no longer right is named as at the upload (409, `licences.intake.stale`).
    """

    def act(**who: Any) -> None:
        try:
            intake.apply(**who)
        except Refusal as refused:
            mistakes = refused.values.get("mistakes")
            if not isinstance(mistakes, list):
                raise
            raise _wrong(refused.code, mistakes) from None

    return _done(request, batch, key=key, act=act)


@router.post("/licence-imports/{batch}/discarding", response={200: BatchOut, STATUSES: Problem})
def discard_import(request: HttpRequest, *, batch: str, key: Key) -> Status[Any]:
    """Throw a checked file away."""
    return _done(request, batch, key=key, act=intake.discard)


@router.post("/licence-imports/{batch}/undoing", response={200: BatchOut, STATUSES: Problem})
def undo_import(request: HttpRequest, *, batch: str, body: UndoIn, key: Key) -> Status[Any]:
    """Take all licences of a file back, while nothing rests on them (else 422, `licences.intake.built_upon`)."""
    return _done(request, batch, key=key, act=lambda **who: intake.undo(reason=body.reason, **who))


def _done(request: HttpRequest, batch: str, *, key: str | None, act: Callable[..., object]) -> Status[Any]:
    """Do one thing to a file; the file as it stands then."""
    known, actor = intake.BatchId.parse(batch), access.actor_of(request)

    def work() -> BatchOut:
        act(batch=known, actor=actor, now=moment.now())
        return _out(intake.get_batch(known, actor=actor))

    return once(request, key, work, status=200)


def _out(one: intake.BatchView) -> BatchOut:
    states = [{"state": state, "count": count} for state, count in one.states]
    told = {name: getattr(one, name) for name in BatchOut.model_fields if name != "states"}
    return BatchOut.model_validate(told | {"states": states})


def _wrong(code: str, mistakes: Sequence[intake.Mistake], **values: object) -> Refusal:
    """A refusal that names mistakes by their places in the file, as the answers of the API do."""
    errors = [Cell(_pointer(one), one.code, _sentence(one)) for one in mistakes[:TOLD]]
    return Refusal(code, count=len(mistakes), errors=errors, **values)


def _sentence(one: intake.Mistake) -> Text:
    return Text(zh=texts.say(one.code, "zh", **one.values), en=texts.say(one.code, "en", **one.values))


def _pointer(one: intake.Mistake) -> str:
    parts = (one.sheet, str(one.row or ""), one.column)
    return "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in parts if part)
