"""What ledgers hold already gets its identity, its place and the plan it belongs to."""

from django.db import migrations

FILL = """
update reform_ledgeritem set position = number;
update reform_ledgermeasure m
set uuid = gen_random_uuid(), plan_id = i.plan_id, region = p.region, next_on = m.due_on
from reform_ledgeritem i join reform_ledgerplan p on p.id = i.plan_id where i.id = m.item_id;
"""


class Migration(migrations.Migration):
    dependencies = [("reform", "0002_measures")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
