"""Licences are found by number, holder and the licence that a record belongs to."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("licences", "0003_whole_life"),
    ]

    operations = [
        migrations.AddIndex("licence", models.Index(fields=["number"], name="licences_by_number")),
        migrations.AddIndex("licence", models.Index(fields=["holder_code"], name="licences_by_holder_code")),
        migrations.AddIndex(
            "licence",
            models.Index(fields=["holder_name"], name="licences_by_holder_name", opclasses=["varchar_pattern_ops"]),
        ),
    ]
