"""Values as people read them: days with their weekday, money with its unit, durations in the right unit."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Protocol, runtime_checkable

from django.utils.translation import get_language

from tongban.kernel import texts
from tongban.kernel.clock import law_time
from tongban.web import moment

NEAR = timedelta(days=15)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@runtime_checkable
class Bilingual(Protocol):
    def in_(self, language: str) -> str: ...


def language() -> str:
    """`zh` or `en`, whichever the reader chose."""
    return "en" if (get_language() or "zh").startswith("en") else "zh"


def t(code: str, /, **values: object) -> str:
    """The text `code` in the reader's language."""
    return texts.say(code, language(), **values)


def pick(text: object) -> str:
    """The reader's language of a `Text`, of a `{zh, en}` mapping, or the plain text itself."""
    if text is None:
        return ""
    if isinstance(text, Bilingual):
        return text.in_(language())
    if isinstance(text, Mapping):
        return str(text.get(language()) or text.get("zh", ""))
    return str(text)


def local(instant: datetime) -> datetime:
    return law_time(instant)


def day(value: date | datetime | None) -> str:
    """A date, with its weekday when it is within about two weeks of today."""
    if value is None:
        return ""
    on = local(value).date() if isinstance(value, datetime) else value
    near = abs(on - moment.today()) <= NEAR
    weekday = t(f"web.weekday.{on.isoweekday()}")
    if language() == "zh":
        return f"{on.year}年{on.month}月{on.day}日" + (f"（{weekday}）" if near else "")
    return (f"{weekday} " if near else "") + f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def short_day(value: date | datetime | None) -> str:
    """Month and day only, for spans that lie in one year."""
    if value is None:
        return ""
    on = local(value).date() if isinstance(value, datetime) else value
    return f"{on.month}月{on.day}日" if language() == "zh" else f"{on.day} {_MONTHS[on.month - 1]}"


def instant(value: datetime | None) -> str:
    """Day and time, to the minute, in Beijing time."""
    return "" if value is None else f"{day(value)} {local(value):%H:%M}"


def money(fen: int | None) -> str:
    """Integer fen as yuan with two places and the unit."""
    if fen is None:
        return ""
    yuan = f"{Decimal(fen) / 100:,.2f}"
    return f"{yuan}元" if language() == "zh" else f"CNY {yuan}"


def duration(value: object) -> str:
    """A `Duration` (amount and unit) in words: 3个工作日, 3 working days."""
    if value is None:
        return ""
    amount, unit = getattr(value, "amount", None), getattr(value, "unit", None)
    return str(value) if amount is None else units(amount, str(unit))


def units(amount: float, unit: str) -> str:
    """An amount with its unit; English says one day and two days."""
    number = f"{amount:g}"
    return t(f"web.unit.{unit}.one" if amount == 1 else f"web.unit.{unit}.many", amount=number)
