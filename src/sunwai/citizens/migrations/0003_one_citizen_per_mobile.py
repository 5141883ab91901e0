"""One index for a mobile instead of two: nobody looks for the beginning of a number."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('citizens', '0002_initial'),
        ('places', '0003_history_of_what_was'),
    ]

    operations = [
        migrations.AlterField(
            model_name='citizen',
            name='mobile',
            field=models.CharField(help_text='Ten digits, as dialled in India.', max_length=10, verbose_name='mobile'),
        ),
        migrations.AddConstraint(
            model_name='citizen',
            constraint=models.UniqueConstraint(fields=('mobile',), name='one_citizen_per_mobile'),
        ),
    ]
