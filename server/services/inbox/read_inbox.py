"""Read what waits in the inboxes of the studios that an actor serves, the oldest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from piccolo.custom_types import Combinable

from server.contract import inbox as shapes
from server.contract.paging import Page, Paging
from server.rules.vocabulary import ACTIONS_OF, InboxAction, InboxKind
from server.services.actor import Actor
from server.services.actor_names import names_of
from server.services.paging import read_page
from server.tables.desk import InboxItem
from server.tables.reservations import SessionReservation
from server.tables.sql_lists import placeholders


async def read_inbox(actor: Actor, paging: Paging) -> Page[shapes.InboxItem]:
    """Return a page of what nobody has resolved. Raises InvalidFieldError for a cursor that no list gave."""
    rows, next_cursor = await read_page(InboxItem, [InboxItem.resolved_at.is_null(), *_served_by(actor)], paging)
    return Page(items=await present_all(rows), next_cursor=next_cursor)


async def present_all(rows: Sequence[InboxItem]) -> list[shapes.InboxItem]:
    """Return items with whom and which class they are about: a statement or two more, however many they are."""
    bookings = await _bookings({row.reservation for row in rows} - {None})
    names = await names_of({row.resolved_by for row in rows} - {None})
    return [_shape(row, bookings.get(row.reservation, _NOBODY), names) for row in rows]


def actions_for(row: InboxItem) -> Sequence[InboxAction]:
    """Return what can be done about an item while it waits: a scan of nobody's code has no booking to correct."""
    return [
        action
        for action in ACTIONS_OF[InboxKind(row.kind)]
        if row.reservation is not None or action is not InboxAction.ATTENDED
    ]


def _served_by(actor: Actor) -> list[Combinable]:
    if actor.studio_ids is None:
        return []
    return [InboxItem.studio.is_in(sorted(actor.studio_ids)) if actor.studio_ids else InboxItem.id.is_null()]


@dataclass(frozen=True)
class _Booking:
    """Whose reservation an item is about, and of which class."""

    customer_id: int | None = None
    customer_name: str | None = None
    course_name: str | None = None
    starts_at: datetime | None = None


_NOBODY: Final = _Booking()


async def _bookings(reservation_ids: set[int]) -> Mapping[int, _Booking]:
    if not reservation_ids:
        return {}
    rows: list[dict[str, Any]] = await SessionReservation.raw(
        "SELECT r.id, r.customer, u.name, c.name AS course_name, s.starts_at FROM session_reservation r"
        " JOIN customer u ON u.id = r.customer JOIN class_session s ON s.id = r.session"
        f" JOIN course c ON c.id = s.course WHERE r.id IN {placeholders(reservation_ids)}",
        *reservation_ids,
    )
    return {row["id"]: _Booking(row["customer"], row["name"], row["course_name"], row["starts_at"]) for row in rows}


def _shape(row: InboxItem, booking: _Booking, names: Mapping[str, str]) -> shapes.InboxItem:
    resolution: str | None = row.resolution  # Piccolo types a nullable column as if it were not
    kind = InboxKind(row.kind)
    return shapes.InboxItem(
        id=row.id,
        studio_id=row.studio,
        kind=kind,
        created_at=row.created_at,
        reservation_id=row.reservation,
        customer_id=booking.customer_id,
        customer_name=booking.customer_name,
        course_name=booking.course_name,
        starts_at=booking.starts_at,
        scanned_at=row.scanned_at,
        reason=row.reason,
        actions=[] if resolution is not None else list(actions_for(row)),
        resolved_at=row.resolved_at,
        resolved_by=names.get(row.resolved_by),
        resolution=None if resolution is None else InboxAction(resolution),
        resolution_reason=row.resolution_reason,
    )
