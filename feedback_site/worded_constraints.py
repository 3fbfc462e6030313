"""Constraints that say in words what to do: Django's own sentence names the constraint and nothing else.

The words are no part of the table: with Django's own, each change of them would ask for a migration.
"""

from typing import Any, Self

from django.db import models
from django.db.models.constraints import BaseConstraint


class _Worded(BaseConstraint):
    """Its `violation_error_message` is what a form shows."""

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        """What a migration knows of it: a plain constraint without the words."""
        _path, args, options = super().deconstruct()
        options.pop("violation_error_message", None)
        kind = "CheckConstraint" if isinstance(self, models.CheckConstraint) else "UniqueConstraint"
        return f"django.db.models.{kind}", args, options

    def clone(self) -> Self:
        """Copy it, words and all: a model keeps copies of what its Meta names."""
        _path, args, options = self.deconstruct()
        return type(self)(*args, **options, violation_error_message=self.violation_error_message)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, BaseConstraint) and self.deconstruct() == other.deconstruct()

    # As all constraints: compared, and never looked up by a hash.
    __hash__ = None  # type: ignore[assignment]


class WordedCheck(_Worded, models.CheckConstraint):
    """A check that says what to do."""


class WordedUnique(_Worded, models.UniqueConstraint):
    """What there may be once, and what to do instead."""
