"""The locks of a booking transaction, taken in one order: class session, then class registration (R35)."""

from collections.abc import Collection

from server.database.write_transaction import for_update
from server.services.outcomes import NotFoundError
from server.tables.courses import ClassSession
from server.tables.passes import ClassRegistration
from server.tables.sql_lists import placeholders


async def lock_session(session_id: int) -> None:
    """Hold a session's row until the transaction ends. Raises NotFoundError."""
    if not await ClassSession.raw("SELECT id FROM class_session WHERE id = {}" + for_update(), session_id):
        raise NotFoundError("class session")


async def lock_registration(registration_id: int) -> None:
    """Hold a pass's row, and so all its reservations, until the transaction ends. Raises NotFoundError."""
    if not await ClassRegistration.raw(
        "SELECT id FROM class_registration WHERE id = {}" + for_update(), registration_id
    ):
        raise NotFoundError("class registration")


async def lock_sessions(session_ids: Collection[int]) -> None:
    """Hold the rows of many sessions, in the order of their ids; one that is gone is nobody's to hold."""
    await _lock_all("class_session", session_ids)


async def lock_registrations(registration_ids: Collection[int]) -> None:
    """Hold the rows of many passes, in the order of their ids, after all sessions that the transaction holds."""
    await _lock_all("class_registration", registration_ids)


async def _lock_all(table: str, ids: Collection[int]) -> None:
    """PostgreSQL locks in the order of its answer; SQLite's transaction is alone already and is asked nothing."""
    if ids and for_update():
        await ClassSession.raw(f"SELECT id FROM {table} WHERE id IN {placeholders(ids)} ORDER BY id FOR UPDATE", *ids)
