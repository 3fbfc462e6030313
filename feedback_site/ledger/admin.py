"""The ledger for reading: what happened, and the seals over it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.paginator import InfinitePaginator

from feedback_site.ability_admin import AbilityAdmin
from feedback_site.ledger.models import LedgerEvent, LedgerSeal
from feedback_site.organisation.roles import Ability


class LedgerAdmin(AbilityAdmin):
    """Rows that the database itself refuses to change; the list never counts them."""

    ability_to_view = Ability.SEE_LEDGER
    paginator = InfinitePaginator
    actions = None


@admin.register(LedgerEvent)
class LedgerEventAdmin(LedgerAdmin):
    """What happened, newest first; search by subject such as `case:42`."""

    list_display = ("id", "happened_at", "verb", "subject", "actor")
    fields = (
        "id",
        "happened_at",
        "verb",
        "subject",
        "actor",
        "commitment_hex",
        "leaf_hex",
        "leaf_holds",
    )
    search_fields = ("=subject",)
    search_help_text = _("A subject in full: case:42, intake:7, user:3")
    ordering = ("-id",)

    @admin.display(description=_("commitment"))
    def commitment_hex(self, event: LedgerEvent) -> str:
        """The salted hash of what the event said."""
        return bytes(event.commitment).hex()

    @admin.display(description=_("leaf"))
    def leaf_hex(self, event: LedgerEvent) -> str:
        """The hash under which the event stands in its seal."""
        return bytes(event.leaf).hex()

    @admin.display(description=_("leaf holds"), boolean=True)
    def leaf_holds(self, event: LedgerEvent) -> bool:
        """Whether the row still is what was hashed."""
        return event.recomputed_leaf() == bytes(event.leaf)


@admin.register(LedgerSeal)
class LedgerSealAdmin(LedgerAdmin):
    """The chain of seals, newest first."""

    list_display = ("number", "sealed_at", "count", "head_hex")
    fields = ("number", "epoch", "sealed_at", "count", "head_hex", "root_hex")
    ordering = ("-number",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave out empty seals, of which there may be one a second."""
        return super().get_queryset(request).filter(count__gt=0)  # type: ignore[no-any-return]

    @admin.display(description=_("head"))
    def head_hex(self, seal: LedgerSeal) -> str:
        """The head of the chain after this seal."""
        return bytes(seal.head).hex()

    @admin.display(description=_("root"))
    def root_hex(self, seal: LedgerSeal) -> str:
        """The root of the tree of its events."""
        return bytes(seal.root).hex()
