"""A scratch city with very many cases of one item, all in one agency: the worst inbox there is.

One case is filed and accepted by the real commands; the others are copies of its rows that differ in number, subject,
days and state. The events of copies are left out: no list reads them, and they would be nine tenths of the disk.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from psycopg import sql

from tongban.cli.bench_town import UUID_HEAD, columns, seat
from tongban.cli.operate import apply_migrations
from tongban.config.packs import load_everything
from tongban.domains.cases import api as cases
from tongban.domains.registry import api as registry
from tongban.kernel import evidence, packs
from tongban.kernel.authz import SYSTEM

PROCEDURE, PACK, MATERIAL = "food_business_licence_renewal", "demo", "business_licence_copy"
FILED = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
SUBJECTS = 10_000
FIRST = 200_000_000_000
OF_OTHERS = "990102199003070054"


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who acts in the measurement, and what is filed."""

    officer: registry.AccountId
    applicant: registry.AccountId
    agency: str
    region: str
    subject: registry.SubjectId
    form: dict[str, Any]
    paper: str

    def application(self) -> dict[str, Any]:
        """The body of one filing through the API."""
        return {
            "procedure": PROCEDURE,
            "region": self.region,
            "subject": str(self.subject),
            "form": self.form,
            "materials": [{"id": MATERIAL, "files": [self.paper]}],
        }


def gather(number: int, *, open_share: int) -> Crowd:
    """A city with `number` cases of which `open_share` percent wait for one agency's review."""
    before = FILED - timedelta(days=60)
    apply_migrations(verbosity=0)
    load_everything(now=before)
    crowd, case = _file(before)
    with connection.cursor() as cursor:
        known: dict[str, str | int] = {
            "uuid": str(case.value),
            "subjects": SUBJECTS,
            "number": number,
            "open": open_share,
        }
        known |= {"head": UUID_HEAD, "first": FIRST}
        cursor.execute(_SUBJECTS, known)
        cursor.execute(sql.SQL(_CASES).format(names=columns("cases_case", *_CHANGED)), known)
        for table, text in (("cases_step", _STEPS), ("cases_clock", _CLOCKS)):
            changed = ("case_id", "due_on", *(("state",) if table == "cases_step" else ("stopped_at",)))
            cursor.execute(sql.SQL(text).format(names=columns(table, *changed)), known)
        cursor.execute("vacuum (analyze)")  # as autovacuum leaves it: a city does not grow in a minute
    return crowd


_CHANGED = ("uuid", "number", "key", "subject_id", "submitted_at", "due_on", "status", "ended_at")
_SUBJECTS = """
with named as (
    insert into registry_subject (uuid, kind, display_name)
    select gen_random_uuid(), 'enterprise', '示例第' || n || '餐饮有限公司' from generate_series(1, %(subjects)s) n
    returning id, display_name
)
insert into registry_enterprise
    (subject_id, name, credit_code, region, address, legal_representative_id, established_on, status)
select named.id, named.display_name, '91990102' || lpad(named.id::text, 10, '0'), one.region, one.address,
    other.subject_id, one.established_on, one.status
from named, (select * from registry_enterprise limit 1) one,
    (select subject_id from registry_person order by subject_id desc limit 1) other
"""
_CASES = """
with several as (select min(id) as first from registry_subject where display_name like '示例第%%')
insert into cases_case (uuid, number, key, subject_id, submitted_at, due_on, status, ended_at, {names})
select (%(head)s || (%(first)s + n))::uuid, '500000250101' || n, null, several.first + n %% %(subjects)s,
    submitted_at - n %% 90 * interval '1 day' - n %% 28800 * interval '1 second', due_on + (n %% 60 - 30)::int,
    case when n %% 100 < %(open)s then status else 'closed' end,
    case when n %% 100 < %(open)s then null else submitted_at end, {names}
from several, cases_case, generate_series(1, %(number)s::bigint) n where uuid = %(uuid)s::uuid
"""
_STEPS = """
insert into cases_step (case_id, due_on, state, {names})
select copy.id, copy.due_on, case copy.status when 'closed' then 'done' else state end, {names}
from (select id, due_on, status from cases_case where number like '500000250101%%') copy, cases_step s
where case_id = (select id from cases_case where uuid = %(uuid)s::uuid)
"""
_CLOCKS = """
insert into cases_clock (case_id, due_on, stopped_at, {names})
select copy.id, copy.due_on, copy.ended_at, {names}
from (select id, due_on, ended_at from cases_case where number like '500000250101%%') copy, cases_clock s
where case_id = (select id from cases_case where uuid = %(uuid)s::uuid)
"""


def _file(before: datetime) -> tuple[Crowd, cases.CaseId]:
    person = registry.register_person(name="示例申请人", citizen_id="99010219900307002X", actor=SYSTEM, now=before)
    account = registry.create_account(username="founder", password=None, name="示例", actor=SYSTEM, now=before)
    registry.represent(account=account, subject=person, role="self", actor=SYSTEM, now=before)
    registry.register_person(name="示例他人", citizen_id=OF_OTHERS, actor=SYSTEM, now=before)  # who has the other firms
    story = next(one for one in packs.current().view(PACK).list("stories") if one.procedure == PROCEDURE)
    form, region = dict(story.given.form), story.region
    company = registry.register_enterprise(
        name=form["name"],
        region=region,
        legal_representative=person,
        address=form["address"],
        actor=SYSTEM,
        now=before,
    )
    founder = registry.actor_of(account, now=FILED)
    paper = str(evidence.put(b"%PDF-1.7\n%%EOF\n", "a.pdf", by=founder.label, purpose="bench", at=FILED))
    given = [cases.MaterialIn(MATERIAL, (paper,))]
    case = cases.submit(
        procedure=PROCEDURE, region=region, subject=company, form=form, materials=given, actor=founder, now=FILED
    )
    view = cases.get_case(case, SYSTEM, now=FILED)
    window = seat(region, view.agency.role, "intake", before=before)
    cases.accept(case=case, actor=registry.actor_of(window, now=FILED), now=FILED)
    track = cases.get_case(case, SYSTEM, now=FILED).tracks[0]
    role = track.agency.role if track.agency else ""
    officer = seat(region, role, "review", before=before)
    return Crowd(officer, account, role, region, company, form, paper), case
