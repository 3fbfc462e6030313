"""Checklists, kept by the site and laid on cases; answers that were taken back; the order of saved views."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from feedback_site.tables_at_once import MakeTables

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def named():
    """Give the columns of a name in three languages."""
    return [
        ("name_zh_hant", models.CharField(max_length=120, verbose_name="name (Traditional Chinese)")),
        ("name_zh_hans", models.CharField(max_length=120, verbose_name="name (Simplified Chinese)")),
        ("name_en", models.CharField(max_length=120, verbose_name="name (English)")),
    ]  # fmt: skip


def counted():
    """Give a count on the case."""
    return models.PositiveSmallIntegerField(db_default=0, default=0)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0019_reply_templates"),
        ("organisation", "0004_brand"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        MakeTables(
            [
                migrations.CreateModel(
                    name="CaseList",
                    fields=[
                        ("id", KEY),
                        *named(),
                        ("klass", models.CharField(blank=True, choices=[("technical", "technical"), ("service", "service"), ("product", "product")], help_text="For all cases of a class; empty where it is for one category, or for any case.", max_length=10, verbose_name="class")),
                        ("is_automatic", models.BooleanField(default=False, help_text="Laid on each case that is sorted into the class or category from now on; else somebody adds it on the page of a case.", verbose_name="by itself")),
                        ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                        ("number", models.PositiveIntegerField(default=1, verbose_name="version")),
                        ("changed_at", models.DateTimeField(verbose_name="changed at")),
                        ("category", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="case_lists", to="cases.category", verbose_name="category")),
                        ("store", models.ForeignKey(blank=True, db_index=False, help_text="Empty: for all stores.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.store", verbose_name="store")),
                    ],
                    options={
                        "verbose_name": "checklist",
                        "verbose_name_plural": "checklists",
                        "ordering": ("pk",),
                        "abstract": False,
                        "constraints": (
                            models.CheckConstraint(condition=Q(("klass", ""), ("category", None), _connector="OR"), name="cases_list_for_one_kind"),
                            models.CheckConstraint(condition=Q(("is_automatic", False), Q(("klass", ""), _negated=True), ("category__isnull", False), _connector="OR"), name="cases_list_by_itself_for_a_kind"),
                        ),
                    },
                ),
                migrations.CreateModel(
                    name="CaseListStep",
                    fields=[
                        ("id", KEY),
                        *named(),
                        ("position", models.PositiveSmallIntegerField(default=10, verbose_name="position")),
                        ("is_must", models.BooleanField(default=False, help_text="Whoever solves the case without it says why.", verbose_name="before solving")),
                        ("checklist", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="cases.caselist")),
                    ],
                    options={
                        "verbose_name": "step of a checklist",
                        "verbose_name_plural": "steps of checklists",
                        "ordering": ("position", "pk"),
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="LaidList",
                    fields=[
                        ("id", KEY),
                        *named(),
                        ("number", models.PositiveIntegerField(verbose_name="version")),
                        ("is_automatic", models.BooleanField(default=False, verbose_name="by itself")),
                        ("laid_at", models.DateTimeField(verbose_name="added at")),
                        ("removed_at", models.DateTimeField(null=True, verbose_name="taken away at")),
                        ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="checklists", to="cases.case")),
                        ("template", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.caselist")),
                    ],
                    options={
                        "verbose_name": "checklist of a case",
                        "verbose_name_plural": "checklists of cases",
                        "abstract": False,
                        "constraints": (
                            models.UniqueConstraint(condition=Q(("removed_at", None)), fields=("case", "template"), name="cases_laid_once"),
                        ),
                    },
                ),
                migrations.CreateModel(
                    name="LaidStep",
                    fields=[
                        ("id", KEY),
                        *named(),
                        ("position", models.PositiveSmallIntegerField(default=10, verbose_name="position")),
                        ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done at")),
                        ("is_must", models.BooleanField(default=False, verbose_name="before solving")),
                        ("checklist", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="cases.laidlist")),
                        ("done_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "verbose_name": "step on a case",
                        "verbose_name_plural": "steps on cases",
                        "ordering": ("position", "pk"),
                        "abstract": False,
                        "constraints": (
                            models.CheckConstraint(condition=Q(Q(("done_by", None), ("done_at", None)), Q(("done_by__isnull", False), ("done_at__isnull", False)), _connector="OR"), name="cases_laid_step_done_iff_by"),
                        ),
                    },
                ),
            ]
        ),
        migrations.AddField("case", "steps_all", counted()),
        migrations.AddField("case", "steps_done", counted()),
        migrations.AddField("case", "steps_owed", counted()),
        migrations.AddField(
            "queueview",
            "position",
            models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="position"),
        ),
    ]  # fmt: skip
