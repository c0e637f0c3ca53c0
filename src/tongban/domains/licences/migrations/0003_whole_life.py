"""Records of one licence follow each other: version, what made it, suspensions, when the next one took its place."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("licences", "0002_one_standing"),
    ]

    operations = [
        migrations.AddField("licence", "root", models.UUIDField(null=True)),
        migrations.RunSQL("update licences_licence set root = uuid", migrations.RunSQL.noop),
        migrations.AlterField("licence", "root", models.UUIDField()),
        migrations.AddField("licence", "version", models.PositiveSmallIntegerField(default=1)),
        migrations.AddField("licence", "cause", models.CharField(default="issue", max_length=10)),
        migrations.AddField(
            "licence",
            "replaces",
            models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="successor",
                to="licences.licence",
            ),
        ),
        migrations.AddField("licence", "replaced_at", models.DateTimeField(null=True)),
        migrations.AddField("licence", "suspended_at", models.DateTimeField(null=True)),
        migrations.AddField("licence", "suspended_until", models.DateField(null=True)),
        migrations.AddField("licence", "suspension_reason", models.TextField(default="")),
        migrations.AddField("licence", "suspension_basis", models.CharField(default="", max_length=300)),
        migrations.AddField("licence", "past_suspensions", models.JSONField(default=list)),
        migrations.AddField("licence", "ending", models.CharField(default="", max_length=10)),
        migrations.RemoveConstraint("licence", "licences_one_standing_per_track"),
        migrations.AddConstraint(
            "licence",
            models.UniqueConstraint(
                fields=("case_id", "track"),
                condition=Q(revoked_at=None, replaced_at=None) & ~Q(case_id=""),
                name="licences_one_standing_per_track",
            ),
        ),
        migrations.AddConstraint(
            "licence",
            models.UniqueConstraint(fields=("root", "version"), name="licences_one_record_per_version"),
        ),
    ]
