"""What acts ask, in words; and the answers, checked all at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from tongban.domains.cases import wording
from tongban.domains.cases.filing import MaterialIn
from tongban.domains.cases.history import Missing
from tongban.domains.cases.views import Ask, AskError, AskKind, AskOption
from tongban.kernel import evidence, texts
from tongban.kernel.clock import LAW_ZONE
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal

LONGEST = {"text": 500, "long_text": 2000}
MOST = 100
"""The most things that one answer lists."""


def ask(act: str, name: str, kind: AskKind, *, required: bool = True, options: Iterable[AskOption] = ()) -> Ask:
    """An ask with its texts: `cases.ask.<act>.<name>`, and `….help` where there is one."""
    code = f"cases.ask.{act}.{name}"
    helped = wording.both(f"{code}.help") if f"{code}.help" in texts.codes() else None
    return Ask(name, kind, wording.both(code), required, tuple(options), helped)


def options(named: Iterable[tuple[str, Text]]) -> tuple[AskOption, ...]:
    return tuple(AskOption(value, label) for value, label in named)


def checked(asks: tuple[Ask, ...], values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as the commands take them; an ask that was left out is None.

    Refuses `cases.act.invalid` with every mistake at once: something not asked, not answered, of the wrong kind, not
    among what is offered.
    """
    found: dict[str, Any] = {}
    errors: list[AskError] = []
    for one in asks:
        given = values.get(one.name)
        if given is None or given in ("", [], ()):
            found[one.name] = None
            if one.required:
                errors.append(_error(one, "cases.ask.unanswered"))
            continue
        try:
            found[one.name] = _KINDS[one.kind](one, given)
        except _Wrong as wrong:
            errors.append(_error(one, wrong.code, **wrong.values))
    unknown = sorted(set(values) - {one.name for one in asks})
    errors += [_unknown(name) for name in unknown]
    if errors:
        raise Refusal("cases.act.invalid", count=len(errors), errors=errors)
    return found


class _Wrong(Exception):
    """An answer that its kind does not take."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def _error(one: Ask, code: str, **values: object) -> AskError:
    return AskError(f"/values/{one.name}", one.name, code, wording.both(code, ask=one.label, **values))


def _unknown(name: str) -> AskError:
    named = name[:60].replace("~", "~0").replace("/", "~1")
    return AskError(
        f"/values/{named}", name[:60], "cases.ask.unknown", wording.both("cases.ask.unknown", name=name[:60])
    )


def _text(one: Ask, given: Any) -> str:
    if not isinstance(given, str):
        raise _Wrong("cases.ask.not_text")
    said = given.replace("\r\n", "\n").replace("\0", "").strip()
    if one.required and not said:
        raise _Wrong("cases.ask.unanswered")
    longest = LONGEST[one.kind]
    if len(said) > longest:
        raise _Wrong("cases.ask.too_long", longest=longest)
    return said


def _day(one: Ask, given: Any) -> date:
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    try:
        return date.fromisoformat(str(given).strip())
    except ValueError:
        raise _Wrong("cases.ask.not_a_day") from None


def _instant(one: Ask, given: Any) -> datetime:
    try:
        found = given if isinstance(given, datetime) else datetime.fromisoformat(str(given).strip())
    except ValueError:
        raise _Wrong("cases.ask.not_an_instant") from None
    return found if found.tzinfo else found.replace(tzinfo=LAW_ZONE)


def _choice(one: Ask, given: Any) -> str:
    if not isinstance(given, str) or given not in {option.value for option in one.options}:
        raise _Wrong("cases.ask.not_offered")
    return given


def _choices(one: Ask, given: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_choice(one, each) for each in _list(given)))


def _boolean(one: Ask, given: Any) -> bool:
    known = {True: True, False: False, "true": True, "false": False}
    try:
        return known[given]
    except (KeyError, TypeError):
        raise _Wrong("cases.ask.not_offered") from None


def _number(one: Ask, given: Any) -> int:
    try:
        if isinstance(given, bool) or (isinstance(given, float) and not given.is_integer()):
            raise ValueError(given)
        found = int(given)
    except (TypeError, ValueError, OverflowError):
        raise _Wrong("cases.ask.not_a_number") from None
    if not 0 <= found <= 1_000_000:
        raise _Wrong("cases.ask.not_a_number")
    return found


def _files(one: Ask, given: Any) -> tuple[str, ...]:
    return tuple(_file(each) for each in _list(given))


def _file(given: Any) -> str:
    try:
        return str(evidence.EvidenceId.parse(str(given)))
    except Refusal:
        raise _Wrong("cases.ask.not_a_file") from None


def _missing(one: Ask, given: Any) -> tuple[Missing, ...]:
    told = [Missing(str(part["item"]).strip(), str(part["why"]).strip()) for part in _mappings(given, "item", "why")]
    parts = [*(part for part in _list(given) if isinstance(part, Missing)), *told]
    if not all(part.item and part.why and max(len(part.item), len(part.why)) <= LONGEST["long_text"] for part in parts):
        raise _Wrong("cases.ask.not_named")
    return tuple(parts)


def _form(one: Ask, given: Any) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise _Wrong("cases.ask.not_answers")
    return dict(given)


def _materials(one: Ask, given: Any) -> tuple[MaterialIn, ...]:
    ready = [part for part in _list(given) if isinstance(part, MaterialIn)]
    return (
        *ready,
        *(
            MaterialIn(str(part["id"]), tuple(_file(file) for file in _list(part["files"])), _licence(part))
            for part in _mappings(given, "id", "files", perhaps=("licence",))
        ),
    )


def _list(given: Any) -> list[Any]:
    if not isinstance(given, (list, tuple)) or len(given) > MOST:
        raise _Wrong("cases.ask.not_a_list")
    return list(given)


def _licence(part: Mapping[str, Any]) -> bool | None:
    """Whether the licence that is held may be taken; None where nothing is said of it."""
    said = part.get("licence")
    if said is not None and not isinstance(said, bool):
        raise _Wrong("cases.ask.not_named")
    return said


def _mappings(given: Any, *names: str, perhaps: tuple[str, ...] = ()) -> Iterator[Mapping[str, Any]]:
    """Those parts of a list that are plain data, each with exactly these names (and `perhaps` these)."""
    for part in _list(given):
        if isinstance(part, (Missing, MaterialIn)):
            continue
        if not isinstance(part, Mapping) or set(part) - set(perhaps) != set(names):
            raise _Wrong("cases.ask.not_named")
        yield part


_KINDS: Mapping[AskKind, Callable[[Ask, Any], Any]] = {
    "text": _text,
    "long_text": _text,
    "day": _day,
    "instant": _instant,
    "choice": _choice,
    "choices": _choices,
    "boolean": _boolean,
    "number": _number,
    "files": _files,
    "account": _choice,
    "agency": _choice,
    "missing": _missing,
    "form": _form,
    "materials": _materials,
}
