"""Labels, and versions of what reads categories."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_quality_of_feedback"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="CategoryLabel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("confirmed", "confirmed"), ("corrected", "corrected"),
                            ("kept", "sorted without a person, and kept"),
                        ],
                        max_length=9, verbose_name="kind",
                    ),
                ),
                ("guessed", models.CharField(blank=True, max_length=50, verbose_name="guessed")),
                ("confidence", models.FloatField(default=0.0, verbose_name="confidence")),
                ("was_sorted", models.BooleanField(default=False, verbose_name="sorted without a person")),
                ("version", models.PositiveIntegerField(null=True, verbose_name="version")),
                ("decided_at", models.DateTimeField(verbose_name="decided at")),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="labels", to="cases.case"),
                ),
                (
                    "category",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.category"),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "category label",
                "verbose_name_plural": "category labels",
                "ordering": ("-pk",),
                "indexes": [
                    models.Index(fields=["case", "-id"], name="cases_label_case"),
                    models.Index(fields=["decided_at"], name="cases_label_decided"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadingModel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True, verbose_name="number")),
                ("numbers", models.BinaryField()),
                ("words", models.BinaryField()),
                ("labels", models.PositiveIntegerField(verbose_name="labels")),
                ("up_to_label", models.PositiveBigIntegerField()),
                ("metrics", models.JSONField(default=dict, verbose_name="figures")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("is_in_use", models.BooleanField(default=False, verbose_name="in use")),
                ("in_use_since", models.DateTimeField(blank=True, null=True, verbose_name="in use since")),
                (
                    "put_in_use_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "version of the reading",
                "verbose_name_plural": "versions of the reading",
                "ordering": ("-number",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_in_use", True)), fields=("is_in_use",),
                        name="cases_reading_model_one_in_use",
                    )
                ],
            },
        ),
    ]
