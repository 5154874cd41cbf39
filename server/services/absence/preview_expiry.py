"""Which punches a night would let run out: the dry run's part of R9 (R38)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from server.contract.nights import ExpiringPass
from server.rules.expiry import last_date_to_expire, punches_to_expire
from server.services.absence.expire_punches import ENDED
from server.services.studio_facts import settings_from, zone_of
from server.tables.passes import ClassRegistration

_STILL = "s.ends_at > {} OR s.cancelled_at IS NOT NULL"


async def expiring(studio_id: int, at: datetime, released: Mapping[int, int]) -> list[ExpiringPass]:
    """Return the passes of a studio whose punches a night as of an instant (UTC) would let run out, by their ids.

    As the sweep before it would leave them: who is PENDING in a class that is over by then counts as absent.
    `released` counts the bookings of each pass that the night itself releases first, and that hold nothing then.
    """
    rows: list[dict[str, Any]] = await ClassRegistration.raw(
        "SELECT g.id, g.customer, u.name AS customer_name, g.name, g.valid_until, g.sessions_remaining, o.timezone,"
        f" o.settings, COUNT(s.id) AS pending, COUNT(CASE WHEN {_STILL} THEN 1 END) AS held"
        " FROM class_registration g JOIN studio o ON o.id = g.studio JOIN customer u ON u.id = g.customer"
        " LEFT JOIN session_reservation r ON r.registration = g.id AND r.status = 'PENDING'"
        f" LEFT JOIN class_session s ON s.id = r.session WHERE g.studio = {{}} AND {ENDED}"
        " GROUP BY g.id, u.name, o.timezone, o.settings ORDER BY g.id",
        at,
        studio_id,
        at.date(),
    )
    shown = [(row, _count(row, at, released.get(row["id"], 0))) for row in rows]
    return [_shape(row, count) for row, count in shown if count]


def _count(row: Mapping[str, Any], at: datetime, released: int) -> int:
    settings = settings_from(row["settings"])
    if row["valid_until"] > last_date_to_expire(at, zone_of(row["timezone"]), settings.offline_max_hours):
        return 0
    missed = row["pending"] - row["held"] if settings.no_show_deducts else 0
    return punches_to_expire(row["sessions_remaining"] - missed, row["held"] - released)


def _shape(row: Mapping[str, Any], count: int) -> ExpiringPass:
    return ExpiringPass(
        registration_id=row["id"],
        customer_id=row["customer"],
        customer_name=row["customer_name"],
        pass_name=row["name"],
        valid_until=row["valid_until"],
        punches=count,
    )
