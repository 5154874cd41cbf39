"""Which of the customer's passes is meant."""

from collections.abc import Sequence

from server.contract.passes import Registration
from server.services.outcomes import NotFoundError


def own_pass(registration_id: int, passes: Sequence[Registration]) -> Registration:
    """Return one of the customer's passes. Raises NotFoundError for one that is not theirs (R41)."""
    found = next((one for one in passes if one.id == registration_id), None)
    if found is None:
        raise NotFoundError("class registration")
    return found
