"""What holders sign with the licence in the wallet: the answers of an application, kept so that anybody can check."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from importlib.resources import files
from uuid import uuid4

from django.db import transaction

from tongban.domains.cases import api as cases
from tongban.domains.licences.portable import addresses, jose, keys, questions
from tongban.domains.licences.portable.challenge_rules import Purpose, Stage
from tongban.domains.licences.portable.history import FilingSigned
from tongban.domains.licences.portable.ids import ChallengeId, CredentialId, SignatureId
from tongban.domains.licences.portable.views import SignatureView
from tongban.domains.licences.portable_models import WalletSignature
from tongban.domains.licences.queries import definition_of
from tongban.domains.registry import api as registry
from tongban.kernel import events, evidence, printing
from tongban.kernel.authz import SYSTEM, Actor
from tongban.kernel.clock import law_time
from tongban.kernel.errors import Refusal

PURPOSE = "signature of an application"
SOURCE = "tongban.wallet"


def signed_text(what: Mapping[str, object]) -> str:
    """What is signed, written in one way only: JSON with sorted keys and no spaces, in UTF-8."""
    return json.dumps(what, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(signed: str) -> str:
    """base64url of the SHA-256 of what is signed."""
    return jose.digest_of_bytes(signed.encode())


def is_signed(*, challenge: ChallengeId, browser: str, digest: str, now: datetime) -> bool:
    """Whether the holder has approved exactly this digest, and nobody has used the signature yet."""
    try:
        view = questions.get_challenge(challenge=challenge, browser=browser, now=now)
    except Refusal:
        return False
    return view.purpose is Purpose.SIGN and view.stage is Stage.APPROVED and view.asked.get("digest") == digest


@transaction.atomic
def file_signed(
    *,
    file: Callable[[], cases.CaseId],
    challenge: ChallengeId,
    browser: str,
    signed: str,
    actor: Actor,
    now: datetime,
) -> cases.CaseId:
    """File an application with the signature that a wallet has given to it: both are there afterwards, or neither.

    `file` files it (`cases.submit`); `signed` is `signed_text` of the answers that it files. Filed once more, as by a
    second click, it is the same case with the same signature. Refuses what `file` and `attach_signature` refuse; then
    nothing was filed, and the signature can still be used.
    """
    case = file()
    if not WalletSignature.objects.filter(case_id=str(case), digest=digest_of(signed)).exists():
        attach_signature(case=str(case), challenge=challenge, browser=browser, signed=signed, actor=actor, now=now)
    return case


@transaction.atomic
def attach_signature(
    *, case: str, challenge: ChallengeId, browser: str, signed: str, actor: Actor, now: datetime
) -> SignatureId:
    """Put the signature that a wallet has given to the case that is filed with these answers, with a paper of it.

    `signed` is `signed_text` of the answers that are filed. Only `file_signed` calls it, in the transaction of the
    filing. Refuses `licences.challenge.*`, `licences.credential.not_usable`, `licences.wallet.answers_changed`.
    """
    row = questions.used(challenge, browser=browser, purpose=Purpose.SIGN, now=now)
    if row.asked.get("digest") != digest_of(signed):
        raise Refusal("licences.wallet.answers_changed")
    held = questions.standing_credential(row, now=now)
    kept = WalletSignature(
        uuid=uuid4(),
        case_id=case,
        credential=held,
        signer_id=held.keeper_id,
        digest=row.asked["digest"],
        signed=signed,
        presentation=row.answer["presentation"],
        public=keys.published_keys(),
        signed_at=now,
    )
    kept.evidence = str(_paper(kept, by=actor.label, at=now))
    kept.save(force_insert=True)
    row.answer = {}
    row.save(update_fields=["answer"])
    signature = SignatureId(kept.uuid)
    happened = FilingSigned(
        case=case,
        signature=str(signature),
        credential=str(CredentialId(held.uuid)),
        signer=str(registry.SubjectId(held.keeper.uuid)),
        digest=kept.digest,
        evidence=kept.evidence,
    )
    events.append(str(signature), [happened], actor=actor.label, at=now)
    return signature


def list_signatures(case: str) -> list[SignatureView]:
    """Who signed an application with which licence. The caller has checked that its reader may see the case."""
    rows = WalletSignature.objects.select_related("credential__licence", "signer").filter(case_id=case)
    return [_view(row) for row in rows.order_by("signed_at", "id")]


def _view(row: WalletSignature) -> SignatureView:
    licence = row.credential.licence
    return SignatureView(
        id=SignatureId(row.uuid),
        case=row.case_id,
        digest=row.digest,
        signer=registry.SubjectId(row.signer.uuid),
        signer_name=row.signer.display_name,
        licence_title=definition_of(licence).title,
        licence_number=licence.number,
        holder_name=licence.holder_name,
        signed_at=row.signed_at,
        evidence=row.evidence,
    )


def _number(case: str, now: datetime) -> str:
    """The number of a case as people know it, with what the platform calls it."""
    try:
        return f"{cases.get_case(cases.CaseId.parse(case), SYSTEM, now=now).number} ({case})"
    except Refusal:
        return case


def _paper(row: WalletSignature, *, by: str, at: datetime) -> evidence.EvidenceId:
    """The signature as a PDF: for people, and with the whole text for machines."""
    licence = row.credential.licence
    values = {
        "title": "电子营业执照签名记录",
        "address": addresses.issuer(),
        "lines": [
            ["办件", _number(row.case_id, at)],
            ["签名人", row.signer.display_name],
            ["证照", f"{definition_of(licence).title.zh} {licence.number}"],
            ["持证主体", licence.holder_name],
            ["电子证照标识", licence.identifier],
            ["签名时间", law_time(at).isoformat(timespec="seconds")],
            ["内容摘要 (SHA-256)", row.digest],
            ["签名公钥指纹", row.credential.thumbprint],
        ],
        "signed": row.signed,
        "presentation": row.presentation,
    }
    template = files(__package__).joinpath("signature.typ").read_bytes()
    drawn = printing.compose(template, values, address=addresses.issuer(), at=at)
    return evidence.put(drawn, f"signature-{row.digest[:12]}.pdf", by=by, purpose=PURPOSE, at=at, source=SOURCE)
