"""What was published stays as it was, whoever writes; a decided appeal stays decided."""

from django.db import migrations

KEEP = """
create trigger reform_assessment_kept before update or delete on reform_assessment
    for each statement execute function kernel_append_only();
create trigger reform_unit_score_kept before update or delete on reform_unit_score
    for each statement execute function kernel_append_only();

create function reform_appeal_kept() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.state <> 'filed' then
        raise exception 'an appeal is kept: % refused', lower(tg_op) using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger reform_appeal_kept before update or delete on reform_appeal
    for each row execute function reform_appeal_kept();
"""
LET_GO = """
drop trigger reform_appeal_kept on reform_appeal;
drop function reform_appeal_kept();
drop trigger reform_unit_score_kept on reform_unit_score;
drop trigger reform_assessment_kept on reform_assessment;
"""


class Migration(migrations.Migration):
    dependencies = [("reform", "0040_assessment"), ("kernel", "0001_events")]
    operations = [migrations.RunSQL(KEEP, LET_GO)]
