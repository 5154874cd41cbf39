"""What a studio does with a class session as a whole."""

from server.contract.base import Reason, Request, Shape
from server.contract.sessions import ClassSession
from server.contract.setup import Capacity


class CapacityRequest(Request):
    """Give a session another number of seats; not fewer than are taken (409 `capacity_below_seats`)."""

    capacity: Capacity
    reason: Reason


class ClassCancelRequest(Request):
    """Cancel a class; everybody who has a seat is told the reason."""

    reason: Reason


class ClassCancellation(Shape):
    """A class that the studio has cancelled; `told` counts the people who had a seat, each of whom gets a message."""

    session: ClassSession
    told: int
