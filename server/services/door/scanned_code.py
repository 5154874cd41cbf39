"""Which reservation a scanned text belongs to, read under the lock of its pass."""

from dataclasses import dataclass, replace

from server.database.write_transaction import for_update
from server.rules.check_in import ScanFacts
from server.rules.pass_code import hash_of, parse
from server.services.booking.locks import lock_registration
from server.services.booking.reservation_row import ReservationRow, find_by_code_hash, find_by_id
from server.services.outcomes import NotFoundError
from server.tables.passes import ClassRegistration
from server.tables.reservations import ReplacedCode


@dataclass(frozen=True)
class ScannedCode:
    """A code that this studio knows: its reservation, and whether a newer code has replaced it (R43)."""

    row: ReservationRow
    is_revoked: bool = False

    def facts(self) -> ScanFacts:
        """Return what the rules of the scan ask (R27)."""
        return replace(self.row.scan_facts(), is_code_revoked=self.is_revoked)


async def find_and_hold(text: str, studio_id: int) -> ScannedCode | None:
    """Return what a text is the code of, its pass locked; None where no reservation of this studio has it (R27)."""
    code = parse(text)
    scanned = await _held(hash_of(code)) if code else None
    return scanned if scanned and scanned.row.studio_id == studio_id else None


async def _held(code_hash: str) -> ScannedCode | None:
    """The lock is a statement of its own: what is read after it is what stands while it is held."""
    locked = await ClassRegistration.raw(
        "SELECT id FROM class_registration WHERE id ="
        " (SELECT registration FROM session_reservation WHERE code_hash = {})" + for_update(),
        code_hash,
    )
    if locked:
        try:
            return ScannedCode(await find_by_code_hash(code_hash))
        except NotFoundError:  # "new code" came between finding the pass and holding it
            return await _replaced(code_hash)
    return await _replaced(code_hash)


async def _replaced(code_hash: str) -> ScannedCode | None:
    rows = await ReplacedCode.select(ReplacedCode.reservation).where(ReplacedCode.code_hash == code_hash)
    if not rows:
        return None
    row = await find_by_id(rows[0]["reservation"])
    await lock_registration(row.registration_id)
    return ScannedCode(await find_by_id(row.id), is_revoked=True)
