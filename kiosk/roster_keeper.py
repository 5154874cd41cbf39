"""Keep the roster fresh and the server's absence known: a snapshot (ETag) and a heartbeat every 15 s (`kiosk.md`)."""

import importlib.metadata
import logging
from collections.abc import Callable
from functools import cache
from threading import Event
from typing import Protocol

from kiosk.failures import CannotKeep, Refused, Revoked, Unreachable
from kiosk.kiosk_clock import KioskClock
from kiosk.logs import event
from kiosk.offline import OfflineDoor, upcoming
from kiosk.screens.events import KeptChanged, RosterRead, ServerFound, ServerLost, TokenRevoked
from kiosk.screens.states import Studio
from server.contract.kiosk import HeartbeatRequest
from server.contract.roster import Snapshot

FRESH_SECONDS = 15.0
AWAY_SECONDS = 2.0
"""How soon a server that did not answer is asked again: the kiosk is back within seconds of it."""

MISSES_ALLOWED = 1
"""One lost packet does not raise the banner, as long as nobody is at the door."""

log = logging.getLogger(__name__)

Told = Callable[[RosterRead | ServerFound | ServerLost | TokenRevoked | KeptChanged], None]


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
    """Looks at the server in a thread of its own, once paired, and tells the window what it finds.

    It clears `server_lost` where the server answers, and then has what was kept meanwhile sent (`send`).
    """

    def __init__(
        self,
        source: RosterSource,
        door: OfflineDoor,
        clock: KioskClock,
        tell: Told,
        server_lost: Event,
        send: Callable[[], None],
    ) -> None:
        self._source = source
        self._door = door
        self._clock = clock
        self._tell = tell
        self._server_lost = server_lost
        self._send = send
        self._woken = Event()
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
        """Read the roster, send a heartbeat, and tell what came of it, and what the kiosk has kept."""
        try:
            found = self._read()
            self._source.heartbeat(self._heartbeat())
        except Revoked:
            self._misses = 0
            self._door.forget_roster()
            log.warning(event("kiosk.revoked"))
            self._tell(TokenRevoked())
        except (Unreachable, Refused) as failure:
            self._missed(failure)
        else:
            self._misses = 0
            self._server_lost.clear()
            self._tell(found)
            self._send()
        self._tell(KeptChanged(self._door.kept()))

    def _read(self) -> RosterRead | ServerFound:
        """A file that takes nothing is no reason not to work with the server: the roster is read anew each time."""
        about = self._door.about()
        answer = self._source.snapshot(about.etag if about else None)
        try:
            self._keep(answer)
        except CannotKeep as failure:
            log.warning(event("kiosk.roster_not_kept", why=failure.why))
        return ServerFound() if answer is None else _roster_read(answer[0])

    def _keep(self, answer: tuple[Snapshot, str | None] | None) -> None:
        if answer is None:
            self._door.confirm()
            return
        snapshot, etag = answer
        log.info(event("kiosk.roster", sessions=len(snapshot.sessions)))
        self._door.take_snapshot(snapshot, etag)

    def _heartbeat(self) -> HeartbeatRequest:
        about = self._door.about()
        return HeartbeatRequest(
            version=_own_version(),
            queue_length=self._door.kept().waiting,
            clock_offset_ms=self._clock.offset_ms(),
            snapshot_at=about.read_at if about else None,
        )

    def _missed(self, failure: Unreachable | Refused) -> None:
        """Say since when nothing was heard; without a roster of this server there is nothing to be patient for."""
        self._misses += 1
        log.warning(event("kiosk.server_missed", times=self._misses, why=_why(failure)))
        about = self._door.about()
        if self._misses > MISSES_ALLOWED or about is None:
            self._server_lost.set()
            self._tell(ServerLost(about.read_at if about else None))


def _roster_read(snapshot: Snapshot) -> RosterRead:
    return RosterRead(Studio(snapshot.studio_name, snapshot.timezone), upcoming(snapshot.sessions))


@cache
def _own_version() -> str:
    try:
        return importlib.metadata.version("studio-checkin")
    except importlib.metadata.PackageNotFoundError:  # started from a checkout
        return "checkout"


def _why(failure: Unreachable | Refused) -> str:
    return failure.why if isinstance(failure, Unreachable) else failure.code
