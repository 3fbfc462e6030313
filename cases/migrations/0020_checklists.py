"""Checklists, kept by the site and laid on cases; answers that were taken back; the order of saved views."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from feedback_site.tables_at_once import AtOnce, MakeTables

def key():
    """Give the column that names a row."""
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


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
                        ("id", key()),
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
                        ("id", key()),
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
                        ("id", key()),
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
                        ("id", key()),
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
                            models.CheckConstraint(condition=Q(Q(("done_at", None), ("done_by", None)), Q(("done_at__isnull", False), ("done_by__isnull", False)), _connector="OR"), name="cases_laid_step_done_iff_by"),
                        ),
                    },
                ),
            ]
        ),
        AtOnce([
        migrations.AddField("case", "steps_all", counted()),
        migrations.AddField("case", "steps_done", counted()),
        migrations.AddField("case", "steps_owed", counted()),
        migrations.AddField(
            "queueview",
            "position",
            models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="position"),
        ),
        migrations.AlterField(
            model_name="caseevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("received", "received"),
                    ("acknowledged", "receipt acknowledged"),
                    ("triaged", "looked at and sorted"),
                    ("retargeted", "category or priority changed"),
                    ("assigned", "given to somebody"),
                    ("started", "work began"),
                    ("noted", "internal note"),
                    ("answered", "answered by a person"),
                    ("customer_wrote", "the customer wrote"),
                    ("took_back", "the customer took a message back"),
                    ("auto_reply", "automatic reply came in"),
                    ("bounce", "a message came back"),
                    ("waiting_began", "waiting began"),
                    ("waiting_ended", "waiting ended"),
                    ("dispatched", "a specialist was sent"),
                    ("contacted", "the customer was contacted"),
                    ("remedied", "the remedy was carried out"),
                    ("reviewed", "the request was decided"),
                    ("visited", "somebody came on site"),
                    ("resolved", "solved"),
                    ("resolution_undone", "solving was undone"),
                    ("verifying_began", "follow-up began"),
                    ("closed", "closed"),
                    ("reopened", "re-opened"),
                    ("rejection_proposed", "rejection proposed"),
                    ("rejected", "rejected"),
                    ("spam", "put aside as spam; nothing was sent"),
                    ("not_spam", "no spam after all"),
                    ("duplicate", "marked as duplicate"),
                    ("withdrawn", "withdrawn by the customer"),
                    ("split", "a second matter was split off"),
                    ("unsplit", "splitting was undone"),
                    ("merged", "merged into another case"),
                    ("unmerged", "merging was undone"),
                    ("related", "linked with another case"),
                    ("unrelated", "link with another case removed"),
                    ("escalated", "escalated"),
                    ("asked_up", "the customer asked for somebody else"),
                    ("stepped_down", "escalation stepped down"),
                    ("warned", "warned before a limit"),
                    ("breached", "a limit was missed"),
                    ("promise_made", "promised"),
                    ("promise_kept", "promise kept"),
                    ("promise_changed", "promise changed"),
                    ("promise_withdrawn", "promise taken back"),
                    ("follow_up_tried", "follow-up attempt"),
                    ("calendar_changed", "working times changed"),
                    ("policy_changed", "time limits changed"),
                    ("correction", "correction"),
                    ("traced", "machine or lot noted"),
                    ("mood_set", "mood confirmed or corrected"),
                    ("problem_linked", "linked to a recurring problem"),
                    ("problem_unlinked", "taken out of a recurring problem"),
                    ("incident_joined", "joined to an incident"),
                    ("incident_left", "taken out of an incident"),
                    ("incident_told", "told with all others of an incident"),
                    ("order_made", "work order given"),
                    ("order_moved", "work order moved"),
                    ("consulted", "experts were asked"),
                    ("opinion_given", "an expert's opinion"),
                    ("opinions_decided", "decided after consultation"),
                    ("quote_sent", "quote sent"),
                    ("quote_approved", "quote approved"),
                    ("quote_declined", "quote declined"),
                    ("quote_withdrawn", "quote taken back"),
                    ("quote_begun", "work on an answered quote began"),
                    ("checklist_added", "checklist added"),
                    ("checklist_removed", "checklist taken away"),
                    ("step_done", "step of a checklist done"),
                    ("step_reopened", "step of a checklist opened again"),
                    ("answer_taken_back", "an answer was taken back before it went out"),
                ],
                max_length=20,
                verbose_name="what happened",
            ),
        ),
        migrations.AlterField(
            model_name="incidentruncase",
            name="result",
            field=models.CharField(
                blank=True,
                choices=[
                    ("done", "done"),
                    ("state", "is not sorted or begun, or waits: left for its owner"),
                    ("orders", "has work orders or steps of a checklist open: left for its owner"),
                    ("taken", "was finished meanwhile, or is of another incident"),
                    ("refused", "could not be done: left for its owner"),
                    ("stopped", "not done: it was stopped before"),
                ],
                max_length=7,
                verbose_name="result",
            ),
        ),
        ]),
    ]  # fmt: skip
