"""Column types that carry their own CHECK.

Piccolo's `Check` constraint is added by ALTER TABLE, which SQLite cannot do; a CHECK in the column's own DDL
works on both engines, and migrations serialise it by class and parameters.
"""

from typing import Any

from piccolo.columns import Date, Integer, Timestamptz, Varchar


class CheckedInteger(Integer):
    """A 32-bit integer with a CHECK; the condition may name other columns of the row."""

    def __init__(self, check: str = "", default: int | None = 0, **kwargs: Any) -> None:  # Any: Piccolo's own keywords
        """Keep the condition where migrations find it."""
        self.check = check
        super().__init__(default=default, **kwargs)
        self._meta.params["check"] = check

    @property
    def column_type(self) -> str:
        """Return the SQL type; Piccolo would look for one named after this class."""
        return "INTEGER"

    @property
    def ddl(self) -> str:
        """Return the column's DDL with its CHECK."""
        return super().ddl + (f" CHECK ({self.check})" if self.check else "")


class Instant(Timestamptz):
    """An instant that must be given: a forgotten one is an error, and not the database's own "now" (R2)."""

    def __init__(self, **kwargs: Any) -> None:  # Any: Piccolo's own keywords
        """Take no default; Piccolo's model may hold None until the value is set."""
        super().__init__(**{**kwargs, "default": None, "null": True})

    @property
    def column_type(self) -> str:
        """Return the SQL type, which is also the name of SQLite's converter."""
        return "TIMESTAMPTZ"

    @property
    def ddl(self) -> str:
        """Return the column's DDL: NOT NULL and without a default."""
        return f'"{self._meta.db_column_name}" {self.column_type} NOT NULL'


class Day(Date):
    """A local date that must be given: a forgotten one is an error, and not the database's own "today" (R2)."""

    def __init__(self, **kwargs: Any) -> None:  # Any: Piccolo's own keywords
        """Take no default; Piccolo's model may hold None until the value is set."""
        super().__init__(**{**kwargs, "default": None, "null": True})

    @property
    def column_type(self) -> str:
        """Return the SQL type, which is also the name of SQLite's converter."""
        return "DATE"

    @property
    def ddl(self) -> str:
        """Return the column's DDL: NOT NULL and without a default."""
        return f'"{self._meta.db_column_name}" {self.column_type} NOT NULL'


class OneOf(Varchar):
    """A text that is one of a closed list; Piccolo's `choices` are not enforced by the database, this is."""

    def __init__(self, values: str = "", **kwargs: Any) -> None:  # Any: Piccolo's own keywords
        """Keep the values (`A,B,C`) where migrations find them."""
        self.values = values
        super().__init__(length=32, **kwargs)
        self._meta.params["values"] = values
        self._meta.params.pop("length", None)

    @property
    def column_type(self) -> str:
        """Return the SQL type."""
        return "VARCHAR(32)"

    @property
    def ddl(self) -> str:
        """Return the column's DDL with its CHECK; NULL passes, as SQL has it."""
        listed = ", ".join(f"'{value}'" for value in self.values.split(",") if value)
        return super().ddl + (f' CHECK ("{self._meta.db_column_name}" IN ({listed}))' if listed else "")


def listed(values: type) -> str:
    """Return an enum's values as `OneOf` takes them."""
    return ",".join(member.value for member in values)  # type: ignore[attr-defined]  # any StrEnum
