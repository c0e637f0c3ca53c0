"""What an account stands for on a day, by one hand-written statement: its posts, its grants, who else it is.

Reason: this runs for every request of everybody. Through the ORM it is six statements and some milliseconds, more
than the rest of a request together; here it is one, and a fraction of one (`docs/explanation/cases.md`).
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from tongban.domains.registry import rules
from tongban.kernel.actors import Grant, PostGrant

_STANDING = """
with recursive held as (
    select h.id, p.id as post, a.id as agency, a.region, p.duties, h.in_place_of_id as replaced
    from registry_postholding h join registry_post p on p.id = h.post_id join registry_agency a on a.id = p.agency_id
    where h.account_id = %(account)s and h.since <= %(day)s and (h.until is null or h.until >= %(day)s)
      and a.since <= %(day)s and (a.until is null or a.until >= %(day)s)
      and (h.in_place_of_id is null or exists (select 1 from registry_postholding o
        where o.account_id = h.in_place_of_id and o.post_id = h.post_id and o.in_place_of_id is null
          and o.since <= %(day)s and (o.until is null or o.until >= %(day)s)))
), below(root, code) as (
    select distinct region, region from held
    union
    select below.root, region.code from registry_region region
    join below on region.parent = below.code or region.successor = below.code
    where not exists (select 1 from registry_region later where later.code = region.code and later.since > region.since)
), own as (
    select subject_id as subject, role, until from registry_representation
    where account_id = %(account)s and since <= %(day)s and (until is null or until >= %(day)s)
), direct as (
    select d.* from registry_delegation d join own on own.subject = d.agent_id and own.role = 'self'
    where d.kind in ('agent', 'relative') and d.state = 'accepted' and d.since <= %(day)s and d.until >= %(day)s
), granted(subject, kind, basis, acts, procedures, acts_above, procedures_above, thing, until) as (
    select subject, role, '', null::varchar[], null::varchar[], null::varchar[], null::varchar[], '', until from own
    union all
    select principal_id, kind, 'delegation_' || uuid, acts, procedures, null, null, '', until from direct
    union all
    select principal_id, kind, 'delegation_' || uuid, acts, procedures, null, null, thing, until
    from registry_delegation
    where helper_id = %(account)s and state = 'accepted' and since <= %(day)s and until >= %(day)s
    union all
    select d.principal_id, d.kind, 'delegation_' || d.uuid, d.acts, d.procedures, null, null, '',
        least(d.until, own.until)
    from registry_delegation d join own on own.subject = d.agent_id and own.role <> 'self'
    where d.kind = 'parent' and d.state = 'accepted' and d.since <= %(day)s and d.until >= %(day)s
    union all
    select d.principal_id, d.kind, 'delegation_' || d.uuid || ',delegation_' || direct.uuid, d.acts, d.procedures,
        direct.acts, direct.procedures, '', least(d.until, direct.until)
    from registry_delegation d join direct on direct.principal_id = d.agent_id and direct.kind = 'agent'
    where d.kind = 'parent' and d.state = 'accepted' and d.since <= %(day)s and d.until >= %(day)s
), stands(account, own) as (
    select %(account)s::bigint, true
    union
    select replaced, false from held where replaced is not null
), person(subject, own) as (
    select a.person_id, s.own from stands s join registry_account a on a.id = s.account where a.person_id is not null
    union
    select r.subject_id, s.own from stands s join registry_representation r on r.account_id = s.account
    where r.role = 'self'
), hands(account, own) as (
    select account, own from stands
    union
    select a.id, p.own from person p join registry_account a on a.person_id = p.subject
    union
    select r.account_id, p.own from person p join registry_representation r on r.subject_id = p.subject
    where r.role = 'self'
), represented(subject) as (
    select r.subject_id from hands h join registry_representation r on r.account_id = h.account
    where h.own and r.since <= %(day)s and (r.until is null or r.until >= %(day)s)
    union
    select e.subject_id from person p join registry_enterprise e on e.legal_representative_id = p.subject where p.own
    union
    select p.subject from person p where p.own
), tied(subject) as (
    select subject from represented
    union
    select d.principal_id from represented r join registry_delegation d on d.agent_id = r.subject
    where d.state = 'accepted' and d.since <= %(day)s and d.until >= %(day)s
)
select
    coalesce((select json_agg(json_build_array(post, agency, region, duties,
            (select 'account_' || uuid from registry_account where id = replaced)) order by held.id)
        from held)::text, '[]'),
    coalesce((select json_object_agg(root, codes) from (
        select root, json_agg(code) as codes from below group by root) roots)::text, '{}'),
    coalesce((select json_agg(json_build_array(subject, 'subject_' || s.uuid, granted.kind, basis, acts, procedures,
            acts_above, procedures_above, thing, until))
        from granted join registry_subject s on s.id = subject)::text, '[]'),
    coalesce((select json_agg(distinct 'account_' || a.uuid)
        from hands join registry_account a on a.id = hands.account where a.id <> %(account)s)::text, '[]'),
    coalesce((select json_agg(subject) from tied)::text, '[]')
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """What an actor is built from."""

    posts: tuple[PostGrant, ...]
    grants: tuple[Grant, ...]
    same_as: frozenset[str]
    ties: frozenset[int]


def standing(account: int, day: date) -> Standing:
    """The posts that the account holds on the day in the order of their holdings, for whom it may act and how far,
    which accounts count as itself, and whose matters it must not judge.

    A region's codes are its own, those below it, and the retired ones that they succeeded (as `queries.subtree`).
    """
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"account": account, "day": day})
        held, below, granted, hands, tied = (json.loads(part) for part in cursor.fetchone())
    posts = tuple(
        PostGrant(
            post_id=post,
            agency_id=agency,
            region=region,
            regions=frozenset(below[region]),
            duties=frozenset(duties),
            in_place_of=replaced or "",
        )
        for post, agency, region, duties, replaced in held
    )
    return Standing(posts, tuple(_grants(granted, posts)), frozenset(hands), frozenset(tied))


def _grants(rows: Iterable[list[Any]], posts: Iterable[PostGrant]) -> Iterable[Grant]:
    """A helper of the counter helps only as long as a post takes in applications."""
    takes_in = any("intake" in post.duties for post in posts)
    for subject, label, kind, basis, acts, procedures, acts_above, procedures_above, thing, until in rows:
        if kind == rules.HELPER and not takes_in:
            continue
        if kind == rules.HELPER:
            acts = rules.acts_of_helper(acts, is_used=bool(thing))
        scope = rules.narrowed((acts, procedures), (acts_above, procedures_above))
        if scope is not None:
            last = date.fromisoformat(until) if until else None
            yield Grant(subject, label, kind, basis=basis, acts=scope[0], keys=scope[1], only=thing, until=last)
