"""The log of events, its readers' cursors and their failures; triggers that keep the log append-only."""

import django.db.models.deletion
from django.db import migrations, models

APPEND_ONLY = """
create function kernel_append_only() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: % refused', tg_table_name, lower(tg_op) using errcode = 'restrict_violation';
end $$;
create trigger kernel_event_unchanged before update or delete on kernel_event
    for each statement execute function kernel_append_only();
create trigger kernel_event_untruncated before truncate on kernel_event
    for each statement execute function kernel_append_only();
"""
KEEP_APPENDING = """
drop trigger kernel_event_untruncated on kernel_event;
drop trigger kernel_event_unchanged on kernel_event;
drop function kernel_append_only();
"""
POSITION = """
alter table kernel_event add column xid xid8 not null default pg_current_xact_id();
create index kernel_event_position on kernel_event (xid, id);
alter table kernel_cursor add column xid xid8 not null default '0';
"""
VISIBLE = """
-- What a reader in commit order may see: committed with nothing still running before it, or written by this very
-- transaction when it is the oldest one running.
create view kernel_visible_event as
    select xid, id, stream, number, type, at, actor, data, prev_hash, hash from kernel_event
    where xid < pg_snapshot_xmin(pg_current_snapshot())
        or (xid = pg_current_xact_id_if_assigned() and xid = pg_snapshot_xmin(pg_current_snapshot()));
"""
HEAD = """
create function kernel_event_head(wanted text, out number integer, out hash text) language plpgsql as $$
begin
    -- A statement of its own after the lock, so that it sees what the holder before us committed.
    perform pg_advisory_xact_lock(hashtextextended(wanted, 0));
    select e.number, e.hash into kernel_event_head.number, kernel_event_head.hash
    from kernel_event e where e.stream = wanted order by e.number desc limit 1;
end $$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="EventRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stream", models.TextField(db_collation="C")),
                ("number", models.PositiveIntegerField()),
                ("type", models.TextField(db_collation="C")),
                ("at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("data", models.JSONField()),
                ("prev_hash", models.TextField(db_collation="C")),
                ("hash", models.TextField(db_collation="C")),
            ],
            options={"db_table": "kernel_event"},
        ),
        migrations.AddConstraint(
            model_name="eventrow",
            constraint=models.UniqueConstraint(fields=["stream", "number"], name="kernel_event_stream_number"),
        ),
        migrations.CreateModel(
            name="CursorRow",
            fields=[
                ("subscriber", models.TextField(primary_key=True, serialize=False)),
                ("event", models.BigIntegerField(db_default=0)),
            ],
            options={"db_table": "kernel_cursor"},
        ),
        migrations.CreateModel(
            name="FailureRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subscriber", models.TextField()),
                ("stream", models.TextField(db_collation="C")),
                ("number", models.PositiveIntegerField()),
                ("attempts", models.PositiveIntegerField()),
                ("error", models.TextField()),
                ("failed_at", models.DateTimeField()),
                ("retry_at", models.DateTimeField()),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.eventrow"
                    ),
                ),
            ],
            options={"db_table": "kernel_failure"},
        ),
        migrations.AddConstraint(
            model_name="failurerow",
            constraint=models.UniqueConstraint(
                fields=["subscriber", "stream", "number"], name="kernel_failure_subscriber_stream"
            ),
        ),
        migrations.RunSQL(POSITION, migrations.RunSQL.noop),
        migrations.RunSQL(VISIBLE, "drop view kernel_visible_event;"),
        migrations.RunSQL(HEAD, "drop function kernel_event_head(text);"),
        migrations.RunSQL(APPEND_ONLY, KEEP_APPENDING),
    ]
