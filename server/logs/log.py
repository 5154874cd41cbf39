"""One line for each outcome: `event.name` and its facts, in UTC, in words or as JSON (house.md, Style 9).

What the libraries log goes through the same renderer. Callers leave out whatever opens something or names somebody;
what slips through is struck out before a record is made, so that no other reader of it sees more.
"""

import logging
from typing import Final, TextIO

from structlog.processors import JSONRenderer, TimeStamper
from structlog.stdlib import BoundLogger, ProcessorFormatter, add_log_level, filter_by_level
from structlog.typing import EventDict, Processor, WrappedLogger

from server.logs.in_words import in_words
from server.logs.strike_out import exception_in_frames, strike_out
from server.settings import LogFormat

QUOTES_EXCEPTIONS: Final = "asyncio"
"""This logger repeats what a forgotten task raised, message and all, below its own first line."""

CLEAN: Final[tuple[Processor, ...]] = (exception_in_frames, strike_out)


def logger(name: str) -> BoundLogger:
    """Return a module's logger: `log.info("message.sent", id=1)`, with `exc_info=error` for what went wrong."""
    processors: list[Processor] = [filter_by_level, *CLEAN, ProcessorFormatter.wrap_for_formatter]
    return BoundLogger(logging.getLogger(name), processors=processors, context={})


def write_log(log_format: LogFormat, stream: TextIO) -> None:
    """Write this process's log to a stream from now on, from INFO upwards."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(log_formatter(log_format))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("piccolo").setLevel(logging.WARNING)  # it tells each time which SQLite it found


def log_formatter(log_format: LogFormat) -> ProcessorFormatter:
    """Return what makes a line of a record, ours or a library's; an exception's frames follow below it in words."""
    render: Processor = JSONRenderer() if log_format is LogFormat.JSON else in_words
    return ProcessorFormatter(
        foreign_pre_chain=[_a_librarys_own, *CLEAN],
        processors=[
            ProcessorFormatter.remove_processors_meta,
            add_log_level,
            TimeStamper(fmt="iso", utc=True),
            _when_and_what_first,
            render,
        ],
    )


def _a_librarys_own(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Name the library, and keep its message to one line; the further ones are frames, or nothing for a log."""
    record: logging.LogRecord = event["_record"]
    event["event"], _, more = str(event["event"]).partition("\n")
    event["logger"] = record.name
    if more.strip() and record.name != QUOTES_EXCEPTIONS:
        event["frames"] = more.rstrip()
    return event


def _when_and_what_first(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    heading = {name: event.pop(name) for name in ("timestamp", "level", "event")}
    return {**heading, **event}
