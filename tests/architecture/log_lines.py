"""Find lines of the log that are not said as house.md has it: `event.name` and facts, and no fact that is a secret."""

import ast
import re
from pathlib import Path
from typing import Final

from server.logs.strike_out import SECRET_NAMES
from tests.architecture.source_tree import Module, dotted, read_modules

SPEAKERS: Final = frozenset({"log", "tell"})
"""What modules call their logger, or the one of its levels that they have chosen."""

LEVELS: Final = frozenset({"debug", "info", "warning", "error", "exception", "critical"})
EVENT: Final = re.compile(r"[a-z_]+\.([a-z_]+|\{\})")
LIBRARIES: Final = frozenset({"apscheduler", "piccolo"})
"""Whom we hush."""


def wild_lines(root: Path) -> list[str]:
    """Return a sentence for each call of the server's loggers whose event or facts are not as they have to be."""
    return [
        f"{module.path}:{call.lineno} {fault}"
        for module in _modules(root)
        for call in _calls(module)
        if _is_said(call) and (fault := _fault_of(call))
    ]


def loggers_of_their_own(root: Path) -> list[str]:
    """Return a sentence for each logger of the standard library's: it would strike nothing out."""
    return [
        f"{module.path}:{call.lineno} takes a logger of logging's own: `server.logs.log.logger` has ours"
        for module in _modules(root)
        for call in _calls(module)
        if dotted(call.func) in {"logging.getLogger", "getLogger"} and not _names_a_library(call)
    ]


def _modules(root: Path) -> list[Module]:
    return [module for module in read_modules(root, "server") if not module.path.startswith("server/logs/")]


def _calls(module: Module) -> list[ast.Call]:
    return [node for node in ast.walk(module.syntax) if isinstance(node, ast.Call)]


def _is_said(call: ast.Call) -> bool:
    speaker, _, level = (dotted(call.func) or "").partition(".")
    return speaker in SPEAKERS and (level in LEVELS or (not level and speaker != "log"))


def _fault_of(call: ast.Call) -> str | None:
    if len(call.args) != 1 or not EVENT.fullmatch(_event(call.args[0])):
        return "does not say an event's name and nothing more, such as `message.sent`"
    secrets = sorted(str(word.arg) for word in call.keywords if word.arg is None or word.arg in SECRET_NAMES)
    return f"tells {', '.join(secrets)}" if secrets else None


def _event(said: ast.expr) -> str:
    """Return an event's name; what an f-string fills in stands as `{}`."""
    match said:
        case ast.Constant(value=str(name)):
            return name
        case ast.JoinedStr(values=parts):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)
        case _:
            return ""


def _names_a_library(call: ast.Call) -> bool:
    match call.args:
        case [ast.Constant(value=str(name))]:
            return name in LIBRARIES
        case _:
            return False
