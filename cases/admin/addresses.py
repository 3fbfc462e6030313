"""Addresses of the desk's pages."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.http import urlencode


def case_url(reference: str) -> str:
    """Where a case is worked on; made quickly, for a list has two of them in each row."""
    return f"{reverse('admin:index')}cases/case/{reference}/"


def older(
    name: str, given: Mapping[str, str], *, before: int | None, last: int | None
) -> dict[str, str]:
    """Where a list goes on that is read from the newest, and where it began; "" where that is here."""
    address = reverse(f"admin:{name}")
    return {
        "next_url": f"{address}?{urlencode({**given, 'before': str(last)})}" if last else "",
        "first_url": f"{address}?{urlencode(given)}" if before is not None else "",
    }
