"""A document that was filed for the record stays as it was filed."""

from django.db import migrations

STAYS = """
create trigger reform_document_unchanged before update or delete on reform_fileddocument
    for each statement execute function kernel_append_only();
"""
MOVES = "drop trigger reform_document_unchanged on reform_fileddocument;"


class Migration(migrations.Migration):
    dependencies = [("reform", "0005_life"), ("kernel", "0001_events")]
    operations = [migrations.RunSQL(STAYS, MOVES)]
