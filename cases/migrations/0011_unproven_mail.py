"""A mail that only names a case is linked to it, and says that nothing is proved."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_first_diagnoses")]
    operations = [
        migrations.AlterField(
            model_name="caselink",
            name="kind",
            field=models.CharField(
                choices=[
                    ("follow_up_of", "follow-up of"),
                    ("repeat_of", "repeat of"),
                    ("duplicate_of", "duplicate of"),
                    ("merged_into", "merged into"),
                    ("split_from", "split off from"),
                    ("names", "unproven answer to"),
                ],
                max_length=12,
                verbose_name="kind",
            ),
        )
    ]
