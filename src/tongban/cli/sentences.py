"""Refusals as sentences on a terminal."""

from pathlib import Path

from tongban.kernel import texts
from tongban.kernel.errors import TongbanError

SOURCE = Path(__file__).resolve().parents[1]


def both(error: TongbanError) -> str:
    """The sentence of a refusal in Chinese and in English, with its code."""
    told = [said(error.code, language, **error.values) for language in ("zh", "en")]
    return "\n".join([*told, f"({error.code})"])


def said(code: str, language: str, /, **values: object) -> str:
    """The sentence of a code in one language; commands without a database read the texts here."""
    if not texts.codes():
        texts.load(SOURCE.rglob("strings/*.yaml"))
    return texts.say(code, language, **values)
