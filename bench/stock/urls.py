"""Model admins as a developer sets them up in an hour, each doubt decided in their favour.

A form has only what a person knows; what software can derive (references, digests, moments, what another
row says already) is filled in when it is saved. Related rows are found by typing, lists can be searched
and filtered, and the owner is changed in the list itself.
"""

import hashlib

from django.contrib import admin
from django.db.models import Max
from django.urls import path
from django.utils import timezone

from cases.models import Case, Category
from channels.kinds import Direction
from channels.models import (
    Channel,
    ContactPoint,
    Conversation,
    Customer,
    Message,
    RawIntake,
    Submission,
)
from channels.references import new_reference
from feedback_site.organisation.models import Store, User


class Open(admin.ModelAdmin):
    """Whoever is on the staff may do everything."""

    def _yes(self, request, obj=None):
        return True

    has_add_permission = has_change_permission = has_view_permission = has_module_permission = _yes


class PointInline(admin.TabularInline):
    model, fields, extra = ContactPoint, ("kind", "value_masked"), 1

    def has_add_permission(self, request, obj=None):
        return True

    has_view_permission = has_change_permission = has_add_permission


class CustomerAdmin(Open):
    fields, inlines = ("name_masked", "language"), (PointInline,)
    search_fields, ordering = ("name_masked", "contact_points__value_masked"), ("-pk",)

    def save_model(self, request, obj, form, change):
        obj.first_seen_at = obj.first_seen_at or timezone.now()
        super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        for point in formset.save(commit=False):
            point.created_at = timezone.now()
            point.save()


class ConversationAdmin(Open):
    fields, autocomplete_fields = ("customer", "channel"), ("customer",)
    search_fields = ("reference", "customer__name_masked")
    ordering = ("-opened_at",)

    def save_model(self, request, obj, form, change):
        obj.reference, obj.opened_at = obj.reference or new_reference(), timezone.now()
        obj.new_access()
        super().save_model(request, obj, form, change)


class SubmissionAdmin(Open):
    fields = ("conversation", "store", "text")
    autocomplete_fields = ("conversation",)
    search_fields, ordering = ("text", "conversation__customer__name_masked"), ("-received_at",)

    def save_model(self, request, obj, form, change):
        talk, now = obj.conversation, timezone.now()
        obj.channel, obj.customer, obj.language = talk.channel, talk.customer, talk.language
        obj.title, obj.notice_version = obj.text[:200], "1"
        obj.captured_at = obj.received_at = now
        obj.captured_by, obj.raw = request.user, _raw(talk, obj.text, now)
        super().save_model(request, obj, form, change)


def _raw(talk, text, now):
    last = RawIntake.objects.filter(channel=talk.channel).aggregate(Max("seq"))["seq__max"] or 0
    return RawIntake.objects.create(
        channel=talk.channel, seq=last + 1, reference=talk.reference, external_id=talk.reference,
        sha256=hashlib.sha256(text.encode()).digest(), size=len(text.encode()), received_at=now,
    )  # fmt: skip


class MessageAdmin(Open):
    fields, autocomplete_fields = ("conversation", "text"), ("conversation",)

    def save_model(self, request, obj, form, change):
        obj.channel, obj.direction, obj.author = (
            obj.conversation.channel, Direction.OUTBOUND, request.user,
        )  # fmt: skip
        obj.happened_at = obj.recorded_at = timezone.now()
        super().save_model(request, obj, form, change)


class CaseAdmin(Open):
    fields = (
        "submission", "state", "category", "severity", "concerns", "is_safety", "is_privacy", "owner",
        "waiting_reason", "resume_by",
    )  # fmt: skip
    autocomplete_fields = ("submission",)
    list_display = ("reference", "title", "state", "category", "owner", "next_due_at")
    list_editable = ("owner",)
    list_filter, ordering, list_per_page = ("state",), ("next_due_at", "pk"), 50
    search_fields = ("reference", "title", "submission__text")

    def lookup_allowed(self, lookup, value, request=None):
        return True

    def save_model(self, request, obj, form, change):
        told = obj.submission
        if not change:
            obj.reference, obj.title = told.conversation.reference, told.title
            obj.customer, obj.channel, obj.store = told.customer, told.channel, told.store
            obj.language, obj.opened_at = told.language, timezone.now()
        super().save_model(request, obj, form, change)


site = admin.AdminSite()
site.register(Customer, CustomerAdmin)
site.register(Conversation, ConversationAdmin)
site.register(Submission, SubmissionAdmin)
site.register(Message, MessageAdmin)
site.register(Case, CaseAdmin)
for model in (Channel, Store, User, Category):
    site.register(model, Open)

urlpatterns = [path("admin/", site.urls)]
