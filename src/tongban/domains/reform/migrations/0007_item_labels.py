from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reform", "0006_documents_stay")]

    operations = [
        migrations.AddField(
            model_name="ledgeritem",
            name="label",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
    ]
