"""Numbers with a unit in a sentence: how much of what. Whether one is promised is decided in `targets`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tongban.domains.reform.duty.plain import BLANK, number

Number = int | float


class Unit(StrEnum):
    """What a number counts. Money in yuan is told in fen; `count` keeps its measure word beside it."""

    MINUTE = "minute"
    HOUR = "hour"
    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    PERCENT = "percent"
    PERCENTAGE_POINT = "percentage_point"
    FEN = "fen"
    US_DOLLAR = "us_dollar"
    KVA = "kva"
    KILOMETRE = "kilometre"
    KILOMETRE_PER_KM2 = "kilometre_per_km2"
    SQUARE_METRE = "square_metre"
    COUNT = "count"


TIMES = frozenset({Unit.MINUTE, Unit.HOUR, Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR})
WORDS: tuple[tuple[str, Unit], ...] = (
    ("个?工作日", Unit.WORKING_DAY),
    ("个?(?:自然|日历)[日天]", Unit.CALENDAR_DAY),
    ("个?小时", Unit.HOUR),
    ("分钟", Unit.MINUTE),
    ("个月", Unit.MONTH),
    ("周(?!岁|年)|个星期", Unit.WEEK),
    ("[日天](?!数|然)", Unit.CALENDAR_DAY),
    ("年(?=左右|以内|之内|内)", Unit.YEAR),
    ("个百分点", Unit.PERCENTAGE_POINT),
    ("%", Unit.PERCENT),
    ("美元", Unit.US_DOLLAR),
    ("元", Unit.FEN),
    ("千伏安|kVA|KVA", Unit.KVA),
    ("km/km2|公里/平方公里", Unit.KILOMETRE_PER_KM2),
    ("公里|km(?!/)", Unit.KILOMETRE),
    ("平方米", Unit.SQUARE_METRE),
    (
        "人次|场次|户次|项次|人(?!员|民|均|社|力|工|才)|家|件|项|份|次|宗|种|类|篇|户(?!均)|张|枚|套|批|场|期|例|笔|台|辆|座|处|所|环节|倍|名(?!单|录|称|优|牌)|吨|亩|公顷|个(?!月|工作日|小时)",
        Unit.COUNT,
    ),
)
UNIT = "|".join(f"(?P<u{place}>{word})" for place, (word, _) in enumerate(WORDS))
SCALES = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
DIGITS = r"\d+(?:\.\d+)?"
CHINESE = "[一二三四五六七八九十两百〇零]+"
# Not after a letter, a bracket or a sign: DN100, 4G, 〔2019〕, 4+1 and ordinals are names.
DIGITAL = re.compile(
    rf"(?<![\d.A-Za-z〔第+×*])(?:(?P<days>7)[×xX*](?=24))?(?:(?P<low>{DIGITS})(?:[—–~-]+|至|到))?"
    rf"(?P<high>{DIGITS})[”\"]?(?P<scale>[百千万亿]{{0,2}})(?:{UNIT})"
)
SPELLED = re.compile(rf"(?<![第〇零一二三四五六七八九十百千万几数多每])(?P<high>{CHINESE})(?P<scale>[万亿]?)(?:{UNIT})")
OF_HUNDRED = re.compile(rf"百分之(?P<high>{CHINESE}|{DIGITS})")
DATES = re.compile(r"\d{4}(?:年|[-/.]\d{1,2}[-/.]\d{1,2})(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{1,2}月(?:\d{1,2}日)?")


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number and its unit, where it stands in the plain text. `upper` is the greater end of a range."""

    value: Number
    upper: Number | None
    unit: Unit
    word: str
    start: int
    end: int
    is_spelled: bool = False
    is_all_week: bool = False

    @property
    def is_time(self) -> bool:
        return self.unit in TIMES


def quantities(text: str) -> tuple[Quantity, ...]:
    """Every number with a known unit, in order. `text` is plain; dates, ordinals and names such as DN100 are none."""
    read = DATES.sub(lambda found: BLANK * len(found[0]), text)
    return tuple(sorted(_each(read), key=lambda one: one.start))


def _each(text: str) -> Iterator[Quantity]:
    for found in OF_HUNDRED.finditer(text):
        value = number(found["high"]) if not found["high"][0].isdigit() else float(found["high"])
        if value is not None:
            yield Quantity(value, None, Unit.PERCENT, "%", found.start(), found.end(), is_spelled=True)
    for found in DIGITAL.finditer(text):
        word, unit = _unit(found)
        high = _told(found["high"], scale=found["scale"], unit=unit)
        low = _told(found["low"], scale=found["scale"], unit=unit) if found["low"] else None
        first, upper = (high, None) if low is None else (low, high)
        is_all_week = found["days"] is not None
        yield Quantity(first, upper, unit, word, found.start(), found.end(), is_all_week=is_all_week)
    for found in SPELLED.finditer(text):
        value = number(found["high"])
        if value is not None:
            word, unit = _unit(found)
            told = _told(str(value), scale=found["scale"], unit=unit)
            yield Quantity(told, None, unit, word, found.start(), found.end(), is_spelled=True)


def _unit(found: re.Match[str]) -> tuple[str, Unit]:
    place = next(place for place in range(len(WORDS)) if found[f"u{place}"])
    return found[f"u{place}"], WORDS[place][1]


def _told(digits: str, *, scale: str, unit: Unit) -> Number:
    """The number with its 万 and 亿, yuan in fen; whole numbers as int."""
    value = Decimal(digits) * (100 if unit == Unit.FEN else 1)
    for sign in scale:
        value *= SCALES[sign]
    return int(value) if value == value.to_integral_value() else float(value)
