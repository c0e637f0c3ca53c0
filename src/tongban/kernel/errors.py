"""The three ways in which Tongban says no.

A `Refusal` is a rule's answer to a person, `NotInForce` and `CalendarGap` are holes in law or calendar that a
region's administrator must close. Everything else that is raised is a bug. `code` is the key of a text in
`strings/*.yaml`; `values` fill the placeholders of that text. Never show `str(error)` to a citizen: say it with
`tongban.kernel.texts.say(error.code, language, **error.values)`.
"""


class TongbanError(Exception):
    """A failure with a stable code and the values its sentence needs."""

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"{self.code}({told})"


class Refusal(TongbanError):
    """A rule said no. HTTP 4xx; nothing was written."""


class Conflict(Refusal):
    """The request was lawful a moment ago; somebody was faster. HTTP 409; read again and choose anew."""


class NotInForce(TongbanError):
    """A dated rule was asked for on a day when it did not exist. Never answered with a default."""

    def __init__(self, name: str, day: object) -> None:
        super().__init__("kernel.not_in_force", name=name, day=day)


class CalendarGap(TongbanError):
    """A working day was asked of a year whose arrangement has not been published or entered."""

    def __init__(self, year: int, region: str | None = None) -> None:
        super().__init__("kernel.calendar_gap", year=year, region=region or "")
        self.year = year
