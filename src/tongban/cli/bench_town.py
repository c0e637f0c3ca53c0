"""The scratch city of a benchmark: one real case, made by the real commands, then copies of its rows.

The copies differ from it by their ids only; their events repeat its hashes, so the scratch database proves nothing and
is thrown away. Imported only after Django has been set up on that database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from psycopg import sql

from tongban.cli.operate import apply_migrations
from tongban.config.packs import load_everything
from tongban.domains.cases import api as cases
from tongban.domains.registry import api as registry
from tongban.kernel import authz, evidence, packs
from tongban.kernel.authz import SYSTEM
from tongban.kernel.declaration import Text

PROCEDURE, PACK = "company_setup", "demo"
SUBMITTED = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
ACTED = SUBMITTED + timedelta(hours=2)
FIRST_COPY = 100_000_000_001
UUID_HEAD = "00000000-0000-4000-8000-"
HIGH = {"registry_account": 900_000, "cases_case": 5_000_000}
"""Rows are numbered from here, so that a captured statement cannot take one for another or for an event's number."""
TABLES = ("cases_step", "cases_clock")


@dataclass(frozen=True, slots=True)
class Act:
    """One act on a case: completes `step` when `grant` is None, else decides the track; by which account."""

    track: str
    step: str
    grant: bool | None
    account: registry.AccountId


@dataclass(frozen=True, slots=True)
class City:
    """The case that was really filed and accepted, and every act that is left to do on it, in a lawful order."""

    case: cases.CaseId
    acts: tuple[Act, ...]


