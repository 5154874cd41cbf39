"""The log of the server in the test's own process, as the operator reads it."""

import logging
from collections.abc import Iterator
from io import StringIO

import pytest

from server.logs.log import log_formatter
from server.settings import LogFormat

NOT_THE_SERVERS = ("httpx", "httpcore")
"""The test's own client lives in the same process."""


class WrittenLog:
    """What has been written so far."""

    def __init__(self, stream: StringIO) -> None:
        self._stream = stream

    @property
    def text(self) -> str:
        """All of it, with the frames of exceptions."""
        return self._stream.getvalue()

    @property
    def lines(self) -> list[str]:
        """The lines without their instants: `info request.done method=GET`; frames are no lines of their own."""
        return [line.split(" ", 1)[1] for line in self.text.splitlines() if not line.startswith("  ")]

    def lines_of(self, event: str) -> list[str]:
        """The lines of one event, level and all."""
        return [line for line in self.lines if line.split()[1] == event]


@pytest.fixture
def log() -> Iterator[WrittenLog]:
    """What is logged from now on: from INFO upwards, and all that the server itself can say."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(log_formatter(LogFormat.TEXT))
    handler.addFilter(lambda record: not record.name.startswith(NOT_THE_SERVERS))
    levels = {logging.getLogger(): logging.INFO, logging.getLogger("server"): logging.DEBUG}
    before = {logger: logger.level for logger in levels}
    for logger, level in levels.items():
        logger.setLevel(level)
    logging.getLogger().addHandler(handler)
    yield WrittenLog(stream)
    logging.getLogger().removeHandler(handler)
    for logger, level in before.items():
        logger.setLevel(level)
