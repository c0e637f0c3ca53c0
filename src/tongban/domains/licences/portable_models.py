"""Tables of the portable form: issuer keys, credentials in wallets, questions to wallets, what wallets signed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongban.kernel.privacy import Mask, PersonalData


class IssuerKey(models.Model):
    """A key that signs portable licences and status lists. Its private half is encrypted by a passphrase that this
    database never sees; without one the row is only what verifiers need.

    pii: none
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {}

    kid = models.CharField(max_length=43, unique=True)  # thumbprint, RFC 7638
    public = models.JSONField()
    sealed = models.TextField()  # PKCS #8, encrypted
    made_at = models.DateTimeField()
    signs_from = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.CharField(max_length=300, default="")

    def __str__(self) -> str:
        return self.kid


class Credential(models.Model):
    """A licence in somebody's wallet: which licence, which key, which person holds the key, which status entry.

    The credential itself is not kept: its text is the holder's alone.

    pii: who carries which licence; basis: issuing the licence in this form (国务院关于在线政务服务的若干规定
    art. 10); kept: as the licence
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"keeper": Mask.NAME}

    uuid = models.UUIDField(unique=True)
    licence = models.ForeignKey("licences.Licence", models.PROTECT, related_name="credentials")
    keeper = models.ForeignKey("registry.Subject", models.PROTECT, related_name="+")
    thumbprint = models.CharField(max_length=43)
    list_number = models.PositiveIntegerField()
    place = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint("list_number", "place", name="licences_one_status_entry"),)
        indexes = (models.Index(fields=("licence", "-issued_at"), name="licences_in_wallets"),)

    def __str__(self) -> str:
        return f"credential_{self.uuid}"


class Challenge(models.Model):
    """A question to a wallet: short-lived, answered once, used once, by the browser that asked.

    `code` opens it in a wallet; `browser` is the digest of a secret that only the asking browser keeps. `asked` says
    what is wanted, `answer` what was shown (only as long as the browser needs it).

    pii: account, keeper, answer, asked; basis: the log-in or signature the holder asked for; kept: 30 days
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {
        "account": Mask.NAME,
        "keeper": Mask.NAME,
        "answer": Mask.ALL,
        "asked": Mask.ALL,
    }

    uuid = models.UUIDField(unique=True)
    code = models.CharField(max_length=43, unique=True)
    nonce = models.CharField(max_length=43, unique=True)
    number = models.CharField(max_length=2)  # shown in the browser and in the wallet, to compare
    browser = models.CharField(max_length=43)
    purpose = models.CharField(max_length=10)
    stage = models.CharField(max_length=10)
    made_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    asked = models.JSONField(default=dict)
    answer = models.JSONField(default=dict)
    refusal = models.CharField(max_length=80, default="")
    licence = models.ForeignKey("licences.Licence", models.PROTECT, null=True, related_name="+")
    keeper = models.ForeignKey("registry.Subject", models.PROTECT, null=True, related_name="+")
    credential = models.ForeignKey(Credential, models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey("registry.Account", models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"challenge_{self.uuid}"


class WalletSignature(models.Model):
    """That a holder signed the answers of an application with the licence in the wallet.

    `signed` is exactly what the digest was made of, `presentation` what the wallet sent, `public` the issuer's key of
    that day: with these three anybody can check it again without this platform. `evidence` is the same as a paper.

    pii: who signed what; basis: evidence of the application (电子签名法 art. 13, 14); kept: as the case
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"signed": Mask.ALL, "presentation": Mask.ALL, "signer": Mask.NAME}

    uuid = models.UUIDField(unique=True)
    case_id = models.CharField(max_length=60, db_index=True)
    credential = models.ForeignKey(Credential, models.PROTECT, related_name="+")
    signer = models.ForeignKey("registry.Subject", models.PROTECT, related_name="+")
    digest = models.CharField(max_length=43)
    signed = models.TextField()
    presentation = models.TextField()
    public = models.JSONField()
    signed_at = models.DateTimeField()
    evidence = models.CharField(max_length=60)

    class Meta:
        constraints = (models.UniqueConstraint("case_id", "digest", name="licences_signed_once"),)

    def __str__(self) -> str:
        return f"signature_{self.uuid}"


class DemoWallet(models.Model):
    """A wallet to try things with, of a sandbox only: keys and licences of one browser. A real one is on a phone.

    pii: keys and held licences; basis: none, a sandbox holds no real person; kept: with the sandbox
    """

    PERSONAL_DATA: ClassVar[PersonalData] = {"held": Mask.ALL}

    token = models.CharField(max_length=43, unique=True)  # digest of what the browser keeps
    held = models.JSONField(default=list)

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(token=""), name="licences_wallet_of_a_browser"),)

    def __str__(self) -> str:
        return "demo wallet"
