"""The one way in for scans, whatever read them: same code within 4 s is one scan, one nonce for each (R26, R27).

The server decides. Where no answer comes in 1.2 s, or none can (unreachable, 5xx), the kiosk decides by its roster with
the server's own rules, and only then; the scan is kept and sent later with its first nonce and instant (R37). So for
each scan there can be two decisions, the server's and the door's, and neither knows of the other at first. What can
come of that:

**The request never arrived.** The usual outage. The upload is the first that the server hears of the scan: it judges
it by the scan's own instant, and the person is checked in as if the line had been there. Until then nobody can see on a
phone or at the desk who has come; the banner says so. Tolerable: what was promised ("saved, will be confirmed") holds.

**Both say yes.** The request arrived, its answer was lost or came too late, and the door said yes too. The upload has
the same nonce, so the server answers with its first verdict and does nothing: one check-in, one punch. Should the
person have been scanned again in between, online and with a new nonce, that scan was "already", or this one is.
Tolerable: nobody notices anything.

**Both say no.** The same rules on the same facts. The person has read why, as online; the upload only leaves its row.
Tolerable: it is what would have happened with a line.

**The server says no, the door said yes.** What made it a no came after the last refresh: the booking was cancelled on a
phone, the pass frozen, the class called off. Somebody stands in the class who should not. The server changes nothing,
takes no punch, and puts the scan into the staff inbox with both answers. Tolerable: it needs an outage and a change in
the same hours, the seat was theirs when they set out, and one extra person in a class harms less than sending the
many away who are in order. A roster over a day old, where this gets likely, promises nothing any more: amber.

**The server says yes, the door said no.** Either what made it a no was mended after the last refresh (a booking
reinstated, a class moved, a pass extended), or the request arrived in time and the kiosk's facts were the older ones.
The person was sent to the staff, who can let anybody in, and is checked in once the scan arrives: what staff did by
hand before makes it "already". Tolerable: nobody pays twice, and nobody is turned away by the machine alone, since
every "no" names the staff. It stays rare because a code that the roster does not know is never a no: it is kept, amber.

**The door can't decide** (no roster, one over three days old, a clock in doubt, a file that takes nothing): the screen
says to ask the staff, and nothing is shown as taken that was not kept.
"""

import logging
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from threading import Event, Lock

from kiosk.failures import CannotDecide, CannotKeep, Unreachable
from kiosk.kiosk_clock import KioskClock
from kiosk.logs import event
from kiosk.offline import OfflineDoor
from kiosk.screens.asks import CheckScan, Scan
from kiosk.screens.events import DecidedHere, Scanned
from kiosk.server_client import ServerClient
from kiosk.settings import Settings
from server.contract.scan import ScanRequest, ScanSource, ScanVerdict
from server.rules import pass_code

SAME_SCAN_SECONDS = 4.0
LONGEST_TEXT = 200
AT_ONCE = 8
"""Scans that may wait for the server at the same time; one that finds no place is decided here in time."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Taken:
    """A scan that was taken, and whether it was left without an answer."""

    scan: Scan
    at: float
    is_unanswered: bool = False


class Desk:
    """Takes scans from any thread, and has them judged.

    While `server_lost` is set the door is tried first: nobody waits 1.2 s for a line that is known to be dead. Whoever
    hears the server clears it.
    """

    def __init__(
        self,
        client: ServerClient,
        door: OfflineDoor,
        clock: KioskClock,
        tell: Callable[[Scanned], None],
        server_lost: Event,
        patience: float = Settings.patience,
    ) -> None:
        self._client = client
        self._door = door
        self._clock = clock
        self._tell = tell
        self._server_lost = server_lost
        self._patience = patience
        self._lock = Lock()
        self._taken: dict[str, _Taken] = {}
        self._calls = ThreadPoolExecutor(AT_ONCE, "scan")

    def scan(self, text: str, source: ScanSource) -> None:
        """Take a scan. What holds no pass code is sent as it is, cut short: the server knows it as `unknown_code`."""
        code = pass_code.parse(text) or _fit_to_send(text)
        with self._lock:
            scan = self._new_scan(code, source)
        if scan is not None:
            self._tell(Scanned(scan))

    def verdict(self, ask: CheckScan) -> ScanVerdict | DecidedHere:
        """Return the server's verdict, or the door's where none came; raises as `ServerClient` does.

        `Unreachable` is raised where neither can decide: nothing was taken then.
        """
        if self._server_lost.is_set():
            with suppress(CannotDecide, CannotKeep):
                return self._door.decide(ask.scan)
        try:
            return self._by_server(ask.scan)
        except Unreachable:
            self._server_lost.set()
            return self._by_door(ask.scan)

    def stop(self) -> None:
        """Ask nothing more."""
        self._calls.shutdown(wait=False, cancel_futures=True)

    def _by_server(self, scan: Scan) -> ScanVerdict:
        body = ScanRequest(
            code=scan.text,
            nonce=scan.nonce,
            scanned_at=scan.scanned_at,
            source=scan.source,
            offer_reservation_id=scan.offer_reservation_id,
        )
        call = self._calls.submit(self._client.scan, body, self._patience)
        try:
            verdict = call.result(self._patience)
        except TimeoutError as late:
            call.cancel()
            raise Unreachable("no answer in time") from late
        log.info(event("kiosk.scan", nonce=scan.nonce, verdict=verdict.verdict, reservation=verdict.reservation_id))
        self._server_lost.clear()
        self._door.note_arrival(verdict)
        return verdict

    def _by_door(self, scan: Scan) -> DecidedHere:
        try:
            return self._door.decide(scan)
        except (CannotDecide, CannotKeep) as failure:
            self._remember_unanswered(scan)
            raise Unreachable(failure.why) from failure

    def _new_scan(self, code: str, source: ScanSource) -> Scan | None:
        """Return the scan to ask about, None for one that was taken just now.

        One that got no answer is asked again with its first nonce and instant: should the server have heard it after
        all, the person gets that verdict and not "already".
        """
        now = self._clock.seconds()
        self._taken = {text: taken for text, taken in self._taken.items() if now - taken.at < SAME_SCAN_SECONDS}
        before = self._taken.get(code)
        if before is not None and not before.is_unanswered:
            return None
        scan = Scan(code, uuid.uuid4().hex, source, self._clock.now(), now)
        if before is not None:
            scan = replace(scan, nonce=before.scan.nonce, scanned_at=before.scan.scanned_at)
        self._taken[code] = _Taken(scan, now)
        return scan

    def _remember_unanswered(self, scan: Scan) -> None:
        """The tap on an offer counts too: its nonce begins with the scan's, whose code then gets its offer again."""
        with self._lock:
            taken = self._taken.get(scan.text)
            if taken is not None and scan.nonce.startswith(taken.scan.nonce):
                self._taken[scan.text] = replace(taken, is_unanswered=True)


def _fit_to_send(text: str) -> str:
    """Return the text as JSON and the contract can carry it: no NUL, no lone surrogates, 200 characters at most."""
    return text.replace("\x00", "")[:LONGEST_TEXT].encode("utf-8", "replace").decode("utf-8")
