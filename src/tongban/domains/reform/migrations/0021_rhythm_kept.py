"""What a meeting closed stays as it was, whoever writes; what was recorded is never changed."""

from django.db import migrations

KEEP = """
create function reform_meeting_kept() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' and old.closed_at is not null then
        raise exception 'a closed meeting is kept: % refused', lower(tg_op) using errcode = 'restrict_violation';
    end if;
    if tg_op = 'DELETE' then return old; end if;
    return new;
end $$;
create trigger reform_meeting_kept before update or delete on reform_meeting
    for each row execute function reform_meeting_kept();

create function reform_of_meeting_kept() returns trigger language plpgsql as $$
declare
    of_meeting bigint := case when tg_op = 'DELETE' then old.meeting_id else new.meeting_id end;
begin
    if exists (select 1 from reform_meeting where id = of_meeting and closed_at is not null)
        or (tg_op = 'UPDATE' and old.meeting_id <> new.meeting_id) then
        raise exception 'a closed meeting is kept: % of % refused', lower(tg_op), tg_table_name
            using errcode = 'restrict_violation';
    end if;
    if tg_op = 'DELETE' then return old; end if;
    return new;
end $$;
create trigger reform_meeting_line_kept before insert or update or delete on reform_meeting_line
    for each row execute function reform_of_meeting_kept();
create trigger reform_attendance_kept before insert or update or delete on reform_attendance
    for each row execute function reform_of_meeting_kept();
create trigger reform_decision_kept before insert or update or delete on reform_decision
    for each row execute function reform_of_meeting_kept();

create trigger reform_decision_answer_kept before update or delete on reform_decision_answer
    for each statement execute function kernel_append_only();
create trigger reform_meeting_correction_kept before update or delete on reform_meeting_correction
    for each statement execute function kernel_append_only();
create trigger reform_duty_record_kept before update or delete on reform_duty_record
    for each statement execute function kernel_append_only();
create trigger reform_occurrence_kept before update or delete on reform_occurrence
    for each statement execute function kernel_append_only();
"""
LET_GO = """
drop trigger reform_occurrence_kept on reform_occurrence;
drop trigger reform_duty_record_kept on reform_duty_record;
drop trigger reform_meeting_correction_kept on reform_meeting_correction;
drop trigger reform_decision_answer_kept on reform_decision_answer;
drop trigger reform_decision_kept on reform_decision;
drop trigger reform_attendance_kept on reform_attendance;
drop trigger reform_meeting_line_kept on reform_meeting_line;
drop function reform_of_meeting_kept();
drop trigger reform_meeting_kept on reform_meeting;
drop function reform_meeting_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("reform", "0020_rhythm"), ("kernel", "0001_events")]
    operations = [migrations.RunSQL(KEEP, LET_GO)]
