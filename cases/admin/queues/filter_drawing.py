"""The filters of a list: drawn once with none of them set, and then marked as the address has them."""

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cases.forms.queue_filters import QueueFilter, filters_in
from cases.measures.queues.orderings import ORDERS
from cases.measures.queues.queues import Queue
from cases.models import Case
from feedback_site.drawn_once import filled_in, mark
from feedback_site.remembering import remember

_WORDS, _NUMBER = mark("words"), mark("number")


def filters_of_queue(queue: Queue, narrowed: QueueFilter | None, ordered: str) -> SafeString:
    """What a queue can be narrowed down by, remembered as long as the lists behind it are."""
    address = reverse("admin:cases_queue", args=(queue.code,))
    drawn = remember(
        f"filters {queue.code} {ordered} {get_language()}",
        lambda: _drawn(
            address=address, orders=ORDERS, ordered=ordered,
            ordered_title=ORDERS[ordered].title if ordered else "",
        ),
    )  # fmt: skip
    cleared = _cleared(address, narrowed) if narrowed or ordered else ""
    return SafeString(filled_in(_set(drawn, narrowed), {_NUMBER: _number(narrowed)}) + cleared)


def filters_of_search(text: str, narrowed: QueueFilter | None) -> SafeString:
    """What is found stays the newest first; it is narrowed down like a queue."""
    address = reverse("admin:cases_search")
    drawn = remember(
        f"filters of searches {get_language()}", lambda: _drawn(address=address, query=_WORDS)
    )
    cleared = _cleared(f"{address}?{urlencode({'q': text})}", narrowed) if narrowed else ""
    values = {_NUMBER: _number(narrowed), _WORDS: text}
    return SafeString(filled_in(_set(drawn, narrowed), values) + cleared)


def _drawn(**context: Any) -> str:
    form = QueueFilter(queryset=Case.objects.none()).form
    return render_to_string("cases/desk/filters.html", {"form": form, "number": _NUMBER, **context})


def _cleared(address: str, narrowed: QueueFilter | None) -> str:
    left_out = narrowed.left_out if narrowed else []
    return render_to_string(
        "cases/desk/filters_cleared.html", {"cleared": address, "left_out": left_out}
    )


def _number(narrowed: QueueFilter | None) -> str:
    return f" · {len(narrowed.in_force)}" if narrowed and narrowed.in_force else ""


def _set(drawn: str, narrowed: QueueFilter | None) -> str:
    """Mark what the address has chosen, as the template would have."""
    chosen: Mapping[str, str] = filters_in(narrowed.data) if narrowed else {}
    for name, value in chosen.items():
        begins = drawn.index(f'id="filter-{name}"')
        ends = begins + drawn[begins:].index("</div>")
        field = drawn[begins:ends]
        option, day = f'<option value="{escape(value)}"', f'type="date" name="{name}" value='
        field = field.replace(f"{option}>", f"{option} selected>")
        field = field.replace(f'{day}""', f'{day}"{escape(value)}"')
        drawn = drawn[:begins] + field + drawn[ends:]
    return drawn
