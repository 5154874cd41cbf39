"""Forget by which foreign id something came that is gone: its id may be given again, to another thing."""

from server.tables.imports import ImportedRow

_TABLES = {"COURSE": "course", "STEP": "class_step", "SESSION": "class_session"}
"""What can be deleted; all else that an import brings has a history."""


async def forget_gone() -> None:
    """Do so in the transaction that has deleted courses, parts or sessions; the next import brings them again."""
    for kind, table in _TABLES.items():
        await ImportedRow.raw(
            f"DELETE FROM imported_row WHERE kind = {{}} AND NOT EXISTS (SELECT 1 FROM {table} t WHERE t.id = own_id)",
            kind,
        )
