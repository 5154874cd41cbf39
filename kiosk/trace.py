"""`--trace FILE`: one JSON line a screen, written once the page has confirmed that it drew it. No name, no code."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kiosk.screens.states import Home, Judged, Link, NoAnswer, Offered, Panel, PinPad, State
from kiosk.screens.view import screen_name


@dataclass(frozen=True)
class Shown:
    """What a trace says of one screen; equal ones in a row are one line. `nonce` tells two people's results apart."""

    screen: str
    verdict: str | None = None
    reservation_id: int | None = None
    nonce: str | None = None
    heard_at: float | None = None


def shown(state: State) -> Shown:
    """Return what stands on the window, as a trace tells it."""
    line = Shown(screen_name(state))
    match state.screen:
        case Judged(verdict, _, scan) | Offered(verdict, scan):
            line = Shown(line.screen, verdict.verdict, verdict.reservation_id, scan.nonce, scan.heard_at)
        case NoAnswer(scan):
            line = Shown(line.screen, nonce=scan.nonce, heard_at=scan.heard_at)
        case PinPad(problem=problem):
            line = Shown(line.screen, problem)
        case Panel(outcome=outcome) if outcome is not None:
            line = Shown(line.screen, outcome.code or outcome.kind.value, outcome.reservation_id)
        case Panel(reservation_id=reservation_id):
            line = Shown(line.screen, None, reservation_id)
        case Home() if state.link in (Link.AWAY, Link.REVOKED):
            line = Shown(line.screen, state.link.value)
    return line


class Trace:
    """Appends to the file, each line at once on its way to whoever follows it."""

    def __init__(self, path: Path | None) -> None:
        self._file = path.open("a", encoding="utf-8", buffering=1) if path else None
        self._last: Shown | None = None

    def write(self, drawn: Shown, at: datetime, monotonic_seconds: float) -> None:
        """Write a screen's line, unless it is still the one before; `ms` counts from the scan to the drawing."""
        if self._file is None or drawn == self._last:
            return
        self._last = drawn
        took = None if drawn.heard_at is None else round((monotonic_seconds - drawn.heard_at) * 1000)
        facts = {
            "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "screen": drawn.screen,
            "reservationId": drawn.reservation_id,
            "verdict": drawn.verdict,
            "ms": took,
        }
        line = json.dumps({name: fact for name, fact in facts.items() if fact is not None})
        self._file.write(f"{line}\n")

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
