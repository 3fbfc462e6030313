"""PostgreSQL's 64-bit transaction id as a number in Python."""

from typing import Any

from django.db import models


class TransactionIdField(models.BigIntegerField):  # type: ignore[type-arg]
    """An xid8 column: sent as text, read as text, an int in between."""

    def db_type(self, connection: Any) -> str:
        """Name the column type."""
        return "xid8"

    def from_db_value(self, value: Any, expression: object, connection: object) -> int | None:
        """Read the text that the driver gives."""
        return None if value is None else int(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Send text, which PostgreSQL casts."""
        return None if value is None else str(value)
