"""Which kiosks may have scans of people whom nobody has seen: those that were silent and have not uploaded (R37)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from server.rules.sweep_hold import HEARD_WITHIN, SILENT_FROM, Silence, is_held_back, silences_of
from server.services.booking.reservation_row import ReservationRow
from server.tables.kiosks import Kiosk

Silences = Mapping[int, Sequence[Silence]]
"""The silences of each studio's kiosks, by the studio's id."""


async def read_silences(now: datetime) -> Silences:
    """Return the silences of all studios' living kiosks at an instant (UTC); one statement, and most often no row."""
    rows = await Kiosk.raw(
        "SELECT studio, last_seen_at, silent_from, silent_until FROM kiosk WHERE revoked_at IS NULL"
        " AND last_seen_at >= {} AND (silent_from IS NOT NULL OR last_seen_at <= {})",
        now - HEARD_WITHIN,
        now - SILENT_FROM,
    )
    silences: defaultdict[int, list[Silence]] = defaultdict(list)
    for row in rows:
        silences[row["studio"]] += silences_of(row["last_seen_at"], silence_from(row), now)
    return silences


def silence_from(row: Mapping[str, Any]) -> Silence | None:  # Any: a column's own type
    """Return the silence that a kiosk's row remembers."""
    return None if row["silent_from"] is None else Silence(row["silent_from"], row["silent_until"])


def is_row_held_back(row: ReservationRow, silences: Silences, now: datetime) -> bool:
    """Tell whether the sweep leaves a reservation alone now, since its customer may be in a silent kiosk's journal."""
    hold = timedelta(minutes=row.settings.offline_hold_minutes)
    return is_held_back(silences.get(row.studio_id, ()), row.window, row.ends_at, hold, now)
