"""The database refuses to change or remove a line of the ledger."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("janseva", "0004_fees"), ("casework", "0002_seal_events")]
    operations = [
        migrations.RunSQL(
            """CREATE TRIGGER janseva_ledger_stays BEFORE UPDATE OR DELETE ON janseva_ledgerentry
               FOR EACH ROW EXECUTE FUNCTION casework_refuse_change()""",
            "DROP TRIGGER janseva_ledger_stays ON janseva_ledgerentry",
        )
    ]
