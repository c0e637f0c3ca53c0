"""A licence has files in two forms, each drawn as often as its content asks. PDFs drawn before stay known by bytes."""

import django.db.models.deletion
from django.db import migrations, models


def keep_certificates(apps, schema_editor):
    licences, files = apps.get_model("licences", "Licence"), apps.get_model("licences", "LicenceFile")
    evidence = apps.get_model("kernel", "EvidenceRow")
    for licence in licences.objects.exclude(certificate="").only("certificate").iterator():
        row = evidence.objects.filter(uuid=licence.certificate.partition("_")[2]).first()
        if row is not None:
            files.objects.create(
                licence=licence, form="pdf", content="", digest=row.hash, evidence=licence.certificate, drawn_at=row.at
            )


class Migration(migrations.Migration):
    dependencies = [
        ('licences', '0010_seals'),
        ("kernel", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="LicenceFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form", models.CharField(max_length=3)),
                ("content", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("evidence", models.CharField(max_length=80)),
                ("seal", models.CharField(default="", max_length=80)),
                ("drawn_at", models.DateTimeField()),
                (
                    "licence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="licences.licence"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["licence", "form", "-id"], name="licences_files_of_licence"),
                    models.Index(fields=["digest"], name="licences_file_by_digest"),
                ],
            },
        ),
        migrations.RunPython(keep_certificates, migrations.RunPython.noop),
        migrations.RemoveField(model_name="licence", name="certificate"),
    ]
