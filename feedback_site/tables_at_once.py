"""Operations for migrations that make or change many tables, and have Django draw their models once."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class MakeTables(Operation):
    """Make tables with all that their options name: indexes, constraints, triggers (decisions/0032).

    They may point at one another in any order: keys between them are made when all tables are there.
    After each operation of its own, Django draws all models anew that are related to the changed one,
    which for our hundred and fifty took most of a minute; here it draws them when the first is asked for.
    """

    def __init__(self, tables: Sequence[CreateModel]) -> None:
        self.tables = tables

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """Return how this was made, as every operation does."""
        return type(self).__name__, [self.tables], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Add the models to the state, and forget the drawn ones."""
        state.__dict__.pop("apps", None)
        state.is_delayed = False  # what is drawn next is whole
        for table in self.tables:
            table.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState, to_state: ProjectState,
    ) -> None:  # fmt: skip
        """Make the tables."""
        for table in self.tables:
            table.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState, to_state: ProjectState,
    ) -> None:  # fmt: skip
        """Drop the tables, and the functions of their triggers."""
        for table in reversed(self.tables):
            table.database_backwards(app_label, schema_editor, from_state, to_state)
            for trigger in table.options.get("triggers", []):
                schema_editor.execute(f"DROP FUNCTION {trigger.sql.pgid}()")

    def describe(self) -> str:
        """Say what is made, for whoever watches."""
        return f"Make {len(self.tables)} tables"


class AtOnce(Operation):
    """Do operations on tables that are there as one, and have the models drawn once for all of them.

    None may need what another one of them does to the rows or the database; RunPython stands beside it.
    """

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """Return how this was made, as every operation does."""
        return type(self).__name__, [self.operations], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change the state, and forget the drawn models."""
        state.__dict__.pop("apps", None)
        state.is_delayed = False  # what is drawn next is whole
        for one in self.operations:
            one.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState, to_state: ProjectState,
    ) -> None:  # fmt: skip
        """Do them in their order."""
        for one in self.operations:
            one.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState, to_state: ProjectState,
    ) -> None:  # fmt: skip
        """Undo them, the last first."""
        for one in reversed(self.operations):
            one.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Say what is done, for whoever watches."""
        return "; ".join(one.describe() for one in self.operations)
