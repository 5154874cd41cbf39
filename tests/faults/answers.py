"""The one word of an answer: a status, a verdict or a refusal."""

from server.contract.reservations import Reservation
from server.contract.scan import ScanVerdict
from server.services.outcomes import Declined


def answer_of(outcome: object) -> str:
    match outcome:
        case Declined(refused=refused):
            return refused.code
        case ScanVerdict(verdict=verdict):
            return verdict
        case Reservation(reservation_status=status):
            return status.value
    raise TypeError(outcome)
