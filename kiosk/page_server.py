"""The page's own small server on loopback: the files of `ui/` and the shared tokens, nothing else.

Everything is read once at the start, so no path can lead elsewhere. Each launch has its own secret in the address,
and a request by any other host name is refused, so neither another program's guess nor a web page that points its
name at 127.0.0.1 gets in.
"""

import secrets
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from importlib.resources.abc import Traversable
from threading import Thread

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
}

# pywebview makes its bridge with `new Function` and answers through `eval`, hence 'unsafe-eval'; the page itself
# uses neither, and nothing from anywhere else can run or load.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}


class PageServer:
    """Serves the page from a thread until stopped."""

    def __init__(self) -> None:
        secret = secrets.token_urlsafe(24)
        pages = {f"/{secret}/{name}": (TYPES[_suffix(name)], body) for name, body in _read_pages()}
        self._http = _LoopbackServer(pages)
        self.address = f"http://{self._http.host_name}/{secret}/index.html"

    def start(self) -> None:
        """Serve from now on."""
        Thread(target=self._http.serve_forever, name="page-server", daemon=True).start()

    def stop(self) -> None:
        """Serve no longer."""
        self._http.shutdown()
        self._http.server_close()


class _LoopbackServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, pages: dict[str, tuple[str, bytes]]) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.pages = pages
        self.host_name = f"127.0.0.1:{self.server_port}"


class _Request(BaseHTTPRequestHandler):
    server: _LoopbackServer
    server_version = "kiosk"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer with a page, 404, or 421 where the browser thinks that this is another host."""
        if self.headers.get("Host") != self.server.host_name:
            self._answer(HTTPStatus.MISDIRECTED_REQUEST, "text/plain", b"")
        elif self.path not in self.server.pages:
            self._answer(HTTPStatus.NOT_FOUND, "text/plain", b"")
        else:
            self._answer(HTTPStatus.OK, *self.server.pages[self.path])

    def log_message(self, *_: object) -> None:
        """Log nothing: the path holds the secret."""

    def _answer(self, status: HTTPStatus, content_type: str, body: bytes) -> None:
        self.send_response(status)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _read_pages() -> list[tuple[str, bytes]]:
    ui = files("kiosk") / "ui"
    words = ui / "words"
    tokens = files("server.contract") / "tokens.css"
    return [
        *((file.name, file.read_bytes()) for file in _files(ui)),
        *((f"words/{file.name}", file.read_bytes()) for file in _files(words)),
        ("tokens.css", tokens.read_bytes()),
    ]


def _files(folder: Traversable) -> list[Traversable]:
    return [file for file in folder.iterdir() if file.is_file()]


def _suffix(name: str) -> str:
    return name[name.rindex(".") :]
