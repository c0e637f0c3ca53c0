"""What a wallet on a telephone calls: a question by its code, an answer, a licence to carry away.

The caller has no account here; the code is unguessable, lasts two minutes and is answered once.
"""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from tongban.domains.licences import api as licences
from tongban.web import limits, moment
from tongban.web.api.problems import STATUSES, Problem
from tongban.web.api.shapes import In, Instant, Out
from tongban.web.wording import t

router = Router()
PER_MINUTE = 20
Token = Annotated[str, Field(min_length=1, max_length=64 * 1024)]


class RequestOut(Out):
    """A question. `token` says the same, signed by a key of our issuer metadata: show the holder `audience` from it."""

    purpose: str
    audience: str
    nonce: str
    number: str = Field(description="Two digits that the asking page shows too; the holder compares them.")
    ends_at: Instant
    token: str


class AnswerIn(In):
    """An SD-JWT VC presentation with key binding: `aud` is the question's audience, `nonce` its nonce.

    When the question has `transaction_data`, the key binding carries `transaction_data_hashes` of it (OpenID4VP 1.0).
    """

    presentation: Token


class AnsweredOut(Out):
    """What came of it: `refusal` is empty, or the stable code of why the licence does not do, with its sentence."""

    refusal: str
    message: str


class ProofIn(In):
    """A token `openid4vci-proof+jwt` signed by the wallet's new key, which stands in its header as `jwk`."""

    proof: Token


class CredentialOut(Out):
    """The licence with all its disclosures, bound to the wallet's key. It is given once."""

    credential: str


@router.get("/wallet/challenges/{code}", response={200: RequestOut, STATUSES: Problem}, auth=None)
def open_wallet_challenge(request: HttpRequest, *, code: str) -> licences.Request:
    """What is asked of a wallet, by the code it scanned. Asking again changes nothing."""
    limits.allow(request, "wallet", per_minute=PER_MINUTE)
    return licences.open_challenge(code=code, now=moment.now())


@router.post("/wallet/challenges/{code}", response={200: AnsweredOut, STATUSES: Problem}, auth=None)
def answer_wallet_challenge(request: HttpRequest, *, code: str, body: AnswerIn) -> dict[str, Any]:
    """The holder has agreed: a presentation for this question. Counts once."""
    limits.allow(request, "wallet", per_minute=PER_MINUTE)
    answered = licences.answer_challenge(code=code, presentation=body.presentation, now=moment.now())
    return {"refusal": answered.refusal, "message": t(answered.refusal) if answered.refusal else ""}


@router.post("/wallet/challenges/{code}/credential", response={201: CredentialOut, STATUSES: Problem}, auth=None)
def receive_wallet_credential(request: HttpRequest, *, code: str, body: ProofIn) -> Status[Any]:
    """Take the licence that is offered by a code into the wallet that proves its key. Given once."""
    limits.allow(request, "wallet", per_minute=PER_MINUTE)
    credential = licences.receive_credential(code=code, proof=body.proof, now=moment.now())
    return Status(201, {"credential": credential})


@router.post("/wallet/challenges/{code}/decline", response={204: None, STATUSES: Problem}, auth=None)
def decline_wallet_challenge(request: HttpRequest, *, code: str) -> Status[Any]:
    """The holder has said no."""
    limits.allow(request, "wallet", per_minute=PER_MINUTE)
    licences.decline_challenge(code=code, now=moment.now())
    return Status(204, None)
