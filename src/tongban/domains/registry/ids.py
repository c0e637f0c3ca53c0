"""The typed names of what this domain keeps."""

from typing import ClassVar

from tongban.kernel.ids import Id


class AccountId(Id):
    prefix: ClassVar[str] = "account"


class SubjectId(Id):
    prefix: ClassVar[str] = "subject"


class AgencyId(Id):
    prefix: ClassVar[str] = "agency"


class PostId(Id):
    prefix: ClassVar[str] = "post"


class DelegationId(Id):
    prefix: ClassVar[str] = "delegation"


class TokenId(Id):
    prefix: ClassVar[str] = "token"
