"""The log of quotes, for reading: what customers were offered, and what they said."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from cases.admin.addresses import case_url
from cases.models import Quote
from cases.quote_states import LineKind
from cases.quote_sums import money, plain
from feedback_site.ability_admin import AbilityAdmin
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import staff_of


@admin.register(Quote)
class QuoteAdmin(AbilityAdmin):
    """Every quote that was sent, of the cases one may see."""

    ability_to_view = Ability.SEE_CASES
    list_display = (
        "sheet", "reference", "state", "amount", "valid_until", "sent_at", "sent_by", "answered_at",
        "answered_how",
    )  # fmt: skip
    list_filter = ("state", "answered_how", "currency")
    list_select_related = ("case", "sent_by")
    ordering = ("-sent_at", "-pk")
    actions = None
    fields = (
        "reference", "number", "state", "offered", "amount", "valid_until", "if_declined", "note",
        "digest", "written_by", "sent_by", "sent_at", "answered_at", "answered_how", "said_by",
        "recorded_by", "words", "begun_at",
    )  # fmt: skip
    readonly_fields = ("reference", "offered", "amount")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Quote]:
        """Keep those of cases that this person may see."""
        visible = Quote.objects.sent().visible_to(staff_of(request))
        return super().get_queryset(request).filter(pk__in=visible)  # type: ignore[no-any-return]

    @admin.display(description=gettext_lazy("quote"), ordering="number")
    def sheet(self, quote: Quote) -> str:
        """Number it as its case does."""
        return f"Q{quote.number}"

    @admin.display(description=gettext_lazy("case"))
    def reference(self, quote: Quote) -> SafeString:
        """Lead to the case, and to the quote as its customer read it."""
        reference = quote.case.reference
        alone = reverse("admin:cases_case_quote_sheet", args=(reference, quote.number))
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">Q{}</a>', case_url(reference), reference, alone,
            quote.number,
        )  # fmt: skip

    @admin.display(description=gettext_lazy("total"), ordering="total")
    def amount(self, quote: Quote) -> str:
        """Write it as shops do."""
        return quote.total_in_words

    @admin.display(description=gettext_lazy("lines"))
    def offered(self, quote: Quote) -> SafeString:
        """Write the lines one below the other."""
        rows = (
            (
                line.description, LineKind(line.kind).label, plain(line.quantity),
                money(line.unit_price, quote.currency), money(line.amount, quote.currency),
            )
            for line in quote.offer.lines
        )  # fmt: skip
        return format_html_join(
            SafeString("<br>"), "{} · {} · {} × {} = {}", rows
        )  # fmt: skip
