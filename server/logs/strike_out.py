"""The last line of defence: what no line of the log may hold, whoever wrote it there."""

import errno
import re
import sys
import traceback
from collections.abc import Mapping
from typing import Any, Final

from structlog.typing import EventDict, WrappedLogger

from server.rules.pass_code import ALPHABET, LENGTH

STRUCK_OUT: Final = "***"

SECRET_NAMES: Final = frozenset(
    {"authorization", "code", "cookie", "email", "name", "password", "phone", "pin", "recipient", "token", "totp"}
)
"""Facts by these names are struck out whatever they hold: six digits or a person's name have no pattern."""

OURS: Final = frozenset({"_record", "_from_structlog"})
"""What structlog keeps of a library's record until the line is made."""

_SECRETS: Final = re.compile(
    rf"""
    (?<!\S)\S+(?:@|%40)\S+         # an e-mail address; also the name and the password in a database's address
    | [{ALPHABET}]{{{LENGTH},}}     # a pass code, with whatever a reader typed before it
    | (?:[{ALPHABET}]{{4}}(?:[\s+-]|%20)){{{LENGTH // 4}}}[{ALPHABET}]   # the same, as people read it
    | (?=[\w-]*(?-i:[A-Z]))[\w-]{{43,}}     # `secrets.token_urlsafe(32)`; our own long names have no capital
    """,
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)


def strike_out(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Return the event with all values clean: plain JSON types, and no address, pass code or token among them."""
    return {name: value if name in OURS else _clean(name, value) for name, value in event.items()}


def exception_in_frames(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Put an exception's type and frames where the exception was; its message quotes what people sent."""
    exc_info = event.pop("exc_info", None)
    if exc_info is True:
        exc_info = sys.exc_info()
    error = exc_info[1] if isinstance(exc_info, tuple) else exc_info
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        if reason := _reason(error) or _reason(error.__cause__):
            event["reason"] = reason
        event["frames"] = without_values(error)
    return event


def without_values(error: BaseException) -> str:
    """Return where an exception came from: its frames and types, but no message, for those quote what people sent."""
    chain: list[str] = []
    current: BaseException | None = error
    while current is not None:
        frames = "".join(traceback.format_list(traceback.extract_tb(current.__traceback__)))
        chain.append(f"{frames}{type(current).__module__}.{type(current).__qualname__}")
        current = current.__cause__ or current.__context__
    return "\ncaused by\n".join(chain)


def _reason(error: BaseException | None) -> str | None:
    """Return the code that the system or a database gives to its errors: it tells a full disk from a busy file."""
    if isinstance(error, OSError) and error.errno is not None:
        return errno.errorcode.get(error.errno)
    reason: str | None = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)
    return reason


def _clean(name: str, value: object) -> Any:  # Any: what JSON takes
    if name in SECRET_NAMES:
        return STRUCK_OUT
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): _clean(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(name, inner) for inner in value]
    if isinstance(value, BaseException):
        return type(value).__name__
    return _SECRETS.sub(STRUCK_OUT, str(value))
