"""Let the punches of passes that have ended run out, in the night after no late scan can need them any more (R9)."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from server.database.write_transaction import write_transaction
from server.rules.expiry import last_date_to_expire, punches_to_expire
from server.rules.punches import PunchChange
from server.rules.vocabulary import PunchKind
from server.services.absence.batches import in_batches
from server.services.absence.run import Run, Tally
from server.services.actor import SYSTEM
from server.services.booking.locks import lock_registrations
from server.services.passes.append_punches import LedgerEntry, append_punches
from server.services.studio_facts import settings_from, zone_of
from server.tables.passes import ClassRegistration
from server.tables.sql_lists import placeholders

ENDED = "sessions_remaining > 0 AND valid_until IS NOT NULL AND valid_until <= {}"
"""In the words of the index `punches_to_expire`: passes that have nothing left are never looked at again. A date that
has ended anywhere is no later than the one in UTC."""


async def expire_punches(run: Run, studio_id: int) -> list[int]:
    """Write EXPIRE for what is left on each of a studio's passes that ended long enough ago; again: nothing.

    A punch that comes back later (an excuse, an undone check-in) runs out in the next night. Looks at passes that have
    ended lately too: how long is long enough stands in the studio's settings, which are read with each batch, so that
    broken ones break nothing else. Returns the registrations on which it failed.
    """
    rows = await ClassRegistration.raw(
        f"SELECT id FROM class_registration WHERE studio = {{}} AND {ENDED} ORDER BY id", studio_id, run.as_of.date()
    )
    return await in_batches([row["id"] for row in rows], partial(_expire, run=run))


async def _expire(registration_ids: Sequence[int], run: Run) -> None:
    async with write_transaction():
        await lock_registrations(registration_ids)
        rows: list[dict[str, Any]] = await ClassRegistration.raw(
            "SELECT g.id, g.valid_until, g.sessions_remaining, o.timezone, o.settings, (SELECT COUNT(*)"
            " FROM session_reservation r WHERE r.registration = g.id AND r.status = 'PENDING') AS held"
            " FROM class_registration g JOIN studio o ON o.id = g.studio"
            f" WHERE g.id IN {placeholders(registration_ids)} AND {ENDED} ORDER BY g.id",
            *registration_ids,
            run.as_of.date(),
        )
        await append_punches([_entry(row, run) for row in rows if _count(row, run.as_of)])
        await run.note(Tally())


def _count(row: dict[str, Any], now: datetime) -> int:
    hours = settings_from(row["settings"]).offline_max_hours
    if row["valid_until"] > last_date_to_expire(now, zone_of(row["timezone"]), hours):
        return 0
    return punches_to_expire(row["sessions_remaining"], row["held"])


def _entry(row: dict[str, Any], run: Run) -> LedgerEntry:
    change = PunchChange(PunchKind.EXPIRE, -_count(row, run.as_of))
    return LedgerEntry(row["id"], None, change, SYSTEM, f"The pass ended on {row['valid_until']}", run.as_of)
