"""Rows of models made of their values at once, for passes over thousands of them.

Django asks every field of the model and sends two signals for each row, which costs ten times as much.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model
from django.db.models.base import ModelState

Row = TypeVar("Row", bound=Model)


def stored_row(model: type[Row], values: Mapping[str, Any]) -> Row:
    """Give a row as it was read; a column that `values` leaves out is read when somebody asks for it."""
    row = _bare(model, values)
    row._state.adding = False  # noqa: SLF001
    row._state.db = connection.alias  # noqa: SLF001
    return row


def fresh_row(model: type[Row], values: Mapping[str, Any], **related: Model | None) -> Row:
    """Give a row that is not stored yet: all its columns, and rows that its keys point at."""
    row = _bare(model, values)
    row._state.fields_cache = related  # noqa: SLF001
    return row


def _bare(model: type[Row], values: Mapping[str, Any]) -> Row:
    row = model.__new__(model)
    vars(row).update(values)
    row._state = ModelState()  # noqa: SLF001
    return row
