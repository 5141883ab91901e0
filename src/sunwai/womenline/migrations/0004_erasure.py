"""A case whose key was destroyed after its years; see docs/womenline.md."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('womenline', '0003_walls_of_each_helpline'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='erased_at',
            field=models.DateTimeField(help_text='When its key was destroyed; codes are left.', null=True),
        ),
        migrations.AlterField(
            model_name='note',
            name='about',
            field=models.CharField(choices=[('opened', 'case opened'), ('assessed', 'risk assessed'), ('triaged', 'triaged'), ('described', 'details written down'), ('noted', 'note'), ('referred', 'referred'), ('referral_answered', 'referral answered'), ('follow_up_begun', 'follow-up begun'), ('followed_up', 'followed up'), ('closing_proposed', 'closing proposed'), ('closing_returned', 'closing returned'), ('closed', 'closed'), ('reopened', 'opened again'), ('reviewed', 'reviewed'), ('handed_over', 'given to another counsellor'), ('erased', 'what was said erased'), ('complaint', 'ordinary complaint registered, with consent')], default='noted', max_length=20),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('erased_at__isnull', True), models.Q(('call_id__isnull', True), ('closed_at__isnull', False), ('number_index__isnull', True), ('safe_index__isnull', True), ('sealed_person', b''), ('wrapped_key', b'')), _connector='OR'), name='womenline_erased_is_empty'),
        ),
    ]
