"""Which reservation a scanned text belongs to, read under the lock of its pass."""

from dataclasses import dataclass, replace
from datetime import datetime

from server.database.write_transaction import for_update
from server.rules.check_in import ScanFacts
from server.rules.pass_code import hash_of, parse
from server.services.booking.reservation_row import ReservationRow, find_by_code_hash, find_by_id
from server.services.outcomes import NotFoundError
from server.tables.passes import ClassRegistration
from server.tables.reservations import ReplacedCode


@dataclass(frozen=True)
class ScannedCode:
    """A code that this studio knows: its reservation, and when (UTC) a newer code has replaced it (R43)."""

    row: ReservationRow
    replaced_at: datetime | None = None

    @property
    def is_revoked(self) -> bool:
        """Tell whether a newer code has replaced this one by now."""
        return self.replaced_at is not None

    def facts(self) -> ScanFacts:
        """Return what the rules of the scan ask (R27)."""
        return replace(self.row.scan_facts(), is_code_revoked=self.is_revoked)


async def find_and_hold(text: str, offered_id: int | None, studio_id: int) -> ScannedCode | None:
    """Return what a text is the code of; None where no reservation of this studio has it (R27).

    Its pass, and the pass of the offer that the scan takes, are locked.
    """
    code = parse(text)
    if code is None:
        return None
    code_hash = hash_of(code)
    await _hold_passes(code_hash, offered_id)
    scanned = await _found(code_hash)
    return scanned if scanned and scanned.row.studio_id == studio_id else None


async def find_offered(scanned: ScannedCode, offered_id: int | None) -> ScannedCode | None:
    """Return the reservation whose offer a scan takes; None unless it is the same customer's, at this studio (R28)."""
    if offered_id is None or scanned.is_revoked:
        return None
    try:
        offered = await find_by_id(offered_id)
    except NotFoundError:
        return None
    if (offered.customer_id, offered.studio_id) != (scanned.row.customer_id, scanned.row.studio_id):
        return None
    return ScannedCode(offered)


async def _hold_passes(code_hash: str, offered_id: int | None) -> None:
    """One statement of its own, by id (R35): what is read after it is what stands while the passes are held."""
    await ClassRegistration.raw(
        "SELECT id FROM class_registration WHERE id IN ("
        "SELECT registration FROM session_reservation WHERE code_hash = {}"
        " UNION SELECT registration FROM session_reservation WHERE id = {}"
        " UNION SELECT r.registration FROM replaced_code c JOIN session_reservation r ON r.id = c.reservation"
        " WHERE c.code_hash = {}) ORDER BY id" + for_update(),
        code_hash,
        offered_id,
        code_hash,
    )


async def _found(code_hash: str) -> ScannedCode | None:
    try:
        return ScannedCode(await find_by_code_hash(code_hash))
    except NotFoundError:
        return await _replaced(code_hash)


async def _replaced(code_hash: str) -> ScannedCode | None:
    table = ReplacedCode
    rows = await table.select(table.reservation, table.replaced_at).where(table.code_hash == code_hash)
    return ScannedCode(await find_by_id(rows[0]["reservation"]), rows[0]["replaced_at"]) if rows else None
