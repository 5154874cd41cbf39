"""What a studio does with a class session as a whole."""

from server.contract.base import Reason, Request
from server.contract.setup import Capacity


class CapacityRequest(Request):
    """Give a session another number of seats; not fewer than are taken (409 `capacity_below_seats`)."""

    capacity: Capacity
    reason: Reason
