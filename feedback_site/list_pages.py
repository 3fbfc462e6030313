"""Where the pages of a list lie: the older rows behind the last one shown, or the pages before and after."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.http import urlencode


def older(
    name: str, given: Mapping[str, str], *, before: int | None, last: int | None
) -> dict[str, str]:
    """Where a list goes on that is read from the newest, and where it began; "" where that is here.

    `given`: what else was asked for; `last`: the id of the last row shown, where there are more.
    """
    address = reverse(f"admin:{name}")
    return {
        "next_url": f"{address}?{urlencode({**given, 'before': str(last)})}" if last else "",
        "first_url": f"{address}?{urlencode(given)}" if before is not None else "",
    }


def neighbours(given: Mapping[str, str], page: int, *, has_more: bool) -> dict[str, str]:
    """The pages before and after a numbered one, asked for the same; "" where there is none."""
    asked: dict[str, str | int] = {name: value for name, value in given.items() if value}
    return {
        "previous_url": f"?{urlencode({**asked, 'page': page - 1})}" if page > 1 else "",
        "next_url": f"?{urlencode({**asked, 'page': page + 1})}" if has_more else "",
    }
