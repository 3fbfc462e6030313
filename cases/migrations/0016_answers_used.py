"""Which answers of solved cases were put into others."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from feedback_site.tables_at_once import MakeTables


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0015_word_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        MakeTables([
            migrations.CreateModel(
                name="AnswerUse",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("used_at", models.DateTimeField(verbose_name="used at")),
                    ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="answer_uses", to="cases.case")),
                    ("source", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="answers_used", to="cases.case")),
                    ("used_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "verbose_name": "use of an answer",
                    "verbose_name_plural": "uses of answers",
                    "ordering": ("used_at",),
                    "constraints": [
                        models.UniqueConstraint(fields=("case", "source"), name="cases_answer_use_once"),
                    ],
                },
            ),
        ]),
    ]
