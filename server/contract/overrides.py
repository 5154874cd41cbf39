"""An admin's override of what an absence has done (R36)."""

from server.contract.base import Reason, Request, Shape
from server.contract.reservations import Reservation
from server.rules.vocabulary import OverrideAction


class OverrideRequest(Request):
    """Take an absence back, or what it did to one reservation.

    `cascade` reinstates what an excused absence released; `attended` does so in any case.
    """

    action: OverrideAction
    reason: Reason
    cascade: bool = False


class Reinstated(Shape):
    """One reservation that an undone absence had released: it is back, or `code` says why it cannot be."""

    reservation_id: int
    ok: bool
    code: str | None = None


class Override(Shape):
    """The reservation as it is now, and what became of those that its absence had released, by their start."""

    reservation: Reservation
    cascade: list[Reinstated]