def settle() -> City:
    """Migrate, load the packs, let a founder file and the window accept, and seat two officers per agency."""
    before = SUBMITTED - timedelta(days=60)
    apply_migrations(verbosity=0)
    with connection.cursor() as cursor:
        for table, number in HIGH.items():
            cursor.execute("select setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, number])
    load_everything(now=before)
    case = _file(before)
    state = cases.replay(case)
    region = cases.get_case(case, SYSTEM, now=SUBMITTED).region
    roles = sorted({track.role for track in state.tracks})
    officers = {
        (role, duty): seat(region, role, duty, before=before) for role in roles for duty in ("review", "approve")
    }
    return City(case, _acts(state, officers))


def act_of(plain: Sequence[Any]) -> Act:
    """An act from what was told to another process: track, step, grant, account."""
    track, step, grant, account = plain
    return Act(track, step, grant, registry.AccountId.parse(account))


def perform(case: cases.CaseId, act: Act, *, actor: authz.Actor) -> None:
    """Do one act as its officer."""
    if act.grant is None:
        cases.complete_step(case=case, track=act.track, step=act.step, opinion="材料齐全", actor=actor, now=ACTED)
    else:
        reason = "" if act.grant else "不符合条件"
        cases.decide(case=case, track=act.track, granted=act.grant, reason=reason, actor=actor, now=ACTED)


def actors(acts: tuple[Act, ...]) -> list[authz.Actor]:
    """The officer of each act."""
    known = {act.account: registry.actor_of(act.account, now=ACTED) for act in acts}
    return [known[act.account] for act in acts]


def copy_id(number: int) -> cases.CaseId:
    """The id of a copy, from 1."""
    return cases.CaseId.parse(f"case_{UUID_HEAD}{FIRST_COPY + number - 1}")


def make_copies(case: cases.CaseId, number: int) -> None:
    """Copy the rows and events of a case `number` times."""
    with connection.cursor() as cursor:
        values: dict[str, str | int] = {
            "uuid": str(case.value),
            "first": FIRST_COPY,
            "last": FIRST_COPY + number - 1,
            "head": UUID_HEAD,
        }
        names = columns("cases_case", "uuid", "number", "key", "state")
        cursor.execute(sql.SQL(_COPY_CASE).format(names=names), values)
        for table in TABLES:
            parts = {"table": sql.Identifier(table), "names": columns(table, "case_id")}
            cursor.execute(sql.SQL(_COPY_ROWS).format(**parts), values)
        cursor.execute(_COPY_EVENTS, values)
        cursor.execute("analyze")


_COPY_EVENTS = """
insert into kernel_event (stream, number, type, at, actor, data, prev_hash, hash)
select 'case_' || %(head)s || n, number, type, at, actor,
    jsonb_set(data, '{case}', to_jsonb('case_' || %(head)s || n)), prev_hash, hash
from kernel_event, generate_series(%(first)s::bigint, %(last)s::bigint) n
where stream = 'case_' || %(uuid)s order by n, number
"""
_COPY_CASE = """
insert into cases_case (uuid, number, key, state, {names})
select (%(head)s || n)::uuid, 'bench' || n, null, jsonb_set(state, '{{id}}', to_jsonb('case_' || %(head)s || n)),
    {names}
from cases_case, generate_series(%(first)s::bigint, %(last)s::bigint) n where uuid = %(uuid)s::uuid
"""
_COPY_ROWS = """
insert into {table} (case_id, {names})
select copy.id, {names} from (select id from cases_case where number like 'bench%%') copy, {table}
where case_id = (select id from cases_case where uuid = %(uuid)s::uuid)
"""


def columns(table: str, *but: str) -> sql.Composed:
    """The columns of a table except its number and those that a copy changes."""
    with connection.cursor() as cursor:
        cursor.execute("select column_name from information_schema.columns where table_name = %s", [table])
        names = [name for (name,) in cursor.fetchall() if name not in ("id", *but)]
    return sql.SQL(", ").join(map(sql.Identifier, names))


def _file(before: datetime) -> cases.CaseId:
    subject = registry.register_person(name="示例申请人", citizen_id="99010219900307002X", actor=SYSTEM, now=before)
    account = registry.create_account(username="founder", password=None, name="示例", actor=SYSTEM, now=before)
    registry.represent(account=account, subject=subject, role="self", actor=SYSTEM, now=before)
    founder = registry.actor_of(account, now=SUBMITTED)
    story = next(one for one in packs.current().view(PACK).list("stories") if one.procedure == PROCEDURE)
    paper = evidence.put(b"%PDF-1.7\n%%EOF\n", "a.pdf", by=founder.label, purpose="bench", at=SUBMITTED)
    case = cases.submit(
        procedure=PROCEDURE,
        region=story.region,
        subject=subject,
        form=story.given.form,
        materials=[cases.MaterialIn(name, (str(paper),)) for name in story.given.materials],
        actor=founder,
        now=SUBMITTED,
    )
    window = seat(story.region, "service_centre", "intake", before=before)
    cases.accept(case=case, actor=registry.actor_of(window, now=SUBMITTED), now=SUBMITTED)
    return case


def seat(region: str, role: str, duty: str, *, before: datetime) -> registry.AccountId:
    agency = registry.get_agency(region, role, on=before.date())
    title = Text(zh="示例岗", en="Example post")
    post = registry.create_post(agency=agency.id, title=title, duties=[duty], actor=SYSTEM, now=before)
    name = f"{role}.{duty}"
    return registry.create_staff(username=name, name=name, post=post, actor=SYSTEM, now=before)


def _acts(state: cases.CaseState, officers: dict[tuple[str, str], registry.AccountId]) -> tuple[Act, ...]:
    """First all that does not decide; then the decisions. Granted is what issues and registers nothing and waits for
    no other item; the rest is denied, so that no act spends its time in another domain."""
    needs = {
        track.key: {name.partition(".")[0] for step in track.steps for name in step.after} - {track.key}
        for track in state.tracks
    }
    pairs = [(track, step) for track in state.tracks for step in track.steps]
    pairs.sort(key=lambda pair: (pair[1].decides, bool(needs[pair[0].key])))
    return tuple(
        Act(
            track.key,
            step.id,
            None if not step.decides else track.licence is None and not track.registers and not needs[track.key],
            officers[track.role, step.duty],
        )
        for track, step in pairs
    )
