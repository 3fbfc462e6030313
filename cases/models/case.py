"""Cases: one piece of feedback being worked on, from opening to a confirmed close."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Case as Case_
from django.db.models import F, Q, When
from django.utils.translation import gettext_lazy as _

from cases.kinds import Klass, Priority, RootCause, Severity
from cases.states import FINISHED, UNFINISHED, WORKABLE, CaseState, Outcome, WaitingReason
from channels.kinds import Remedy
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

DUE_SOON = timedelta(hours=4)
OPEN = Q(state__in=UNFINISHED)
# 0 for what was told in anger, 1 for the rest: the order of a queue that puts the former first.
NEGATIVE_FIRST = Case_(When(sentiment="negative", then=0), default=1)


class CaseQuerySet(models.QuerySet["Case"]):
    """Questions about cases."""

    def visible_to(self, user: User) -> Self:
        """Keep what this person's postings let them see, and what they own."""
        if not user.can(Ability.SEE_CASES):
            return self.none()
        reach = user.reach
        if reach.everything:
            return self
        return self.filter(
            Q(store__in=reach.stores) | Q(department__in=reach.departments) | Q(owner=user)
        )

    def in_places_of(self, user: User) -> Self:
        """Of those keep what lies in their places: what they own elsewhere is no figure of that place."""
        reach = user.reach
        if reach.everything:
            return self
        return self.filter(Q(store__in=reach.stores) | Q(department__in=reach.departments))

    def unfinished(self) -> Self:
        """Keep cases of which something is still expected."""
        return self.filter(state__in=UNFINISHED)

    def owned_by(self, user: User) -> Self:
        """Keep what this person answers for."""
        return self.filter(owner=user)

    def unassigned(self) -> Self:
        """Keep open cases that nobody answers for."""
        return self.filter(owner=None, state__in=(CaseState.RECEIVED, CaseState.TRIAGED))

    def left_behind(self, gone: Iterable[int]) -> Self:
        """Keep open cases of these people, who are away and hand over, or have left; along the index."""
        return self.filter(owner__in=gone, state__in=sorted(WORKABLE))

    def wrote_again(self) -> Self:
        """Keep finished cases whose customer has written since, and got no answer."""
        return self.filter(state__in=sorted(FINISHED), unanswered_since__isnull=False)

    def overdue(self, now: datetime) -> Self:
        """Keep those with a limit that has passed."""
        return self.filter(next_due_at__lt=now)

    def due_soon(self, now: datetime) -> Self:
        """Keep those with a limit within the next four hours."""
        return self.filter(next_due_at__gte=now, next_due_at__lt=now + DUE_SOON)


