"""A line of the log as people read it: `2026-03-02T15:59:00.120000Z info message.sent id=1 kind=CONFIRMATION`."""

import json
import re
from typing import Any, Final

from structlog.typing import EventDict, WrappedLogger

_BARE: Final = re.compile(r"[\w./:{}+*-]+", re.ASCII)
"""A value that needs no quotes."""

_NOT_PRINTED: Final = re.compile(r"[^\x20-\x7e]")
"""Whatever could start a second line, or speak to a terminal."""


def in_words(_: WrappedLogger, __: str, event: EventDict) -> str:
    """Return one line, without colours; an exception's frames follow below it."""
    frames = event.pop("frames", None)
    heading = [event.pop("timestamp"), event.pop("level"), _printed(event.pop("event"))]
    line = " ".join([*heading, *(f"{name}={_quoted(value)}" for name, value in event.items())])
    return line if frames is None else "\n  ".join([line, *map(_printed, frames.splitlines())])


def _quoted(value: Any) -> str:  # Any: what JSON takes
    text = value if isinstance(value, str) else json.dumps(value)
    return text if _BARE.fullmatch(text) else json.dumps(value)


def _printed(text: str) -> str:
    return _NOT_PRINTED.sub(lambda letter: letter[0].encode("unicode_escape").decode(), text)
