"""Case numbers (办件编号): region, day, six digits; a series without gaps."""

from datetime import date

from django.db import connection

from tongban.kernel.errors import Refusal

LAST = 999_999
_NEXT = """
insert into cases_serial (region, day, last) values (%s, %s, 1)
on conflict (region, day) do update set last = cases_serial.last + 1 returning last
"""


def next_number(region: str, day: date) -> str:
    """The next number of a region on a day. Its counter stays locked until the caller's transaction ends, so that a
    submission that fails gives its number back: take it last, when everything has been checked.

    Refuses `cases.submit.serial_exhausted` after 999,999 cases of one region on one day.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [region, day])
        (serial,) = cursor.fetchone()
    if serial > LAST:
        raise Refusal("cases.submit.serial_exhausted", region=region, day=day)
    return f"{region}{day:%Y%m%d}{serial:06}"
