"""What an official paper carries around its text; where signature and day stand (GB/T 9704—2012, 7.2, 7.3). Pure."""

import re
from dataclasses import dataclass
from datetime import date
from unicodedata import east_asian_width

from tongban.kernel.errors import Refusal

_NUMBER = re.compile(
    r"(?P<word>[^\s〔〕\[\]()（）【】［］]{1,30})[〔\[(（【［](?P<year>[0-9]{4})[〕\])）】］](?P<n>[1-9][0-9]{0,4})号"
)
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Letterhead:
    """`red_head`: the issuing authority's mark (发文机关标志), empty for a paper without a red head. `number`: the
    document number (发文字号), `to`: to whom (主送机关), both may be empty. `signer` signs on `dated`; `sealed`: a seal
    is put over it, which moves both (7.3.5.1 and 7.3.5.2)."""

    signer: str
    dated: date
    red_head: str = ""
    number: str = ""
    to: str = ""
    sealed: bool = False


def checked(head: Letterhead) -> Letterhead:
    """The letterhead with its number in six-cornered brackets.

    Refuses `reform.monthly.{signer,line,number}`.
    """
    signer = " ".join(head.signer.split())
    if not signer:
        raise Refusal("reform.monthly.signer")
    if any(len(one) > LONGEST for one in (signer, head.red_head, head.number, head.to)):
        raise Refusal("reform.monthly.line", longest=LONGEST)
    number = number_of(head.number)
    return Letterhead(signer, head.dated, head.red_head.strip(), number, head.to.strip().rstrip("：:"), head.sealed)


def number_of(said: str) -> str:
    """`云汀府[2026]12号` becomes `云汀府〔2026〕12号`; empty stays empty. Refuses `reform.monthly.number`."""
    plain = "".join(said.split())
    if not plain:
        return ""
    found = _NUMBER.fullmatch(plain)
    if found is None:
        raise Refusal("reform.monthly.number", number=said[:40])
    return f"{found['word']}〔{found['year']}〕{found['n']}号"


def width(text: str) -> float:
    """How many characters (字) wide a text is: Latin letters and digits are half as wide."""
    return sum(1.0 if east_asian_width(one) in "WFA" else 0.5 for one in text)


def chinese_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def signing(head: Letterhead) -> tuple[float, float]:
    """How many characters signature and day stand away from the right edge of the text.

    With a seal the day stands four characters away and the signature is centred over it (7.3.5.1). Without, the
    signature stands two away and the day begins two characters after the signature does; where the day would come
    nearer to the edge than two, it stands two away and the signature makes room (7.3.5.2).
    """
    signer, day = width(head.signer), width(chinese_day(head.dated))
    if head.sealed:
        return max(0.0, 4 + (day - signer) / 2), 4.0
    if signer - day >= 2:
        return 2.0, signer - day
    return 4 + day - signer, 2.0
