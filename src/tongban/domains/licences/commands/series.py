"""The series of numbers: without gaps for an issuer and a type, whoever issues at the same time."""

from django.db import connection

from tongban.domains.licences import rules
from tongban.domains.licences.definitions import LicenceType
from tongban.domains.licences.models import Licence
from tongban.kernel.errors import Refusal

_NEXT = """
insert into licences_serial (issuer_code, type_code, year, last)
select %(issuer)s::varchar, %(type)s::varchar, %(period)s::smallint, coalesce(max(last), 0) + 1 from licences_serial
where issuer_code = %(issuer)s::varchar and type_code = %(type)s::varchar and (year = 0 or %(period)s::smallint = 0)
on conflict (issuer_code, type_code, year) do update set last = licences_serial.last + 1
returning last
"""


def next_serial(kind: LicenceType, *, issuer: str, year: int) -> int:
    """The next number of the series. Its row stays locked until the caller's transaction ends, so that a number of an
    issue that fails is given to the next one.

    A new series goes on where another of the same issuer and type has come to: a pack that takes the year out of its
    numbers, or puts it in, never makes an identifier twice. Refuses `licences.number.exhausted`.
    """
    asked = {"issuer": issuer, "type": kind.type_code, "period": rules.period_of(kind, year)}
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, asked)
        serial = int(cursor.fetchone()[0])
    rules.check_serial(kind, serial)
    return serial


def require_free(kind: LicenceType, number: str) -> None:
    """Refuses `licences.number.taken` when another licence of the type has this number: the series of an agency that
    was given another credit code begins anew."""
    if "{serial" in kind.number and Licence.objects.filter(number=number, type_id=kind.id).exists():
        raise Refusal("licences.number.taken", type=kind.title, number=number)
