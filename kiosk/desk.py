"""The one way in for scans, whatever read them: same code within 4 s is one scan, one nonce for each (R26, R27)."""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock

from kiosk.failures import Unreachable
from kiosk.kiosk_clock import KioskClock
from kiosk.logs import event
from kiosk.screens.asks import CheckScan, Scan
from kiosk.screens.events import Scanned
from kiosk.server_client import ServerClient
from server.contract.scan import ScanRequest, ScanSource, ScanVerdict
from server.rules import pass_code

SAME_SCAN_SECONDS = 4.0
LONGEST_TEXT = 200

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Taken:
    """A scan that was taken, and whether the server has left it without an answer."""

    scan: Scan
    at: float
    is_unanswered: bool = False


class Desk:
    """Takes scans from any thread, and asks the server about them."""

    def __init__(self, client: ServerClient, clock: KioskClock, tell: Callable[[Scanned], None]) -> None:
        self._client = client
        self._clock = clock
        self._tell = tell
        self._lock = Lock()
        self._taken: dict[str, _Taken] = {}

    def scan(self, text: str, source: ScanSource) -> None:
        """Take a scan. What holds no pass code is sent as it is, cut short: the server knows it as `unknown_code`."""
        code = pass_code.parse(text) or _fit_to_send(text)
        with self._lock:
            scan = self._new_scan(code, source)
        if scan is not None:
            self._tell(Scanned(scan))

    def verdict(self, ask: CheckScan) -> ScanVerdict:
        """Return the server's verdict; raises as `ServerClient` does."""
        scan = ask.scan
        try:
            verdict = self._client.scan(
                ScanRequest(
                    code=scan.text,
                    nonce=scan.nonce,
                    scanned_at=scan.scanned_at,
                    source=scan.source,
                    offer_reservation_id=scan.offer_reservation_id,
                )
            )
        except Unreachable:
            self._remember_unanswered(scan)
            raise
        log.info(event("kiosk.scan", nonce=scan.nonce, verdict=verdict.verdict, reservation=verdict.reservation_id))
        return verdict

    def _new_scan(self, code: str, source: ScanSource) -> Scan | None:
        """Return the scan to ask about, None for one that was taken just now.

        One that got no answer is asked again with its first nonce: should the server have heard it after all, the
        person gets that verdict and not "already".
        """
        now = self._clock.seconds()
        self._taken = {text: taken for text, taken in self._taken.items() if now - taken.at < SAME_SCAN_SECONDS}
        before = self._taken.get(code)
        if before is not None and not before.is_unanswered:
            return None
        nonce = uuid.uuid4().hex if before is None else before.scan.nonce
        scan = Scan(code, nonce, source, self._clock.now(), now)
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
