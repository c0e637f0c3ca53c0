"""What an account stands for on a day, by one hand-written statement: its posts with their regions, and its subjects.

Reason: this runs for every request of everybody. Through the ORM it is three statements and two milliseconds, more
than the rest of a request together; here it is one, and half of one (`docs/explanation/cases.md`).
"""

import json
from datetime import date

from django.db import connection

from tongban.kernel.actors import PostGrant

_STANDING = """
with recursive held as (
    select h.id, p.id as post, a.id as agency, a.region, p.duties
    from registry_postholding h join registry_post p on p.id = h.post_id join registry_agency a on a.id = p.agency_id
    where h.account_id = %(account)s and h.since <= %(day)s and (h.until is null or h.until >= %(day)s)
      and a.since <= %(day)s and (a.until is null or a.until >= %(day)s)
), below(root, code) as (
    select distinct region, region from held
    union
    select below.root, region.code from registry_region region
    join below on region.parent = below.code or region.successor = below.code
    where not exists (select 1 from registry_region later where later.code = region.code and later.since > region.since)
)
select
    coalesce((select json_agg(json_build_array(post, agency, region, duties) order by id) from held)::text, '[]'),
    coalesce((select json_object_agg(root, codes) from (
        select root, json_agg(code) as codes from below group by root) roots)::text, '{}'),
    coalesce((select json_agg(subject_id) from registry_representation
        where account_id = %(account)s and since <= %(day)s and (until is null or until >= %(day)s))::text, '[]')
"""


def standing(account: int, day: date) -> tuple[tuple[PostGrant, ...], frozenset[int]]:
    """The posts that the account holds on the day, in the order of their holdings, and the subjects it acts for.

    A region's codes are its own, those below it, and the retired ones that they succeeded (as `queries.subtree`).
    """
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"account": account, "day": day})
        held, below, subjects = (json.loads(part) for part in cursor.fetchone())
    posts = tuple(
        PostGrant(
            post_id=post,
            agency_id=agency,
            region=region,
            regions=frozenset(below[region]),
            duties=frozenset(duties),
        )
        for post, agency, region, duties in held
    )
    return posts, frozenset(subjects)
