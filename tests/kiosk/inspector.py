"""Look into the kiosk's page from outside, by Chromium's own inspector: the DevTools protocol over a websocket."""

import base64
import itertools
import json
import os
import socket
import struct
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from tests.parts.waiting import wait_until

FINAL_TEXT = 0x81
MASKED = 0x80


class Inspector:
    """One connection to the page."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._numbers = itertools.count(1)

    def evaluate(self, expression: str) -> Any:
        """Return what a JavaScript expression gives in the page, a promise's value where it is one."""
        answer = self.ask("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def ask(self, method: str, **facts: Any) -> dict[str, Any]:
        """Return the inspector's answer to one of its methods."""
        number = next(self._numbers)
        self.send(method, number, **facts)
        while True:
            answer = json.loads(self._receive())
            if answer.get("id") == number:
                result: dict[str, Any] = answer.get("result", answer)
                return result

    def send(self, method: str, number: int = 0, **facts: Any) -> None:
        """Send a method without waiting: one that ends the page is never answered."""
        text = json.dumps({"id": number, "method": method, "params": facts}).encode()
        mask = os.urandom(4)
        length = struct.pack("!BBQ", FINAL_TEXT, MASKED | 127, len(text))
        self._connection.sendall(length + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(text)))

    def _receive(self) -> bytes:
        text = b""
        while True:
            first, second = self._exactly(2)
            length = second & 0x7F
            if length >= 126:
                length = int.from_bytes(self._exactly(2 if length == 126 else 8), "big")
            text += self._exactly(length)
            if first & 0x80:
                return text

    def _exactly(self, size: int) -> bytes:
        received = b""
        while len(received) < size:
            part = self._connection.recv(size - len(received))
            if not part:
                raise ConnectionError("the inspector has closed")
            received += part
        return received


@contextmanager
def inspect(port: int) -> Iterator[Inspector]:
    """Connect to the page of the kiosk whose inspector listens on `port`."""
    address = urlsplit(wait_until(lambda: _page_address(port), "the page's inspector"))
    with socket.create_connection((address.hostname, address.port), timeout=120) as connection:
        key = base64.b64encode(os.urandom(16)).decode()
        connection.sendall(
            f"GET {address.path} HTTP/1.1\r\nHost: {address.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            answer += connection.recv(1)
        if b" 101 " not in answer:
            raise ConnectionError(answer.decode())
        yield Inspector(connection)


def _page_address(port: int) -> str | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json", timeout=5) as answer:
            pages = [target for target in json.load(answer) if target["type"] == "page"]
    except OSError:
        return None
    return pages[0]["webSocketDebuggerUrl"] if pages else None
