"""Addresses of the desk's pages, made quickly: a list has two of them in each row."""

from django.urls import reverse


def case_url(reference: str) -> str:
    """Where a case is worked on."""
    return f"{reverse('admin:index')}cases/case/{reference}/"
