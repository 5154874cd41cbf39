"""What an admin's override may do, and to which reservation (R36)."""

from server.rules.verdict import ALLOWED, Refused, Verdict
from server.rules.vocabulary import OverrideAction, Refusal, ReservationStatus

_OVERRIDES = {
    OverrideAction.REINSTATE: (ReservationStatus.PENDING, {ReservationStatus.AUTO_CANCELLED}),
    OverrideAction.EXCUSE: (ReservationStatus.CANCELLED, {ReservationStatus.NO_SHOW}),
    OverrideAction.ATTENDED: (
        ReservationStatus.ATTENDED,
        {ReservationStatus.NO_SHOW, ReservationStatus.AUTO_CANCELLED},
    ),
}
"""What each action makes of a reservation, and of which."""


def judge_override(action: OverrideAction, status: ReservationStatus) -> Verdict:
    """Refuse `illegal_transition` where an action is not for a reservation of that status (R36, §6)."""
    to_status, of_these = _OVERRIDES[action]
    if status in of_these:
        return ALLOWED
    return Refused(Refusal.ILLEGAL_TRANSITION, {"from_status": status.value, "to_status": to_status.value})


def status_after(action: OverrideAction) -> ReservationStatus:
    """Return what an action makes of a reservation."""
    return _OVERRIDES[action][0]


def undoes_absence(action: OverrideAction, *, cascade: bool) -> bool:
    """Tell whether what the absence released comes back too: an excuse alone leaves it as it is (§6)."""
    return action is OverrideAction.ATTENDED or (action is OverrideAction.EXCUSE and cascade)
