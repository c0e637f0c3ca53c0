"""The caller: account, posts, whom it may act for, and the keys of its programs."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from tongban.domains.registry import api as registry
from tongban.web import moment
from tongban.web.api import access, paging
from tongban.web.api.problems import STATUSES, Problem
from tongban.web.api.shapes import AccountRef, AgencyOut, Day, In, Instant, Out, SubjectOut, TokenRef, Words
from tongban.web.api.writing import Key, once

router = Router()


class PostOut(Out):
    """A post that the account holds today."""

    title: Words
    agency: AgencyOut
    duties: list[str]


class MeOut(Out):
    """Who is calling, and for whom it may act."""

    id: AccountRef
    username: str
    name: str
    email_masked: str
    kind: str
    language: str
    posts: list[PostOut]
    subjects: list[SubjectOut]


class TokenOut(Out):
    """A key of the caller, without its secret."""

    id: TokenRef
    name: str
    since: date
    until: date
    revoked_at: Instant | None
    last_used_on: date | None


class TokenIn(In):
    """What the key is for, and its last day (a year from today at the latest)."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    until: Day


class IssuedTokenOut(Out):
    """The secret is told here once and is kept nowhere."""

    id: TokenRef
    secret: str


@router.get("/me", response={200: MeOut, STATUSES: Problem})
def get_me(request: HttpRequest) -> MeOut:
    """Who the caller is."""
    account = registry.get_account(access.account_of(request))
    held = registry.list_holdings(account.id, on=moment.today())
    subjects = registry.list_subjects(account.id, on=moment.today())
    return MeOut(
        id=str(account.id),
        username=account.username,
        name=account.name,
        email_masked=account.email_masked,
        kind=account.kind,
        language=account.language,
        posts=[PostOut.model_validate(one.post) for one in held],
        subjects=[SubjectOut.of(one, plain=True) for one in subjects],
    )


@router.get("/me/tokens", response={200: paging.Page[TokenOut], STATUSES: Problem})
def list_tokens(request: HttpRequest, *, limit: paging.Limit, cursor: paging.Cursor) -> dict[str, Any]:
    """The caller's keys, the newest first."""
    items, following = paging.slice_of(registry.list_tokens(access.actor_of(request)), cursor, limit)
    return {"items": items, "next": following}


@router.post("/me/tokens", response={201: IssuedTokenOut, STATUSES: Problem}, auth=access.BY_SESSION)
def issue_token(request: HttpRequest, *, body: TokenIn) -> Status[Any]:
    """A new key; only for a browser's session. Takes no idempotency key: the secret must not be kept to be repeated."""
    actor, account = access.actor_of(request), access.account_of(request)
    token = registry.issue_token(account=account, name=body.name, until=body.until, actor=actor, now=moment.now())
    return Status(201, IssuedTokenOut(id=str(token.id), secret=token.secret))


@router.delete("/me/tokens/{token}", response={204: None, STATUSES: Problem})
def revoke_token(request: HttpRequest, *, token: str, key: Key) -> Status[Any]:
    """End a key at once. Doing it twice changes nothing."""

    def work() -> None:
        found = registry.TokenId.parse(token)
        registry.revoke_token(token=found, actor=access.actor_of(request), now=moment.now())

    return once(request, key, work)
