"""A note that her answer to an ordinary complaint was passed on, and a reading of where it stands."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('womenline', '0004_erasure'),
    ]

    operations = [
        migrations.AlterField(
            model_name='casereading',
            name='what',
            field=models.CharField(choices=[('case', 'the case'), ('number', 'the safe number'), ('list', 'the list of cases'), ('request', 'a request to be called'), ('search', 'a search by number'), ('ordinary', 'where ordinary complaints of the person stand')], max_length=8),
        ),
        migrations.AlterField(
            model_name='note',
            name='about',
            field=models.CharField(choices=[('opened', 'case opened'), ('assessed', 'risk assessed'), ('triaged', 'triaged'), ('described', 'details written down'), ('noted', 'note'), ('referred', 'referred'), ('referral_answered', 'referral answered'), ('follow_up_begun', 'follow-up begun'), ('followed_up', 'followed up'), ('closing_proposed', 'closing proposed'), ('closing_returned', 'closing returned'), ('closed', 'closed'), ('reopened', 'opened again'), ('reviewed', 'reviewed'), ('handed_over', 'given to another counsellor'), ('erased', 'what was said erased'), ('complaint', 'ordinary complaint registered, with consent'), ('complaint_answered', 'answer to an ordinary complaint passed on')], default='noted', max_length=20),
        ),
    ]
