"""The kiosk's calls to the studio's server (`api.md`, "Kiosk" and "Staff"), typed by the contract.

Every call raises `Unreachable` where no readable answer came in time, `Refused` for a "no", `Revoked` where the
device token is dead and `StaffSessionOver` where the staff's is.
"""

import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

import httpx
import msgspec

from kiosk.failures import Refused, Revoked, StaffSessionOver, Unreachable
from kiosk.kiosk_clock import KioskClock
from server.contract.base import Instant, Shape
from server.contract.kiosk import (
    HeartbeatAnswer,
    HeartbeatRequest,
    PairAnswer,
    PairRequest,
    PinAnswer,
    PinRequest,
    StaffTile,
)
from server.contract.problem import Problem
from server.contract.reservations import Reservation, StaffCheckInRequest, UndoRequest
from server.contract.roster import Snapshot
from server.contract.scan import ScanRequest, ScanVerdict
from server.contract.staff import DaySession, RosterEntry
from server.contract.uploads import UploadRequest
from server.rules.vocabulary import Refusal

CALL_SECONDS = 5.0
"""Nobody waits, or staff do who know why: a PIN alone costs the server half a second."""

PAIR_SECONDS = 30.0
"""A code works once and an answer that is lost needs a new one, so that even a slow server is waited for."""

UPLOAD_SECONDS = 30.0
"""A hundred scans are a hundred transactions, and nobody waits."""

FAULT = 500
"""From here on the server, or what stands before it, says that it can't answer now."""

Answer = TypeVar("Answer")


class LockedProblem(Problem):
    """A problem with the one fact that the kiosk's screens count down to."""

    retry_at: Instant | None = None


class HeardResult(Shape):
    """What became of one upload, as far as a kiosk needs it; an outcome may be one that only newer servers know."""

    nonce: str
    outcome: str
    verdict: str
    reason: str | None = None


class HeardResults(Shape):
    """One result an item."""

    results: list[HeardResult]


@dataclass(frozen=True)
class _Call:
    """One request; `is_safe_to_repeat`: asked twice it does the same once (R21, R26)."""

    method: str
    path: str
    body: msgspec.Struct | None = None
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    seconds: float = CALL_SECONDS
    is_safe_to_repeat: bool = True
    raised_at_401: type[Exception] = Revoked


