"""Send what was kept while the server was away: in its order, with its nonces and first instants (R37).

Nothing is lost on the way: a scan waits until the server has answered it. Where the server refuses a whole batch, it is
sent item by item, and what is refused alone is set aside for staff to look at.
"""

import logging
from collections.abc import Callable, Iterator
from threading import Event

import msgspec

from kiosk import journal
from kiosk.failures import CannotKeep, Refused, Revoked, Unreachable
from kiosk.journal import KeptScan
from kiosk.kiosk_clock import KioskClock
from kiosk.local_file import LocalFile
from kiosk.logs import event
from kiosk.offline import OfflineDoor
from kiosk.screens.events import KeptChanged
from kiosk.server_client import HeardResult, ServerClient
from server.contract.base import Int32
from server.contract.uploads import MOST_ITEMS, UploadItem, UploadRequest
from server.rules.vocabulary import UploadOutcome

FIRST_WAIT_SECONDS = 2.0
LONGEST_WAIT_SECONDS = 60.0
QUIET_SECONDS = 60.0
"""How often the uploader looks by itself; the roster's keeper wakes it as soon as the server is there."""

MOST_BYTES = 48_000
"""The server takes 64 kB in a body."""

FARTHEST_MS = 2**31 - 1

NOT_NOW = frozenset({"too_many_requests", "not_found", "method_not_allowed", "request_in_progress"})
"""Refusals that speak of the moment, or of an older server without uploads, and not of the scans."""

log = logging.getLogger(__name__)


class Uploader:
    """Sends in a thread of its own; safe to wake from any other."""

    def __init__(
        self,
        client: ServerClient,
        door: OfflineDoor,
        file: LocalFile,
        clock: KioskClock,
        tell: Callable[[KeptChanged], None],
        server_lost: Event,
    ) -> None:
        self._client = client
        self._door = door
        self._file = file
        self._clock = clock
        self._tell = tell
        self._server_lost = server_lost
        self._woken = Event()
        self._failures = 0

    def wake(self) -> None:
        """Send what waits, now."""
        self._woken.set()

    def keep(self, stopped: Event) -> None:
        """Send, again and again, until stopped; after a failure it waits longer each time, whoever wakes it."""
        while not stopped.is_set():
            if self._client.has_token and not self._server_lost.is_set():
                self._failures = 0 if self.send() else self._failures + 1
            if self._failures:
                stopped.wait(wait_after(self._failures))
            else:
                self._woken.wait(QUIET_SECONDS)
            self._woken.clear()

    def send(self) -> bool:
        """Send what waits for this studio; return whether all of it was answered or set aside."""
        try:
            while batch := self._next_batch():
                if not self._send_batch(batch):
                    return False
        except (Unreachable, Revoked, CannotKeep, Refused) as failure:
            log.warning(event("kiosk.upload_failed", why=_why(failure)))
            return False
        return True

    def _next_batch(self) -> list[KeptScan]:
        about = self._door.about()
        if about is None:
            return []
        with self._file.transaction() as db:
            waiting = journal.waiting(db, about.home, MOST_ITEMS)
        return list(_that_fit(waiting))

    def _send_batch(self, batch: list[KeptScan]) -> bool:
        """Return whether any of them is settled; raises as `ServerClient` does where another time may do better."""
        try:
            results = self._client.upload(self._request(batch))
        except Refused as refused:
            if refused.code in NOT_NOW:
                raise
            if len(batch) == 1:
                return self._set_aside(batch[0], refused)
            settled = [self._send_batch([scan]) for scan in batch]
            return any(settled)
        return self._note(batch, results)

    def _note(self, batch: list[KeptScan], results: list[HeardResult]) -> bool:
        sent = {scan.nonce for scan in batch}
        final = [result for result in results if result.nonce in sent and result.outcome != UploadOutcome.LATER]
        with self._file.transaction() as db:
            for result in final:
                journal.answered(db, result.nonce, result.outcome, self._clock.now())
        for result in final:
            log.info(event("kiosk.uploaded", nonce=result.nonce, outcome=result.outcome, verdict=result.verdict))
        self._tell(KeptChanged(self._door.kept()))
        return bool(final)

    def _set_aside(self, scan: KeptScan, refused: Refused) -> bool:
        log.warning(event("kiosk.upload_refused", nonce=scan.nonce, code=refused.code))
        with self._file.transaction() as db:
            journal.set_aside(db, scan.nonce, refused.code, self._clock.now())
        self._tell(KeptChanged(self._door.kept()))
        return True

    def _request(self, batch: list[KeptScan]) -> UploadRequest:
        return UploadRequest(items=[self._item(scan) for scan in batch])

    def _item(self, scan: KeptScan) -> UploadItem:
        return UploadItem(
            code=scan.code,
            nonce=scan.nonce,
            scanned_at=scan.scanned_at,
            source=scan.source.value,
            verdict=scan.verdict,
            clock_offset_ms=self._correction_ms(scan),
            boot_id=scan.boot_id,
            offer_reservation_id=scan.offer_reservation_id,
        )

    def _correction_ms(self, scan: KeptScan) -> Int32:
        """Return by how much the scan's clock was wrong, as measured since; of another boot nothing more is known."""
        if scan.boot_id != self._clock.boot_id:
            return 0
        return max(-FARTHEST_MS, min(FARTHEST_MS, self._clock.boot_ms() - scan.boot_ms))


def wait_after(failures: int) -> float:
    """Return the seconds to wait after so many failures in a row: 2, 4, 8 and so on, a minute at most."""
    return min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0 ** min(failures - 1, 10))


def _that_fit(scans: list[KeptScan]) -> Iterator[KeptScan]:
    """Yield the first scans that fit into one body, one at least."""
    size = 0
    for scan in scans:
        size += len(msgspec.json.encode(scan.code)) + 400
        if size > MOST_BYTES:
            return
        yield scan


def _why(failure: Exception) -> str:
    return failure.code if isinstance(failure, Refused) else str(failure)
