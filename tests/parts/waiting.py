"""Wait for something to become true by asking again: the parts are other processes, and nothing here sleeps blindly."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

PAUSE_SECONDS: Final = 0.02
Answer = TypeVar("Answer")


def wait_until(question: Callable[[], Answer | None], what: str, *, seconds: float = 20) -> Answer:
    """Return the first true answer of `question`; raise TimeoutError naming `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (answer := question()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:g} s for {what}")
        time.sleep(PAUSE_SECONDS)
    return answer
