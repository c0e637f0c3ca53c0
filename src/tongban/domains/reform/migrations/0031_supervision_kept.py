"""The words of a step that was taken stay as they were; only its end is added. Nothing of a finding is deleted."""

from django.db import migrations

KEEP = """
create function reform_step_kept() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'a step of supervision is kept: delete refused' using errcode = 'restrict_violation';
    end if;
    if old.ended_at is not null or (old.finding_id, old.kind, old.number, old.rule, old.title, old.text, old.taken_at)
        is distinct from (new.finding_id, new.kind, new.number, new.rule, new.title, new.text, new.taken_at) then
        raise exception 'a step of supervision is kept: change refused' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger reform_step_kept before update or delete on reform_supervision_step
    for each row execute function reform_step_kept();

create function reform_finding_kept() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or (old.number <> '' and new.number <> old.number)
        or (old.text, old.agency_id, old.region) is distinct from (new.text, new.agency_id, new.region) then
        raise exception 'a finding is kept: % refused', lower(tg_op) using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger reform_finding_kept before update or delete on reform_finding
    for each row execute function reform_finding_kept();
"""
LET_GO = """
drop trigger reform_finding_kept on reform_finding;
drop function reform_finding_kept();
drop trigger reform_step_kept on reform_supervision_step;
drop function reform_step_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("reform", "0030_supervision")]
    operations = [migrations.RunSQL(KEEP, LET_GO)]
