"""Checks of the channels app."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connection

from channels.adapters import ADAPTERS, adapter_for
from channels.models import Channel


@register("channels")
def adapters_load(**_kwargs: Any) -> list[CheckMessage]:
    """Prove that each registered adapter can be imported and is of the kind it stands for."""
    return [
        Error(f"the adapter of {kind} says it is for {adapter_for(kind).kind}", id="channels.E001")
        for kind in ADAPTERS
        if adapter_for(kind).kind != kind
    ]


@register(Tags.database)
def channels_have_adapters(
    databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Warn of a channel in use whose items would all wait; asked with --database and by migrate."""
    if not databases:
        return []
    return [
        checks.Warning(
            f"channel {code} is of kind {kind}, which nothing can read", id="channels.W002"
        )
        for code, kind in _channels_in_use()
        if kind not in ADAPTERS
    ]


def _channels_in_use() -> list[tuple[str, str]]:
    try:
        if Channel._meta.db_table not in connection.introspection.table_names():  # noqa: SLF001
            return []
        return list(Channel.objects.filter(is_active=True).values_list("code", "kind"))
    except DatabaseError:
        return []
