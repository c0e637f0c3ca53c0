"""What an account stands for on a day, in one call: `standing.py` reads it.

Reason: asked for every request of everybody. As one statement it has two hundred plan nodes to set up, though hardly
anybody stands in, acts for another or has several log-ins; as a function each part is only asked when there is one.
"""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

STANDING = """
create function registry_standing(
    asked bigint, day date,
    out posts text, out below text, out grants text, out hands text, out ties text
) language plpgsql stable as $$
declare
    roots text[];
    replaced bigint[];
    own bigint[];  -- subjects that it represents today, itself included
    self bigint;  -- the person that it is, when its log-in says so today
    persons bigint[];  -- the natural person behind it
    others bigint[];  -- and those behind the ones it stands in for
    mine bigint[];
    delegated jsonb;
begin
    select json_agg(json_build_array(p.id, a.id, a.region, p.duties, 'account_' || r.uuid) order by h.id)::text,
        array_agg(distinct a.region), array_agg(distinct r.id) filter (where r.id is not null)
    into posts, roots, replaced
    from registry_postholding h join registry_post p on p.id = h.post_id join registry_agency a on a.id = p.agency_id
    left join registry_account r on r.id = h.in_place_of_id
    where h.account_id = asked and h.since <= day and (h.until is null or h.until >= day)
      and a.since <= day and (a.until is null or a.until >= day)
      and (h.in_place_of_id is null or exists (select 1 from registry_postholding o
        where o.account_id = h.in_place_of_id and o.post_id = h.post_id and o.in_place_of_id is null
          and o.since <= day and (o.until is null or o.until >= day)));

    if roots is not null then
        with recursive reached(root, code) as (
            select code, code from unnest(roots) code
            union
            select reached.root, region.code from registry_region region
            join reached on region.parent = reached.code or region.successor = reached.code
            where not exists (
                select 1 from registry_region later where later.code = region.code and later.since > region.since)
        )
        select json_object_agg(root, codes)::text into below
        from (select root, json_agg(code) as codes from reached group by root) found;
    end if;

    select jsonb_agg(jsonb_build_array(
            s.id, 'subject_' || s.uuid, r.role, '', null, null, null, null, '', r.until) order by r.id),
        array_agg(r.subject_id), min(r.subject_id) filter (where r.role = 'self')
    into delegated, own, self
    from registry_representation r join registry_subject s on s.id = r.subject_id
    where r.account_id = asked and r.since <= day and (r.until is null or r.until >= day);

    if exists (select 1 from registry_delegation d
            where d.state = 'accepted' and (d.helper_id = asked or d.agent_id = any(own))) then
        delegated := coalesce(delegated, '[]') || registry_delegated(asked, self, day);
    end if;
    grants := delegated::text;

    select array_agg(found.subject) into persons from (
        select person_id as subject from registry_account where id = asked and person_id is not null
        union
        select subject_id from registry_representation where account_id = asked and role = 'self') found;
    if replaced is not null then
        select array_agg(found.subject) into others from (
            select person_id as subject from registry_account where id = any(replaced) and person_id is not null
            union
            select subject_id from registry_representation where account_id = any(replaced) and role = 'self') found;
    end if;
    if persons is null and replaced is null then
        return;
    end if;
    select json_agg(distinct 'account_' || a.uuid)::text into hands from registry_account a where a.id <> asked and (
        a.id = any(replaced) or a.person_id = any(persons || others) or a.id in (
            select account_id from registry_representation
            where role = 'self' and subject_id = any(persons || others)));

    if persons is null then
        return;
    end if;
    select array_agg(found.subject) into mine from (
        select unnest(persons) as subject
        union
        select e.subject_id from registry_enterprise e where e.legal_representative_id = any(persons)
        union
        select r.subject_id from registry_representation r where r.since <= day and (r.until is null or r.until >= day)
          and r.account_id in (
            select id from registry_account where person_id = any(persons)
            union
            select account_id from registry_representation where role = 'self' and subject_id = any(persons))
    ) found;
    select json_agg(found.subject)::text into ties from (
        select unnest(mine) as subject
        union
        select d.principal_id from registry_delegation d
        where d.agent_id = any(mine) and d.state = 'accepted' and d.since <= day and d.until >= day) found;
end
$$
"""
DELEGATED = """
create function registry_delegated(asked bigint, self bigint, day date) returns jsonb language sql stable as $$
    with given as (
        select * from registry_delegation where state = 'accepted' and since <= day and until >= day
    ), direct as (
        select * from given where agent_id = self and kind in ('agent', 'relative')
    ), own as (
        select subject_id, until from registry_representation
        where account_id = asked and role <> 'self' and since <= day and (until is null or until >= day)
    ), found as (
        select id, principal_id, kind, 'delegation_' || uuid as basis, acts, procedures,
            null::varchar[] as acts_above, null::varchar[] as procedures_above, '' as thing, until
        from direct
        union all
        select id, principal_id, kind, 'delegation_' || uuid, acts, procedures, null, null, thing, until
        from given where helper_id = asked
        union all
        select d.id, d.principal_id, d.kind, 'delegation_' || d.uuid, d.acts, d.procedures, null, null, '',
            least(d.until, own.until)
        from given d join own on own.subject_id = d.agent_id where d.kind = 'parent'
        union all
        select d.id, d.principal_id, d.kind, 'delegation_' || d.uuid || ',delegation_' || direct.uuid,
            d.acts, d.procedures, direct.acts, direct.procedures, '', least(d.until, direct.until)
        from given d join direct on direct.principal_id = d.agent_id and direct.kind = 'agent' where d.kind = 'parent'
    )
    select coalesce(jsonb_agg(jsonb_build_array(s.id, 'subject_' || s.uuid, found.kind, basis, acts, procedures,
        acts_above, procedures_above, thing, until) order by found.id), '[]')
    from found join registry_subject s on s.id = found.principal_id
$$
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("registry", "0004_delegation")]
    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(DELEGATED, "drop function registry_delegated(bigint, bigint, date)"),
        migrations.RunSQL(STANDING, "drop function registry_standing(bigint, date)"),
    ]
