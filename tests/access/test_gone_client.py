"""Who goes away in the middle of sending leaves no error behind: the server did not fail."""

from typing import Any

from litestar import Litestar

from tests.written_log import WrittenLog

SENDING = {
    "type": "http",
    "asgi": {"version": "3.0"},
    "http_version": "1.1",
    "method": "POST",
    "scheme": "http",
    "path": "/api/auth/code",
    "raw_path": b"/api/auth/code",
    "query_string": b"",
    "root_path": "",
    "headers": [(b"content-type", b"application/json"), (b"content-length", b"30")],
    "client": ("127.0.0.1", 50000),
    "server": ("127.0.0.1", 8000),
    "state": {},
}


async def test_a_client_that_goes_away_while_sending_is_no_server_error(app: Litestar, log: WrittenLog) -> None:
    said: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        said.append(message)

    await app(SENDING, receive, send)  # type: ignore[arg-type]  # ASGI's dictionaries are typed in Litestar's words
    assert said[0]["status"] == 400
    assert [line.split()[:2] for line in log.lines] == [["info", "request.done"]]
