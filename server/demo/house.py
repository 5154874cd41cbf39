"""The demo's temporary house: a folder, a filled database, a server process, and a kiosk where there is a screen.

Everything is a child of this process and ends with it, each by its own id.
"""

import asyncio
import importlib.util
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from server.clock import SystemClock
from server.database.engines import current_engine
from server.database.migration_guard import migrate
from server.demo.cast import afternoon_zone
from server.demo.tell_story import ReadyCodes, Story
from server.keys import read_keys
from server.services.context import Context
from server.settings import settings

START_SECONDS = 30
STOP_SECONDS = 10


@dataclass(frozen=True)
class House:
    """The demo while it runs."""

    folder: Path
    url: str
    codes: ReadyCodes

    @property
    def mail_folder(self) -> Path:
        """Return where the server's mails land."""
        return self.folder / "mail"


@contextmanager
def open_house() -> Iterator[House]:
    """Make the folder, fill the database, start the server; take everything down at the end."""
    with tempfile.TemporaryDirectory(prefix="studio-demo-") as name:
        folder = Path(name)
        url = _use_folder(folder)
        codes = asyncio.run(_fill())
        with child("server", [sys.executable, "-m", "server.cli", "serve"], folder) as server:
            _wait_until_ready(url, server)
            yield House(folder, url, codes)


@contextmanager
def child(name: str, argv: Sequence[str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program of ours until the context ends; what it says lands in `name.log`."""
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own program and words
            argv, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
        )
        try:
            yield process
        finally:
            _stop(process)


def has_screen() -> bool:
    """Tell whether a kiosk window can open here: a screen, and the kiosk's packages."""
    is_there = sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return is_there and importlib.util.find_spec("webview") is not None


def kiosk_command(house: House, pairing_code: str, trace: Path) -> list[str]:
    """Return how the kiosk is started."""
    state = house.folder / "kiosk"
    places = ["--state-dir", str(state), "--trace", str(trace)]
    return [sys.executable, "-m", "kiosk", "--server", house.url, "--pair", pairing_code, *places]


def _use_folder(folder: Path) -> str:
    """Point this process and its children at the folder, whatever the operator's own settings are."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    os.environ.update(
        {
            "STUDIO_DATA": str(folder),
            "STUDIO_DATABASE_URL": "sqlite:///studio.db",
            "STUDIO_SECRET_FILE": str(folder / "secret"),
            "STUDIO_MAIL_URL": (folder / "mail").as_uri(),
            "STUDIO_PUBLIC_URL": url,
            "STUDIO_HOST": "127.0.0.1",
            "STUDIO_PORT": str(port),
        }
    )
    settings.cache_clear()
    return url


async def _fill() -> ReadyCodes:
    engine = current_engine()
    await engine.open()
    try:
        await migrate()
        context = Context(SystemClock(), read_keys(settings().secret_file), settings().public_url)
        now = context.now()
        return await Story(now, context).tell(afternoon_zone(now))
    finally:
        await engine.close()


def _wait_until_ready(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if httpx.get(f"{url}/health/ready", trust_env=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError("the demo's server did not start")


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
