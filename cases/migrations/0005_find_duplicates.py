"""Every case page asks for other cases about the same order, product or serial number."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_wrote_again")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=~models.Q(concerns__in=("", "not applicable")),
                fields=["concerns", "opened_at"], name="cases_concerns",
            ),
        ),
    ]
