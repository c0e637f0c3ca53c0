"""By when something must be done, computed from facts, never from a counter.

Law is judged in Asia/Shanghai. How each unit counts:

* `working_day`: the start day is not counted; the period ends at 24:00 of its nth working day.
* `calendar_day`: the start day is not counted; when the last day is a day off, the period ends at 24:00 of the next
  working day (民法典 art. 201, 203).
* `hour`: elapsed hours from the start instant, nights and holidays included.
* `working_hour`: elapsed hours inside the office hours of working days.

A pause takes whole days out of day clocks: every day from the one it begins on up to, not including, the one it ends
on. A pause that begins and ends on one day therefore takes out nothing. Hour clocks lose the exact time between its
two instants. Overlapping pauses count once. A pause that begins when the period is already over changes nothing.
A statutory clock stops only with a lawful basis, and is extended only with one.
"""

from tongban.kernel.clock.ends import Due, due, used
from tongban.kernel.clock.explanation import Explanation, Glance, Span, State, explain, glance, judge
from tongban.kernel.clock.facts import (
    LAW_ZONE,
    ClockFacts,
    Extension,
    Kind,
    OfficeHours,
    Pause,
    law_day,
    law_time,
    midnight,
)

__all__ = [
    "LAW_ZONE",
    "ClockFacts",
    "Due",
    "Explanation",
    "Extension",
    "Glance",
    "Kind",
    "OfficeHours",
    "Pause",
    "Span",
    "State",
    "due",
    "explain",
    "glance",
    "judge",
    "law_day",
    "law_time",
    "midnight",
    "used",
]
