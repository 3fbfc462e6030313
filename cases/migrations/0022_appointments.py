"""Slots that stores offer, and appointments in them.

The kinds of events are choices, of which the database knows nothing: they are told to Django alone.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from feedback_site.tables_at_once import MakeTables

PROTECT = django.db.models.deletion.PROTECT
PURPOSES = [("pickup", "pickup"), ("repair", "repair"), ("advice", "advice")]


def number():
    """The key of a row."""
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


def somebody(**more):
    """A member of staff."""
    return models.ForeignKey(
        db_index=False, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, **more
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0021_first_checklists"),
        ("organisation", "0004_brand"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
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
                            ("noting_taken_back", "noted by mistake, and taken back"),
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
                            ("booked", "appointment made"),
                            ("booking_moved", "appointment moved"),
                            ("booking_cancelled", "appointment cancelled"),
                            ("booking_reminded", "customer reminded of the appointment"),
                            ("booking_asked", "store asked whether the customer came"),
                            ("booking_came", "customer came to the appointment"),
                            ("booking_missed", "appointment did not take place"),
                        ],
                        max_length=20,
                        verbose_name="what happened",
                    ),
                ),
            ]
        ),
        MakeTables(
            [
                migrations.CreateModel(
                    name="SlotOffer",
                    fields=[
                        ("id", number()),
                        (
                            "purpose",
                            models.CharField(
                                choices=PURPOSES, max_length=6, verbose_name="purpose"
                            ),
                        ),
                        ("weekly", models.JSONField(default=dict, verbose_name="weekly hours")),
                        (
                            "minutes",
                            models.PositiveSmallIntegerField(default=30, verbose_name="minutes"),
                        ),
                        (
                            "places",
                            models.PositiveSmallIntegerField(
                                default=1, verbose_name="places at a time"
                            ),
                        ),
                        (
                            "notice_minutes",
                            models.PositiveIntegerField(
                                default=120, verbose_name="notice in minutes"
                            ),
                        ),
                        (
                            "days_ahead",
                            models.PositiveSmallIntegerField(default=14, verbose_name="days ahead"),
                        ),
                        ("words_zh_hant", models.CharField(blank=True, max_length=300)),
                        ("words_zh_hans", models.CharField(blank=True, max_length=300)),
                        ("words_en", models.CharField(blank=True, max_length=300)),
                        (
                            "is_offered",
                            models.BooleanField(default=True, verbose_name="offered"),
                        ),
                        ("changed_at", models.DateTimeField(verbose_name="changed at")),
                        ("changed_by", somebody()),
                        (
                            "store",
                            models.ForeignKey(
                                on_delete=PROTECT,
                                related_name="+",
                                to="organisation.store",
                                verbose_name="store",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "slots of a store",
                        "verbose_name_plural": "slots of stores",
                        "ordering": ("store__code", "purpose"),
                        "constraints": (
                            models.UniqueConstraint(
                                fields=("store", "purpose"), name="cases_slot_offer_once"
                            ),
                            models.CheckConstraint(
                                condition=Q(
                                    minutes__range=(5, 480),
                                    places__range=(1, 50),
                                    days_ahead__range=(1, 90),
                                ),
                                name="cases_slot_offer_is_possible",
                            ),
                        ),
                    },
                ),
                migrations.CreateModel(
                    name="Appointment",
                    fields=[
                        ("id", number()),
                        (
                            "purpose",
                            models.CharField(
                                choices=PURPOSES, max_length=6, verbose_name="purpose"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("booked", "booked"),
                                    ("came", "came"),
                                    ("missed", "did not take place"),
                                    ("cancelled", "cancelled"),
                                ],
                                default="booked",
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        ("starts_at", models.DateTimeField(verbose_name="begins at")),
                        ("ends_at", models.DateTimeField(verbose_name="ends at")),
                        (
                            "change_until",
                            models.DateTimeField(verbose_name="may be changed until"),
                        ),
                        ("times_moved", models.PositiveSmallIntegerField(default=0)),
                        ("booked_at", models.DateTimeField(verbose_name="booked at")),
                        ("ended_at", models.DateTimeField(null=True, verbose_name="settled at")),
                        ("look_at", models.DateTimeField(null=True)),
                        ("reminded_at", models.DateTimeField(null=True)),
                        ("asked_at", models.DateTimeField(null=True)),
                        ("booked_by", somebody(null=True)),
                        (
                            "case",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=PROTECT,
                                related_name="appointments",
                                to="cases.case",
                            ),
                        ),
                        ("ended_by", somebody(null=True)),
                        (
                            "store",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=PROTECT,
                                related_name="+",
                                to="organisation.store",
                                verbose_name="store",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "appointment",
                        "verbose_name_plural": "appointments",
                        "ordering": ("starts_at",),
                        "constraints": (
                            models.UniqueConstraint(
                                condition=Q(state="booked"),
                                fields=("case",),
                                name="cases_appointment_one_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=Q(ends_at__gt=F("starts_at")),
                                name="cases_appointment_lasts",
                            ),
                            models.CheckConstraint(
                                condition=Q(state="booked", ended_at=None)
                                | ~Q(state="booked") & Q(ended_at__isnull=False, look_at=None),
                                name="cases_appointment_settled_iff_at",
                            ),
                        ),
                        "indexes": (
                            models.Index(
                                fields=("case", "-starts_at"), name="cases_appointment_case"
                            ),
                            models.Index(
                                fields=("store", "starts_at"), name="cases_appointment_day"
                            ),
                            models.Index(
                                condition=Q(look_at__isnull=False),
                                fields=("look_at",),
                                name="cases_appointment_look",
                            ),
                        ),
                    },
                ),
            ]
        ),
    ]
