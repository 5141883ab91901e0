"""Who came through CPGRAMS may have left no mobile: null, which no look-up by a number finds."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('citizens', '0004_apps'),
    ]

    operations = [
        migrations.AlterField(
            model_name='citizen',
            name='mobile',
            field=models.CharField(blank=True, help_text='Ten digits, as dialled in India.', max_length=10, null=True, verbose_name='mobile'),
        ),
    ]
