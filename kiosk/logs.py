"""Single lines on stderr: the outcome's name and ids, never a code, PIN, token, name or e-mail address."""

import logging
import sys

Fact = str | int | float | None


def event(name: str, **facts: Fact) -> str:
    """Return a log line's text: `event.name=kiosk.scan nonce=… verdict=ok`; facts that are None are left out."""
    told = (f"{key}={value}" for key, value in facts.items() if value is not None)
    return " ".join((f"event.name={name}", *told))


def start_logging() -> None:
    """Send the kiosk's lines, and other libraries' warnings, to stderr."""
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    logging.getLogger("kiosk").setLevel(logging.INFO)
