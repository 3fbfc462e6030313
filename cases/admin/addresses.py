"""Addresses of the desk's pages."""

from django.urls import reverse


def case_url(reference: str) -> str:
    """Where a case is worked on; made quickly, for a list has two of them in each row."""
    return f"{reverse('admin:index')}cases/case/{reference}/"
