"""Texts that are written often, one's own or a team's."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0018_linked_by_hand"),
        ("organisation", "0004_brand"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="ReplyTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "is_shared",
                    models.BooleanField(default=False, verbose_name="shared with colleagues"),
                ),
                (
                    "text_zh_hant",
                    models.TextField(blank=True, verbose_name="text (Traditional Chinese)"),
                ),
                (
                    "text_zh_hans",
                    models.TextField(blank=True, verbose_name="text (Simplified Chinese)"),
                ),
                ("text_en", models.TextField(blank=True, verbose_name="text (English)")),
                ("changed_at", models.DateTimeField(verbose_name="changed at")),
                ("dropped_at", models.DateTimeField(null=True, verbose_name="taken away at")),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.department",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "reply template",
                "verbose_name_plural": "reply templates",
                "constraints": (
                    models.UniqueConstraint(
                        condition=Q(dropped_at=None),
                        fields=("owner", "name"),
                        name="cases_reply_template_once",
                    ),
                    models.CheckConstraint(
                        condition=~Q(text_zh_hant="", text_zh_hans="", text_en=""),
                        name="cases_reply_template_says_something",
                    ),
                    models.CheckConstraint(
                        condition=Q(department=None) | Q(is_shared=True),
                        name="cases_reply_template_team_is_shared",
                    ),
                ),
            },
        )
    ]
