"""The other end of the kiosk's wire: a small real HTTP server whose answers a test writes down beforehand."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any

import msgspec

from server.clock import SystemClock
from server.contract.kiosk import HeartbeatAnswer, PairAnswer, PairedStudio, PinAnswer, StaffTile
from tests.kiosk.samples import ZONE, snapshot
from tests.parts.free_port import free_port

TOKEN = "device-token"
STAFF_TOKEN = "staff-token"
ETAG = '"roster-1"'
PAIRING_CODE = "ABCD2345"
PIN = "123456"


@dataclass(frozen=True)
class Heard:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True)
class Says:
    """One answer; a body that is bytes goes out as it is."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


class BreaksOff:
    """Close the connection instead of answering."""


class Hangs:
    """Take the request and never answer, as long as the studio is open."""


Answer = Says | BreaksOff | Hangs
Reply = Answer | Callable[[Heard], Answer]


def problem(status: int, code: str, **facts: Any) -> Says:
    """Return an error as the server writes it (RFC 9457)."""
    about = {
        "type": f"/problems/{code}",
        "title": code,
        "status": status,
        "detail": f"Sentence of {code}.",
        "code": code,
    }
    return Says(status, about | facts, {"Content-Type": "application/problem+json"})


class Studio:
    """Answers on one port, also after `go_away` and `come_back`; remembers what it heard."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.heard: list[Heard] = []
        self.closes = Event()
        self._lock = Lock()
        self._replies: dict[tuple[str, str], Reply] = usual_replies()
        self._http: ThreadingHTTPServer | None = None

    def reply(self, method: str, path: str, reply: Reply) -> None:
        """Answer a call in another way from now on."""
        self._replies[method, path] = reply

    def replace(self, method: str, path: str, reply: Reply) -> Reply:
        """Answer a call in another way from now on, and return the way before."""
        before = self._replies[method, path]
        self.reply(method, path, reply)
        return before

    def calls(self, method: str, path: str) -> list[Heard]:
        """Return the requests of one call so far, the query left out."""
        with self._lock:
            return [heard for heard in self.heard if (heard.method, heard.path.partition("?")[0]) == (method, path)]

    def come_back(self) -> None:
        """Listen."""
        self._http = _Listener(self)
        Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def go_away(self) -> None:
        """Listen no more, and drop who is connected."""
        if self._http is not None:
            self._http.shutdown()
            self._http.server_close()
            self._http = None

    @property
    def is_there(self) -> bool:
        """Does it listen?"""
        return self._http is not None

    def answer(self, heard: Heard) -> Answer:
        """Return what was written down for a request."""
        with self._lock:
            self.heard.append(heard)
        reply = self._replies.get((heard.method, heard.path.partition("?")[0]), problem(404, "not_found"))
        return reply(heard) if callable(reply) else reply


@contextmanager
def open_studio() -> Iterator[Studio]:
    """Give a studio that listens; it is gone with the context."""
    studio = Studio()
    studio.come_back()
    try:
        yield studio
    finally:
        studio.closes.set()
        studio.go_away()


def usual_replies() -> dict[tuple[str, str], Reply]:
    """Return what a studio with one paired kiosk and one member of staff says."""
    paired = PairAnswer(
        token=TOKEN, kiosk_id=5, studio=PairedStudio(id=1, name="Clay & Co.", timezone=ZONE, locale="en")
    )
    return {
        ("POST", "/api/kiosk/pair"): Says(201, paired),
        ("GET", "/api/kiosk/snapshot"): _snapshot,
        ("POST", "/api/kiosk/heartbeat"): lambda _: Says(
            200, HeartbeatAnswer(server_time=SystemClock().now(), revoked=False)
        ),
        ("GET", "/api/kiosk/staff"): Says(200, [StaffTile(staff_id=3, first_name="Mara")]),
        ("POST", "/api/kiosk/staff"): _sign_in,
        ("POST", "/api/kiosk/uploads"): uploaded,
    }


def uploaded(heard: Heard, outcome: str = "checked_in", verdict: str = "ok") -> Says:
    """Return the same outcome for each scan that was sent."""
    results = [
        {"nonce": item["nonce"], "outcome": outcome, "verdict": verdict, "message": ""} for item in heard.body["items"]
    ]
    return Says(200, {"results": results})


def _snapshot(heard: Heard) -> Says:
    if heard.headers.get("if-none-match") == ETAG:
        return Says(304, headers={"ETag": ETAG})
    return Says(200, snapshot(SystemClock().now()), {"ETag": ETAG})


def _sign_in(heard: Heard) -> Says:
    if heard.body["pin"] != PIN:
        return problem(401, "pin_wrong")
    return Says(201, PinAnswer(token=STAFF_TOKEN, name="Mara Lind", expires_at=SystemClock().now()))


class _Listener(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, studio: Studio) -> None:
        super().__init__(("127.0.0.1", studio.port), _Request)
        self.studio = studio


class _Request(BaseHTTPRequestHandler):
    server: _Listener
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._take()

    def do_POST(self) -> None:
        self._take()

    def log_message(self, *_: object) -> None:
        """Stay silent."""

    def _take(self) -> None:
        studio = self.server.studio
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = studio.answer(Heard(self.command, self.path, headers, body))
        if isinstance(answer, Hangs):
            studio.closes.wait()
        if isinstance(answer, Says) and studio.is_there:
            self._say(answer)
        else:
            self.close_connection = True

    def _say(self, says: Says) -> None:
        content = says.body if isinstance(says.body, bytes) else msgspec.json.encode(says.body)
        content = b"" if says.status == 304 else content
        self.send_response(says.status)
        for name, value in ({"Content-Type": "application/json"} | says.headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
