"""The locks of a booking transaction, taken in one order: class session, then class registration (R35)."""

from server.database.write_transaction import for_update
from server.services.outcomes import NotFoundError
from server.tables.courses import ClassSession
from server.tables.passes import ClassRegistration


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
