"""The values of a message as JSON, and back as words: days, instants and lengths of time keep their kind."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tongban.kernel.clock import law_time
from tongban.kernel.declaration import Text
from tongban.kernel.durations import Duration
from tongban.kernel.texts import say


def kept(value: object) -> Any:
    """A value as it is stored: plain JSON, with one-key mappings for days, instants, texts and lengths of time."""
    if isinstance(value, Text):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, datetime):
        return {"instant": law_time(value).isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Duration):
        return {"amount": value.amount, "unit": value.unit.value}
    if isinstance(value, (list, tuple)):
        return [kept(part) for part in value]
    if value is None or isinstance(value, (str, int)):
        return value
    raise TypeError(f"{type(value).__qualname__} cannot be told in a message")


def words(values: Mapping[str, Any], language: str) -> dict[str, object]:
    """The stored values as `texts.say` takes them, in `zh` or `en`."""
    return {name: _told(value, language) for name, value in values.items()}


def _told(value: Any, language: str) -> object:
    if isinstance(value, list):
        return [_told(part, language) for part in value]
    if not isinstance(value, dict):
        return "—" if value is None else value
    if "zh" in value:
        return Text(**value)
    if "day" in value:
        return date.fromisoformat(value["day"])
    if "instant" in value:
        at = datetime.fromisoformat(value["instant"])
        return say("kernel.messages.instant", language, day=at.date(), time=f"{at:%H:%M}")
    amount = value["amount"]
    many = "one" if amount == 1 else "many"
    return say(f"kernel.messages.unit.{value['unit']}.{many}", language, amount=amount)
