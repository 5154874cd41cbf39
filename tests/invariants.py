"""What has to be true of a studio's rows at every moment, whatever happened before; sentences about what is not."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from server.rules.vocabulary import ARRIVED, CONSUMPTIONS, OPEN, SEATED, PassType, ReservationStatus

Row = dict[str, Any]  # Any: a column's own type
Tables = dict[str, list[Row]]


def broken_invariants(
    tables: Tables, now: datetime | None = None, *, forced: Collection[int] = frozenset()
) -> list[str]:
    """Return a sentence for each invariant that does not hold; R15's, which time decides, only with `now` (UTC).

    `forced` are the reservations for which staff passed R15 or R17 (R19): they count for neither.
    """
    return [
        *_seats(tables),
        *_ledgers(tables),
        *_consumptions(tables),
        *_doubles(tables, forced),
        *_histories(tables),
        *(_limits(tables, now, forced) if now else ()),
    ]


def uncovered_bookings(tables: Tables, now: datetime, zone: ZoneInfo) -> list[str]:
    """Return a sentence for each booking whose pass is not usable for it (R7, R8), of classes that are not over.

    Whoever had arrived before the pass changed, and whose arrival was taken back since, keeps the seat (R29).
    """
    sessions = {session["id"]: session for session in tables["class_session"]}
    passes = {held["id"]: held for held in tables["class_registration"]}
    had_arrived = {event["reservation"] for event in tables["reservation_event"] if event["from_status"] in ARRIVED}
    return [
        f"reservation {row['id']} is on pass {row['registration']}, which does not cover it"
        for row in tables["session_reservation"]
        if row["status"] == ReservationStatus.PENDING and row["id"] not in had_arrived
        if sessions[row["session"]]["ends_at"] > now
        if not _covers(passes[row["registration"]], sessions[row["session"]]["starts_at"].astimezone(zone).date())
    ]


def _covers(held: Row, day: date) -> bool:
    first, last = held["valid_from"] or date.min, held["valid_until"] or date.max
    frozen_from, frozen_until = held["frozen_from"] or date.max, held["frozen_until"] or date.max
    return held["cancelled_at"] is None and first <= day <= last and not frozen_from <= day <= frozen_until


def broken_absences(rows: list[Row], spared: set[tuple[int, int]]) -> list[str]:
    """Return a sentence for each trace of an absence that does not hold (R34, R36); `spared` are reinstatements."""
    return [sentence for row in rows for sentence in _absence(row, spared)]


def _absence(row: Row, spared: set[tuple[int, int]]) -> Iterator[str]:
    status, absence = row["status"], row["auto_cancelled_by"]
    if (row["auto_cancelled_at"] is None) is (status == ReservationStatus.AUTO_CANCELLED):
        yield f"reservation {row['id']} is {status} and was released at {row['auto_cancelled_at']}"
    if row["absence_acted_at"] and (status not in _MISSED or row["no_show_detected_at"] is None):
        yield f"reservation {row['id']} is {status} and its absence has acted"
    if status == ReservationStatus.AUTO_CANCELLED and (row["id"], absence) in spared:
        yield f"reservation {row['id']} was reinstated and is released by {absence} again"


_MISSED = {ReservationStatus.NO_SHOW, ReservationStatus.CANCELLED}


def _seats(tables: Tables) -> Iterator[str]:
    """R18: the counter is the number of seated rows and never more than there are seats."""
    seated = Counter(row["session"] for row in tables["session_reservation"] if row["status"] in SEATED)
    for session in tables["class_session"]:
        taken, rows, capacity = session["seats_taken"], seated[session["id"]], session["capacity"]
        if not taken == rows <= capacity:
            yield f"session {session['id']} counts {taken} seats, has {rows} seated rows and {capacity} places"


def _ledgers(tables: Tables) -> Iterator[str]:
    """R9, R11: the counter is the ledger's sum and never below none; only punch passes have a ledger."""
    sums: Counter[int] = Counter()
    for punch in tables["punch_entry"]:
        sums[punch["registration"]] += punch["delta"]
    for held in tables["class_registration"]:
        expected = sums[held["id"]] if held["pass_type"] == PassType.PUNCH_PASS else None
        remaining = held["sessions_remaining"]
        if remaining != expected or (remaining or 0) < 0 or (expected is None and held["id"] in sums):
            yield f"pass {held['id']} counts {remaining} punches, and its ledger {expected}"


def _consumptions(tables: Tables) -> Iterator[str]:
    """R9: one live consumption at most, and just the one that the status asks for."""
    live = defaultdict(list)
    for punch in tables["punch_entry"]:
        if punch["kind"] in CONSUMPTIONS and punch["reversed_at"] is None:
            live[punch["reservation_id"]].append(punch["kind"])
    counts = {held["id"] for held in tables["class_registration"] if held["pass_type"] == PassType.PUNCH_PASS}
    for row in tables["session_reservation"]:
        if live[row["id"]] not in _allowed(row["status"], counts_punches=row["registration"] in counts):
            yield f"reservation {row['id']} is {row['status']} and consumes {live[row['id']]}"


def _allowed(status: str, *, counts_punches: bool) -> list[list[str]]:
    if counts_punches and status in ARRIVED:
        return [["CHECK_IN"], ["WAIVE"]]
    if counts_punches and status == ReservationStatus.NO_SHOW:
        return [["NO_SHOW"], []]
    return [[]]


def _doubles(tables: Tables, forced: Collection[int]) -> Iterator[str]:
    """R14 and R17: one seated row for a customer and session, one open one for a pass and part."""
    rows = tables["session_reservation"]
    seats = Counter((row["customer"], row["session"]) for row in rows if row["status"] in SEATED)
    parts = Counter(
        (row["registration"], row["step"])
        for row in rows
        if row["status"] in OPEN and row["step"] and row["id"] not in forced
    )
    yield from (f"customer {who} has {n} seats in session {what}" for (who, what), n in seats.items() if n > 1)
    yield from (f"pass {which} has part {what} open {n} times" for (which, what), n in parts.items() if n > 1)


def _histories(tables: Tables) -> Iterator[str]:
    """§6: every change of status has its event, and each begins where the last one ended."""
    events = defaultdict(list)
    for event in sorted(tables["reservation_event"], key=lambda event: int(event["id"])):
        events[event["reservation"]].append((event["from_status"], event["to_status"]))
    for row in tables["session_reservation"]:
        history = events[row["id"]]
        began = [None, *(to_status for _, to_status in history)]
        if [from_status for from_status, _ in history] != began[:-1] or began[-1] != row["status"]:
            yield f"reservation {row['id']} is {row['status']} after {history}"


def _limits(tables: Tables, now: datetime, forced: Collection[int]) -> Iterator[str]:
    """R15: open reservations whose session has not ended."""
    ends_at = {session["id"]: session["ends_at"] for session in tables["class_session"]}
    ahead = Counter(
        row["registration"]
        for row in tables["session_reservation"]
        if row["status"] in OPEN and ends_at[row["session"]] > now and row["id"] not in forced
    )
    for held in tables["class_registration"]:
        limit = held["max_advance_reservations"]
        if limit is not None and ahead[held["id"]] > limit:
            yield f"pass {held['id']} has {ahead[held['id']]} of {limit} booked ahead"
