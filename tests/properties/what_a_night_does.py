"""What a sweep or a night may do to a studio's rows, told by the rows before and after it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from server.rules.vocabulary import OPEN, ReservationStatus
from tests.invariants import Row, Tables

SETTLED = {
    ReservationStatus.PENDING: ReservationStatus.NO_SHOW,
    ReservationStatus.CHECKED_IN: ReservationStatus.ATTENDED,
}
SELF_WINDOW = timedelta(hours=2)


def wrong_doings(before: Tables, after: Tables, spared: set[tuple[int, int]], now: datetime) -> list[str]:
    """Return a sentence for each move that no sweep and no night of now may make, and for each that was left undone.

    `spared` are the pairs of R36; the studio has the usual self window, and no class of it was cancelled.
    """
    sessions = {session["id"]: session for session in after["class_session"]}
    earlier = {row["id"]: row for row in before["session_reservation"]}
    later = {row["id"]: row for row in after["session_reservation"]}
    return [
        sentence
        for row in later.values()
        for sentence in (
            *_moved(earlier[row["id"]], row, sessions[row["session"]], now),
            *_caused(earlier, later, row, spared),
            *_left_open(row, sessions[row["session"]], now),
        )
    ]


def _moved(old: Row, new: Row, session: Row, now: datetime) -> Iterator[str]:
    """R32, R34: what has ended is settled, what is still to come may fall, and nothing else changes."""
    if old["status"] == new["status"]:
        return
    is_settled = session["ends_at"] <= now and SETTLED.get(old["status"]) == new["status"]
    is_released = session["starts_at"] > now and (old["status"], new["status"]) == _FALLING
    if not (is_settled or is_released):
        yield f"reservation {new['id']} went from {old['status']} to {new['status']}"


_FALLING = (ReservationStatus.PENDING, ReservationStatus.AUTO_CANCELLED)


def _caused(earlier: dict[int, Row], later: dict[int, Row], new: Row, spared: set[tuple[int, int]]) -> Iterator[str]:
    """R34, R36: an absence acts once, on its own pass, and spares what an admin has reinstated from it."""
    old = earlier[new["id"]]
    if old["absence_acted_at"] not in (None, new["absence_acted_at"]):
        yield f"the absence of {new['id']} acted again"
    if (old["status"], new["status"]) != _FALLING:
        return
    absence = later[new["auto_cancelled_by"]]
    acts_now = earlier[absence["id"]]["absence_acted_at"] is None and absence["absence_acted_at"] is not None
    if not acts_now or absence["registration"] != new["registration"] or (new["id"], absence["id"]) in spared:
        yield f"reservation {new['id']} was released by {absence['id']}, which may not"


def _left_open(row: Row, session: Row, now: datetime) -> Iterator[str]:
    """R32: nothing that has ended is open."""
    if row["status"] in OPEN and session["ends_at"] <= now:
        yield f"reservation {row['id']} is {row['status']} after its class"


def left_undone(tables: Tables, now: datetime) -> list[str]:
    """Return a sentence for each absence that a night of now should have acted on, and has not (R34)."""
    sessions = {session["id"]: session for session in tables["class_session"]}
    graces = {held["id"]: held["absence_grace_period"] for held in tables["class_registration"]}
    return [
        f"the absence of {row['id']} has not acted"
        for row in tables["session_reservation"]
        if row["status"] == ReservationStatus.NO_SHOW and row["absence_acted_at"] is None
        if _is_due(row, sessions[row["session"]], graces[row["registration"]], now)
    ]


def _is_due(row: Row, session: Row, grace_hours: int | None, now: datetime) -> bool:
    if grace_hours is None:
        return False
    grace_ends_at: datetime = row["no_show_detected_at"] + timedelta(hours=grace_hours)
    window_closes_at: datetime = session["starts_at"] + SELF_WINDOW
    return grace_ends_at <= now and window_closes_at < now
