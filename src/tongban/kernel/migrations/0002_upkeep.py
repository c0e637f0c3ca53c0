"""Anchors, evidence, notices, idempotency keys, job keys and the sandbox's clock; anchors are append-only."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


SEALED = """
alter table kernel_anchor add column upto_xid xid8 not null;
create trigger kernel_anchor_unchanged before update or delete on kernel_anchor
    for each statement execute function kernel_append_only();
create trigger kernel_anchor_untruncated before truncate on kernel_anchor
    for each statement execute function kernel_append_only();
create trigger kernel_anchored_head_unchanged before update or delete on kernel_anchored_head
    for each statement execute function kernel_append_only();
create trigger kernel_anchored_head_untruncated before truncate on kernel_anchored_head
    for each statement execute function kernel_append_only();
"""
UNSEALED = """
drop trigger kernel_anchored_head_untruncated on kernel_anchored_head;
drop trigger kernel_anchored_head_unchanged on kernel_anchored_head;
drop trigger kernel_anchor_untruncated on kernel_anchor;
drop trigger kernel_anchor_unchanged on kernel_anchor;
alter table kernel_anchor drop column upto_xid;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0001_events'),
    ]

    operations = [
        migrations.CreateModel(
            name='AnchorRow',
            fields=[
                ('number', models.PositiveIntegerField(primary_key=True, serialize=False)),
                ('day', models.DateField(unique=True)),
                ('at', models.DateTimeField()),
                ('upto_event', models.BigIntegerField()),
                ('streams', models.PositiveIntegerField()),
                ('events', models.PositiveBigIntegerField()),
                ('heads_hash', models.TextField(db_collation='C')),
                ('prev_hash', models.TextField(db_collation='C')),
                ('hash', models.TextField(db_collation='C')),
            ],
            options={
                'db_table': 'kernel_anchor',
            },
        ),
        migrations.CreateModel(
            name='EvidenceRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(unique=True)),
                ('name', models.CharField(max_length=255)),
                ('media_type', models.TextField()),
                ('size', models.PositiveBigIntegerField()),
                ('hash', models.CharField(db_index=True, max_length=64)),
                ('by', models.TextField()),
                ('source', models.TextField()),
                ('purpose', models.TextField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'kernel_evidence',
            },
        ),
        migrations.CreateModel(
            name='NoticeRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('region', models.CharField(blank=True, max_length=6)),
                ('off', models.JSONField()),
                ('on', models.JSONField()),
                ('names', models.JSONField()),
                ('source', models.TextField()),
                ('published_on', models.DateField()),
                ('entered_by', models.TextField()),
                ('entered_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'kernel_notice',
            },
        ),
        migrations.CreateModel(
            name='SandboxClockRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('offset', models.DurationField()),
                ('moved_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'kernel_sandbox_clock',
            },
        ),
        migrations.CreateModel(
            name='IdempotencyRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.TextField()),
                ('key', models.TextField()),
                ('digest', models.TextField()),
                ('at', models.DateTimeField(db_index=True)),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('body', models.JSONField(null=True)),
            ],
            options={
                'db_table': 'kernel_idempotency',
                'constraints': [models.UniqueConstraint(fields=('account', 'key'), name='kernel_idempotency_account_key')],
            },
        ),
        migrations.CreateModel(
            name='JobRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.TextField()),
                ('key', models.TextField()),
                ('done_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'kernel_job',
                'constraints': [models.UniqueConstraint(fields=('name', 'key'), name='kernel_job_name_key')],
            },
        ),
        migrations.CreateModel(
            name='AnchoredHeadRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stream', models.TextField(db_collation='C')),
                ('number', models.PositiveIntegerField()),
                ('hash', models.TextField(db_collation='C')),
                ('anchor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.anchorrow')),
            ],
            options={
                'db_table': 'kernel_anchored_head',
                'constraints': [models.UniqueConstraint(fields=('anchor', 'stream'), name='kernel_anchored_head_anchor_stream')],
            },
        ),
        migrations.RunSQL(SEALED, UNSEALED),
    ]
