"""What a reader without need sees of personal data (个人信息保护法 第6条: no more than the purpose needs).

A model declares which of its columns are personal, and how each is masked, in `PERSONAL_DATA`; its class docstring
says why they are kept and for how long. Only the owner and an officer whose task needs it read the plain value.
"""

from collections.abc import Mapping
from enum import StrEnum

HIDDEN = "*"


class Mask(StrEnum):
    """How one kind of personal data is shown to those who need not know it."""

    NAME = "name"  # the family name stays
    IDENTITY = "identity"  # first three and last two characters stay
    PHONE = "phone"  # first three and last four digits stay
    EMAIL = "email"  # first letter and the host stay
    ADDRESS = "address"  # the first six characters stay
    ALL = "all"  # nothing stays


PersonalData = Mapping[str, Mask]
_KEPT = {Mask.NAME: (1, 0), Mask.IDENTITY: (3, 2), Mask.PHONE: (3, 4), Mask.ADDRESS: (6, 0), Mask.ALL: (0, 0)}


def mask(value: str, how: Mask) -> str:
    """`value` as a stranger may see it; an empty value stays empty, a short one is hidden whole."""
    if how is Mask.EMAIL:
        name, at, host = value.rpartition("@")
        return f"{name[:1]}{HIDDEN * 3}{at}{host}" if name else HIDDEN * len(value)
    first, last = _KEPT[how]
    hidden = len(value) - first - last
    if hidden < 1:
        return HIDDEN * len(value)
    return value[:first] + HIDDEN * hidden + value[len(value) - last :]