class Case(models.Model):
    """The work on one submission; only cases.rules.lifecycle assigns its state."""

    submission = models.OneToOneField("channels.Submission", models.PROTECT, related_name="+")
    # Reference and title stand here too: lists and look-ups read one table.
    reference = models.CharField(_("reference"), max_length=12, unique=True)
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(
        _("state"), max_length=12, choices=CaseState, default=CaseState.RECEIVED
    )
    waiting_reason = models.CharField(
        _("waiting for"), max_length=10, choices=WaitingReason, blank=True
    )
    resume_by = models.DateTimeField(_("continue by"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    category = models.ForeignKey(
        "cases.Category", models.PROTECT, null=True, blank=True, related_name="cases",
        verbose_name=_("category"),
    )  # fmt: skip
    klass = models.CharField(_("class"), max_length=10, choices=Klass, blank=True)
    severity = models.CharField(
        _("severity"), max_length=8, choices=Severity, default=Severity.NORMAL
    )
    priority = models.CharField(
        _("priority"), max_length=6, choices=Priority, default=Priority.NORMAL
    )
    urgency = models.PositiveSmallIntegerField(_("urgency"), default=0)
    # What the machine read and why: top3, confidence, reasons, urgency reasons, sentiment.
    reading = models.JSONField(default=dict)
    sentiment = models.CharField(_("sentiment"), max_length=8, blank=True)
    concerns = models.CharField(_("order, product or serial number"), max_length=80, blank=True)
    # By what it was made, as written on machine and box: what many cases may have in common.
    machine = models.CharField(_("machine"), max_length=40, blank=True, db_default="", default="")
    paper_lot = models.CharField(
        _("paper lot"), max_length=40, blank=True, db_default="", default=""
    )
    ink_lot = models.CharField(_("ink lot"), max_length=40, blank=True, db_default="", default="")
    problem = models.ForeignKey(
        "cases.Problem", models.PROTECT, null=True, blank=True, related_name="cases",
        db_index=False, verbose_name=_("recurring problem"),
    )  # fmt: skip
    incident = models.ForeignKey(
        "cases.Incident", models.PROTECT, null=True, blank=True, related_name="cases",
        db_index=False, verbose_name=_("incident"),
    )  # fmt: skip
    is_safety = models.BooleanField(_("safety"), default=False)
    is_privacy = models.BooleanField(_("privacy"), default=False)
    language = models.CharField(_("language"), max_length=8)
    channel = models.ForeignKey(
        "channels.Channel", models.PROTECT, related_name="+", db_index=False
    )
    customer = models.ForeignKey(
        "channels.Customer",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    partner = models.ForeignKey(
        "channels.Partner", models.PROTECT, null=True, blank=True, related_name="+"
    )
    store = models.ForeignKey(
        "organisation.Store", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("store"),
    )  # fmt: skip
    department = models.ForeignKey(
        "organisation.Department", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("department"), db_index=False,
    )  # fmt: skip
    owner = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("owner"),
    )  # fmt: skip
    # Codes of what it is timed by beside its kind: the customer's tier, its store's or partner's scheme.
    tier = models.CharField(_("service tier"), max_length=50, blank=True, db_default="", default="")
    scheme = models.CharField(
        _("response scheme"), max_length=50, blank=True, db_default="", default=""
    )
    level = models.PositiveSmallIntegerField(_("escalation level"), default=0)
    resolution_number = models.PositiveSmallIntegerField(_("times solved"), default=0)
    failed_verifications = models.PositiveSmallIntegerField(_("times not solved"), default=0)
    rejection_proposed_by = models.ForeignKey(
        "organisation.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    rejection_reason = models.TextField(blank=True)
    resolver = models.ForeignKey(
        "organisation.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    root_cause = models.CharField(_("root cause"), max_length=20, choices=RootCause, blank=True)
    remedy = models.CharField(_("remedy"), max_length=12, choices=Remedy, blank=True)
    # In the minor unit of `remedy_currency`.
    remedy_cost = models.PositiveIntegerField(_("cost of the remedy"), null=True, blank=True)
    remedy_currency = models.CharField(max_length=3, default="TWD")
    decision_text = models.TextField(_("answer to the customer"), blank=True)
    opened_at = models.DateTimeField(_("opened at"))
    first_answered_at = models.DateTimeField(_("first answered at"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    # The earliest due time of its running clocks, and since when the customer's last word is unanswered.
    next_due_at = models.DateTimeField(_("due"), null=True, blank=True)
    unanswered_since = models.DateTimeField(_("unanswered since"), null=True, blank=True)
    # How many work orders and consultations it ever had: a page asks for them only where there are any.
    orders_made = models.PositiveSmallIntegerField(default=0, db_default=0)
    orders_open = models.PositiveSmallIntegerField(_("open work orders"), default=0, db_default=0)
    consultations_made = models.PositiveSmallIntegerField(default=0, db_default=0)
    # Of its checklists: all steps, those ticked, and those that solving without asks why.
    steps_all = models.PositiveSmallIntegerField(default=0, db_default=0)
    steps_done = models.PositiveSmallIntegerField(default=0, db_default=0)
    steps_owed = models.PositiveSmallIntegerField(default=0, db_default=0)
    version = models.PositiveIntegerField(default=1)
    last_event_seq = models.PositiveIntegerField(default=0)
    # Up to which event its stored limits were folded; behind that, they are not to be gone on with.
    folded_seq = models.PositiveIntegerField(default=0, db_default=0)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = (
            models.CheckConstraint(
                name="cases_case_closed_iff_outcome",
                condition=Q(state=CaseState.CLOSED, closed_at__isnull=False) & ~Q(outcome="")
                | ~Q(state=CaseState.CLOSED) & Q(outcome="", closed_at=None),
            ),
            models.CheckConstraint(
                name="cases_case_waiting_iff_reason",
                condition=Q(state=CaseState.WAITING, resume_by__isnull=False)
                & ~Q(waiting_reason="")
                | ~Q(state=CaseState.WAITING) & Q(waiting_reason="", resume_by=None),
            ),
            models.CheckConstraint(
                name="cases_case_solved_has_resolver",
                condition=~Q(state__in=(CaseState.RESOLVED, CaseState.VERIFYING))
                | Q(resolved_at__isnull=False, resolver__isnull=False),
            ),
            models.CheckConstraint(
                name="cases_case_in_progress_has_owner",
                condition=~Q(state__in=(CaseState.IN_PROGRESS, CaseState.WAITING))
                | Q(owner__isnull=False),
            ),
        )
        indexes = (
            models.Index(name="cases_due", fields=("next_due_at", "id"), condition=OPEN),
            models.Index(
                name="cases_owner_due", fields=("owner", "next_due_at", "id"), condition=OPEN
            ),
            models.Index(
                name="cases_store_due", fields=("store", "next_due_at", "id"), condition=OPEN
            ),
            models.Index(
                name="cases_department_due",
                fields=("department", "next_due_at", "id"),
                condition=OPEN,
            ),
            # Urgent first and negative first, for whoever asks for that order.
            models.Index(
                name="cases_priority_due", fields=("priority", "next_due_at", "id"), condition=OPEN
            ),
            models.Index(
                NEGATIVE_FIRST, F("next_due_at"), F("id"), name="cases_negative_due", condition=OPEN
            ),
            models.Index(name="cases_state_due", fields=("state", "next_due_at", "id")),
            models.Index(name="cases_opened", fields=("opened_at",)),
            models.Index(
                name="cases_closed", fields=("closed_at", "id"), condition=Q(state=CaseState.CLOSED)
            ),
            models.Index(
                name="cases_wrote_again",
                fields=("unanswered_since", "id"),
                condition=Q(state__in=sorted(FINISHED), unanswered_since__isnull=False),
            ),
            models.Index(name="cases_customer", fields=("customer", "opened_at")),
            # Only what names a thing: who typed that nothing is concerned is nobody's duplicate.
            models.Index(
                name="cases_concerns",
                fields=("concerns", "opened_at"),
                condition=~Q(concerns__in=("", "not applicable")),
            ),
            models.Index(
                name="cases_case_problem", fields=("problem",), condition=Q(problem__isnull=False)
            ),
            models.Index(
                name="cases_case_incident",
                fields=("incident",),
                condition=Q(incident__isnull=False),
            ),
            models.Index(
                name="cases_resume", fields=("resume_by",), condition=Q(state=CaseState.WAITING)
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def is_finished(self) -> bool:
        """Whether nothing more is expected."""
        return self.state in FINISHED

    @property
    def is_spam(self) -> bool:
        """Whether one person put it aside, rather than two rejecting it."""
        return self.state == CaseState.REJECTED and self.rejection_proposed_by_id is None


def reference_of(case_id: int) -> str:
    """Give what people call a case; empty where there is none."""
    return Case.objects.filter(pk=case_id).values_list("reference", flat=True).first() or ""
