"""The typed names of what a wallet has to do with."""

from typing import ClassVar

from tongban.kernel.ids import Id


class CredentialId(Id):
    prefix: ClassVar[str] = "credential"


class ChallengeId(Id):
    prefix: ClassVar[str] = "challenge"


class SignatureId(Id):
    prefix: ClassVar[str] = "signature"
