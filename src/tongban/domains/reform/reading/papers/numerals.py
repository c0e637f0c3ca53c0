"""Numbers as lists print them. Pure."""

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_SMALL = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def printed(number: int, form: str) -> str:
    """A number in a form of Word (`w:numFmt`); one that is not known is printed in digits."""
    known = _FORMS.get(form)
    return known(number) if known is not None and number >= 0 else str(number)


def chinese(number: int, digits: str = "零一二三四五六七八九", units: str = "十百千") -> str:
    """一, 十, 十一, 二十 … 九千九百九十九; digits beyond."""
    if not 0 < number < 10_000:
        return digits[0] if number == 0 else str(number)
    text, is_gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            text += (digits[0] if is_gap and text else "") + digits[digit] + (units[power - 1] if power else "")
        is_gap = not digit
    return text.removeprefix("一") if digits[1] == "一" and text.startswith("一十") else text


def _row(number: int, first: str, count: int) -> str:
    return chr(ord(first) + number - 1) if 0 < number <= count else str(number)


def _letter(number: int) -> str:
    return (
        "abcdefghijklmnopqrstuvwxyz"[(number - 1) % 26] * ((number - 1) // 26 + 1) if 0 < number < 500 else str(number)
    )


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for value, sign in (*_ROMAN, *_ROMAN_SMALL):
        text += sign * (number // value)
        number %= value
    return text


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if 0 < number <= len(signs) else str(number)


def _wide(number: int) -> str:
    return "".join(chr(ord("０") + int(digit)) for digit in str(number))


_FORMS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "decimalEnclosedCircle": lambda number: _row(number, "①", 20),
    "decimalEnclosedCircleChinese": lambda number: _row(number, "①", 20),
    "decimalEnclosedParen": lambda number: _row(number, "⑴", 20),
    "decimalEnclosedFullstop": lambda number: _row(number, "⒈", 20),
    "ideographEnclosedCircle": lambda number: _row(number, "㊀", 10),
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "ideographDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "taiwaneseDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "japaneseDigitalTenThousand": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "chineseLegalSimplified": lambda number: chinese(number, _FORMAL, "拾佰仟"),
    "ideographTraditional": _cycle("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _cycle("子丑寅卯辰巳午未申酉戌亥"),
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}
