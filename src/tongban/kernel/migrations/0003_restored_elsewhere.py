"""Positions that survive a restore into another PostgreSQL server, whose transaction numbers begin again below ours."""

from django.db import migrations

FORWARD = """
create table kernel_log_base (
    single boolean primary key default true check (single),
    base bigint not null,
    server text not null
);
comment on table kernel_log_base is 'What is added to transaction numbers of this server to give positions in the log.';
insert into kernel_log_base (base, server) select 0, system_identifier::text from pg_control_system();

create function kernel_position() returns xid8 language sql volatile as $$
    select (pg_current_xact_id()::text::bigint + base)::text::xid8 from kernel_log_base
$$;
create function kernel_own_position() returns xid8 language sql stable as $$
    select (pg_current_xact_id_if_assigned()::text::bigint + base)::text::xid8 from kernel_log_base
$$;
create function kernel_horizon() returns xid8 language sql stable as $$
    select (pg_snapshot_xmin(pg_current_snapshot())::text::bigint + base)::text::xid8 from kernel_log_base
$$;

-- On another server than the one that wrote the log, new positions begin above every old one. True when that was so.
create function kernel_settle() returns boolean language plpgsql volatile as $$
begin
    update kernel_log_base set
        base = greatest(base, (select e.xid::text::bigint from kernel_event e order by e.xid desc limit 1)),
        server = here.system_identifier::text
    from pg_control_system() here where server <> here.system_identifier::text;
    return found;
end $$;

alter table kernel_event alter column xid set default kernel_position();
create or replace view kernel_visible_event as
    select xid, id, stream, number, type, at, actor, data, prev_hash, hash from kernel_event
    where xid < kernel_horizon() or (xid = kernel_own_position() and xid = kernel_horizon());
"""
BACKWARD = """
create or replace view kernel_visible_event as
    select xid, id, stream, number, type, at, actor, data, prev_hash, hash from kernel_event
    where xid < pg_snapshot_xmin(pg_current_snapshot())
        or (xid = pg_current_xact_id_if_assigned() and xid = pg_snapshot_xmin(pg_current_snapshot()));
alter table kernel_event alter column xid set default pg_current_xact_id();
drop function kernel_settle();
drop function kernel_horizon();
drop function kernel_own_position();
drop function kernel_position();
drop table kernel_log_base;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_upkeep")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
