"""Keep the roster fresh and the server's absence known: a snapshot (ETag) and a heartbeat every 15 s (`kiosk.md`)."""

import importlib.metadata
import logging
from collections.abc import Callable
from datetime import datetime
from functools import cache
from threading import Event
from typing import Protocol

from kiosk.failures import Refused, Revoked, Unreachable
from kiosk.kiosk_clock import KioskClock
from kiosk.logs import event
from kiosk.screens.events import RosterRead, ServerFound, ServerLost, TokenRevoked
from kiosk.screens.states import Studio, Upcoming
from server.contract.kiosk import HeartbeatRequest
from server.contract.roster import Snapshot

FRESH_SECONDS = 15.0
AWAY_SECONDS = 2.0
"""How soon a server that did not answer is asked again: the kiosk is back within seconds of it."""

MISSES_ALLOWED = 1
"""One lost packet does not put a door out of order."""

log = logging.getLogger(__name__)

Told = Callable[[RosterRead | ServerFound | ServerLost | TokenRevoked], None]


class RosterSource(Protocol):
    """The calls of `ServerClient` that the roster needs."""

    @property
    def has_token(self) -> bool:
        """Tell whether this kiosk was ever paired."""
        ...

    def snapshot(self, etag: str | None) -> tuple[Snapshot, str | None] | None:
        """Return the roster and its ETag, None where it is unchanged."""
        ...

    def heartbeat(self, body: HeartbeatRequest) -> None:
        """Say that the kiosk is alive."""
        ...


class RosterKeeper:
    """Looks at the server in a thread of its own, once paired, and tells the window what it finds."""

    def __init__(self, source: RosterSource, clock: KioskClock, tell: Told) -> None:
        self._source = source
        self._clock = clock
        self._tell = tell
        self._woken = Event()
        self._etag: str | None = None
        self._read_at: datetime | None = None
        self._misses = 0

    def look_now(self) -> None:
        """Ask the server without waiting for the next turn: a call has failed, or the kiosk was just paired."""
        self._woken.set()

    def keep(self, stopped: Event) -> None:
        """Look, again and again, until stopped."""
        while not stopped.is_set():
            if self._source.has_token:
                self.look()
            self._woken.wait(AWAY_SECONDS if self._misses else FRESH_SECONDS)
            self._woken.clear()

    def look(self) -> None:
        """Read the roster, send a heartbeat, and tell what came of it."""
        try:
            found = self._read()
            self._source.heartbeat(self._heartbeat())
        except Revoked:
            self._forget()
            log.warning(event("kiosk.revoked"))
            self._tell(TokenRevoked())
        except (Unreachable, Refused) as failure:
            self._missed(failure)
        else:
            self._misses = 0
            self._tell(found)

    def _read(self) -> RosterRead | ServerFound:
        answer = self._source.snapshot(self._etag)
        self._read_at = self._clock.now()
        if answer is None:
            return ServerFound()
        snapshot, self._etag = answer
        log.info(event("kiosk.roster", sessions=len(snapshot.sessions)))
        return RosterRead(Studio(snapshot.studio_name, snapshot.timezone), _upcoming(snapshot))

    def _heartbeat(self) -> HeartbeatRequest:
        return HeartbeatRequest(
            version=_own_version(),
            queue_length=0,
            clock_offset_ms=self._clock.offset_ms(),
            snapshot_at=self._read_at,
        )

    def _missed(self, failure: Unreachable | Refused) -> None:
        self._misses += 1
        log.warning(event("kiosk.server_missed", times=self._misses, why=_why(failure)))
        if self._misses > MISSES_ALLOWED or self._read_at is None:
            self._tell(ServerLost())

    def _forget(self) -> None:
        """A kiosk that is not trusted keeps no roster; should it be again, it reads everything anew."""
        self._etag = self._read_at = None
        self._misses = 0


def _upcoming(snapshot: Snapshot) -> tuple[Upcoming, ...]:
    running = (session for session in snapshot.sessions if not session.cancelled)
    by_start = sorted(running, key=lambda session: session.starts_at)
    return tuple(Upcoming(session.course_name, session.room, session.starts_at) for session in by_start)


@cache
def _own_version() -> str:
    try:
        return importlib.metadata.version("studio-checkin")
    except importlib.metadata.PackageNotFoundError:  # started from a checkout
        return "checkout"


def _why(failure: Unreachable | Refused) -> str:
    return failure.why if isinstance(failure, Unreachable) else failure.code
