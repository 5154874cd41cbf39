"""How a kiosk is started: by options, or by `STUDIO_KIOSK_…` in the environment; an option wins. Read once."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NoReturn, get_args
from urllib.parse import urlsplit

Gui = Literal["qt", "gtk"]
LOUDEST = 100
SHORTEST, LONGEST = 0.2, 10.0


@dataclass(frozen=True)
class Settings:
    """One frozen object for the whole process. `gui` None: pywebview's own choice for the system."""

    server: str
    state_dir: Path
    pairing_code: str | None = field(default=None, repr=False)
    trace: Path | None = None
    gui: Gui | None = None
    token_in_file: bool = False
    volume: int = 60
    patience: float = 1.2
    """Seconds that the server has for a scan before the kiosk decides by itself: people stand and wait."""


class _OneSentence(argparse.ArgumentParser):
    """Says what is wrong in one sentence and ends with 2."""

    def error(self, message: str) -> NoReturn:
        """End the start."""
        self.exit(2, f"kiosk: {message}\n")


def read_settings(arguments: Sequence[str], environment: Mapping[str, str]) -> Settings:
    """Return the settings; a wrong one ends the process with its name and what it takes (exit 2)."""
    parser = _parser(environment)
    given = parser.parse_args(arguments)
    if given.server is None:
        parser.error("--server is missing: give the address of the studio's server, http://… or https://…")
    return Settings(
        server=given.server,
        state_dir=given.state_dir,
        pairing_code=given.pair,
        trace=given.trace,
        gui=given.gui,
        token_in_file=given.store == "file",
        volume=given.volume,
        patience=given.patience,
    )


def _parser(environment: Mapping[str, str]) -> _OneSentence:
    parser = _OneSentence(prog="kiosk", description="The check-in kiosk at the studio's door.", allow_abbrev=False)
    _add_places(parser, environment)
    _add_machine(parser, environment)
    return parser


def _add_places(parser: _OneSentence, environment: Mapping[str, str]) -> None:
    """Where the server is and how it is paired, and where files go."""
    server, pair, trace = (_default(environment, name) for name in ("SERVER", "PAIR", "TRACE"))
    state_dir = _default(environment, "STATE_DIR") or _state_home(environment)
    add = parser.add_argument
    add("--server", type=_address, default=server, help="the studio's server, as its address without a path")
    add("--pair", metavar="CODE", default=pair, help="the eight characters that an admin was shown")
    add("--state-dir", type=Path, default=state_dir, help="where the kiosk's own files are")
    add("--trace", type=Path, metavar="FILE", default=trace, help="write one JSON line a drawn screen")


def _add_machine(parser: _OneSentence, environment: Mapping[str, str]) -> None:
    """What the machine shows, keeps secrets and plays sounds with."""
    store = _default(environment, "TOKEN_STORE") or "auto"
    volume = _default(environment, "VOLUME") or str(Settings.volume)
    patience = _default(environment, "PATIENCE") or str(Settings.patience)
    kept = "auto: the keyring where there is one"
    add = parser.add_argument
    add("--gui", choices=get_args(Gui), default=_default(environment, "GUI"), help="the web view on Linux")
    add("--token-store", dest="store", choices=("auto", "file"), default=store, help=kept)
    add("--volume", type=_volume, default=volume, help="of the sounds, 0 to 100; 0 is mute")
    waits = "seconds for the server to answer a scan before the kiosk decides by itself"
    add("--patience", type=_patience, metavar="SECONDS", default=patience, help=waits)


def _default(environment: Mapping[str, str], name: str) -> str | None:
    return environment.get(f"STUDIO_KIOSK_{name}") or None


def _address(text: str) -> str:
    parts = urlsplit(text)
    is_plain = parts.scheme in ("http", "https") and parts.hostname and parts.path in ("", "/")
    if not is_plain or parts.query or parts.fragment or parts.username:
        raise argparse.ArgumentTypeError("it takes an address without a path, http://… or https://…")
    return f"{parts.scheme}://{parts.netloc}"


def _volume(text: str) -> int:
    if not text.isdecimal() or int(text) > LOUDEST:
        raise argparse.ArgumentTypeError(f"it takes a number from 0 to {LOUDEST}")
    return int(text)


def _patience(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not SHORTEST <= seconds <= LONGEST:
        raise argparse.ArgumentTypeError(f"it takes seconds from {SHORTEST} to {LONGEST}")
    return seconds


def _state_home(environment: Mapping[str, str]) -> str:
    home = environment.get("XDG_STATE_HOME") or str(Path("~/.local/state").expanduser())
    return str(Path(home) / "studio-checkin-kiosk")
