"""A lean HTTP/1.1 client for load: it shares the two cores with the server that it measures."""

import asyncio
import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any


@dataclass(frozen=True)
class Call:
    """One POST."""

    path: str
    token: str
    body: dict[str, object]


@dataclass
class Load:
    """What came back: how long each call took (seconds), and its status and first answer."""

    seconds: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    elapsed_seconds: float = 0.0

    @property
    def per_second(self) -> float:
        """Return the calls answered in a second."""
        return len(self.seconds) / self.elapsed_seconds


async def load(port: int, calls: Iterable[Call], clients: int) -> Load:
    """Send the calls over so many connections at once, each as soon as its last one was answered."""
    result, waiting = Load(), iter(calls)
    connections = [await asyncio.open_connection("127.0.0.1", port) for _ in range(clients)]
    began = time.perf_counter()
    await asyncio.gather(*(_client(reader, writer, waiting, result) for reader, writer in connections))
    result.elapsed_seconds = time.perf_counter() - began
    for _, writer in connections:
        writer.close()
    return result


async def pace(port: int, calls: Iterator[Call], every_seconds: float, until: asyncio.Future[Any]) -> Load:
    """Send a call every so many seconds over one connection, or at once after a slow one, until something is done."""
    result = Load()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    due = time.perf_counter()
    while not until.done():
        await _client(reader, writer, islice(calls, 1), result)
        due = max(due + every_seconds, time.perf_counter())
        await asyncio.wait({until}, timeout=due - time.perf_counter())
    writer.close()
    return result


async def _client(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, waiting: Iterable[Call], result: Load
) -> None:
    for call in waiting:
        began = time.perf_counter()
        writer.write(_request(call))
        status, body = await _answer(reader)
        result.seconds.append(time.perf_counter() - began)
        result.statuses.append(status)
        result.bodies.append(body)


def _request(call: Call) -> bytes:
    body = json.dumps(call.body).encode()
    head = (
        f"POST {call.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {call.token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status, *lines = head.split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    return int(status.split()[1]), await reader.readexactly(int(headers.get("content-length", "0")))
