"""Wait for something to become true by asking again: the parts are other processes, and nothing here sleeps blindly."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

PAUSE_SECONDS: Final = 0.02
PATIENCE_SECONDS: Final = 90
"""Only a test that fails waits so long, and a machine that is busy with other tests is no failure."""

Answer = TypeVar("Answer")


def wait_until(question: Callable[[], Answer | None], what: str, *, seconds: float = PATIENCE_SECONDS) -> Answer:
    """Return the first true answer of `question`; raise TimeoutError naming `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (answer := question()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:g} s for {what}")
        time.sleep(PAUSE_SECONDS)
    return answer