class ServerClient:
    """One kiosk's line to its server; safe to call from any thread."""

    def __init__(self, server: str, clock: KioskClock) -> None:
        self._http = httpx.Client(base_url=server, headers={"Accept": "application/json"})
        self._clock = clock
        self._token: str | None = None

    def use_token(self, token: str) -> None:
        """Speak as this kiosk from now on."""
        self._token = token

    @property
    def has_token(self) -> bool:
        """Tell whether this kiosk was ever paired with this server."""
        return self._token is not None

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def pair(self, pairing_code: str) -> PairAnswer:
        """Join a studio; a code works once, so a lost answer is not asked for again."""
        body = PairRequest(pairing_code=pairing_code)
        call = _Call(
            "POST", "/api/kiosk/pair", body, seconds=PAIR_SECONDS, is_safe_to_repeat=False, raised_at_401=Refused
        )
        return self._answer(call, PairAnswer)

    def snapshot(self, etag: str | None) -> tuple[Snapshot, str | None] | None:
        """Return the roster and its ETag; None where it is still the one of `etag`."""
        headers = self._device() | ({"If-None-Match": etag} if etag else {})
        sent_at = self._clock.seconds()
        response = self._send(_Call("GET", "/api/kiosk/snapshot", headers=headers))
        if response.status_code == 304:
            return None
        snapshot = _decoded(response, Snapshot)
        self._clock.learn(snapshot.server_time, sent_at, self._clock.seconds())
        return snapshot, response.headers.get("ETag")

    def heartbeat(self, body: HeartbeatRequest) -> None:
        """Say that the kiosk is alive, and set its clock by the server's; raises `Revoked` where that is the answer."""
        sent_at = self._clock.seconds()
        answer = self._answer(_Call("POST", "/api/kiosk/heartbeat", body, self._device()), HeartbeatAnswer)
        self._clock.learn(answer.server_time, sent_at, self._clock.seconds())
        if answer.revoked:
            raise Revoked

    def scan(self, body: ScanRequest, seconds: float) -> ScanVerdict:
        """Return the verdict on a scan; repeated once with its nonce where the connection broke (R26)."""
        return self._answer(_Call("POST", "/api/kiosk/scan", body, self._device(), seconds), ScanVerdict)

    def upload(self, body: UploadRequest) -> list[HeardResult]:
        """Return what became of scans that were kept; they may be sent again and again (R37)."""
        call = _Call("POST", "/api/kiosk/uploads", body, self._device(), UPLOAD_SECONDS)
        return self._answer(call, HeardResults).results

    def staff_tiles(self) -> list[StaffTile]:
        """Return who can sign in at this kiosk."""
        return self._answer(_Call("GET", "/api/kiosk/staff", headers=self._device()), list[StaffTile])

    def sign_in(self, body: PinRequest) -> PinAnswer:
        """Return the staff's token; a PIN is sent once, for wrong ones are counted (R42)."""
        call = _Call("POST", "/api/kiosk/staff", body, self._device(), is_safe_to_repeat=False)
        return self._answer(call, PinAnswer)

    def day(self, staff_token: str, day: date) -> list[DaySession]:
        """Return the classes of the studio's local day."""
        return self._staff_answer(staff_token, "GET", f"sessions?date={day.isoformat()}", None, list[DaySession])

    def people(self, staff_token: str, session_id: int) -> list[RosterEntry]:
        """Return one class's people."""
        return self._staff_answer(staff_token, "GET", f"sessions/{session_id}/reservations", None, list[RosterEntry])

    def check_in(self, staff_token: str, reservation_id: int, body: StaffCheckInRequest) -> Reservation:
        """Check a reservation in by hand."""
        return self._staff_answer(staff_token, "POST", f"reservations/{reservation_id}/check-in", body, Reservation)

    def undo(self, staff_token: str, reservation_id: int) -> Reservation:
        """Take a check-in back."""
        path = f"reservations/{reservation_id}/undo"
        return self._staff_answer(staff_token, "POST", path, UndoRequest(), Reservation)

    def _staff_answer(
        self, token: str, method: str, path: str, body: msgspec.Struct | None, kind: type[Answer]
    ) -> Answer:
        """A staff call counts from its own kiosk only, and its key makes a repeated one do nothing more (R21)."""
        headers = {"Authorization": f"Bearer {token}", "Studio-Kiosk": self._token or ""}
        if method == "POST":
            headers["Idempotency-Key"] = uuid.uuid4().hex
        return self._answer(_Call(method, f"/api/staff/{path}", body, headers, raised_at_401=StaffSessionOver), kind)

    def _device(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    def _answer(self, call: _Call, kind: type[Answer]) -> Answer:
        return _decoded(self._send(call), kind)

    def _send(self, call: _Call) -> httpx.Response:
        response = self._sent_in_time(call)
        if response.is_success or response.status_code == 304:
            return response
        if response.status_code >= FAULT or response.is_redirect:
            raise Unreachable(f"status {response.status_code}")
        problem = _decoded(response, LockedProblem)
        is_dead_token = response.status_code == 401 and problem.code != Refusal.PIN_WRONG
        if is_dead_token and call.raised_at_401 is not Refused:
            raise call.raised_at_401
        raise Refused(problem.code, problem.detail, problem.retry_at)

    def _sent_in_time(self, call: _Call) -> httpx.Response:
        deadline = self._clock.seconds() + call.seconds
        try:
            return self._sent(call, deadline)
        except httpx.TransportError as broken:
            if isinstance(broken, httpx.TimeoutException) or not call.is_safe_to_repeat:
                raise Unreachable(type(broken).__name__) from broken
        try:
            return self._sent(call, deadline)
        except httpx.TransportError as broken:
            raise Unreachable(type(broken).__name__) from broken

    def _sent(self, call: _Call, deadline: float) -> httpx.Response:
        content = None if call.body is None else msgspec.json.encode(call.body)
        headers = call.headers | ({} if content is None else {"Content-Type": "application/json"})
        seconds_left = max(deadline - self._clock.seconds(), 0.001)
        return self._http.request(call.method, call.path, content=content, headers=headers, timeout=seconds_left)


def _decoded(response: httpx.Response, kind: type[Answer]) -> Answer:
    """Return the answer in its type; what is none, a proxy's page for instance, is as good as no answer."""
    try:
        return msgspec.json.decode(response.content, type=kind)
    except msgspec.MsgspecError as unreadable:
        raise Unreachable(f"status {response.status_code}, unreadable") from unreadable
