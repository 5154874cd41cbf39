"""Where the server listens, and whose word it takes for who is calling."""

import socket
from pathlib import Path

import httpx
import pytest

from server.services.signing_in.tries import PAIRINGS_PER_CLIENT
from tests.parts.free_port import free_port
from tests.parts.server_process import ServerProcess
from tests.test_cli import studio

WRONG = {"pairingCode": "ABCD2345"}


def test_a_taken_port_stops_the_start_in_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        ran = studio(tmp_path, "serve", STUDIO_PORT=port)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert (
        ran.stderr == f"STUDIO_HOST 127.0.0.1 with STUDIO_PORT {port} cannot be listened on: Address already in use.\n"
    )
    assert not (tmp_path / "studio.db").exists(), "a start that cannot be leaves the database alone"


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("nonsense.invalid", "no such host"),
        ("a..b", "no such host"),
        ("192.0.2.1", "Cannot assign requested address"),
    ],
)
def test_a_host_that_is_not_this_machine_stops_the_start(tmp_path: Path, host: str, why: str) -> None:
    ran = studio(tmp_path, "serve", STUDIO_HOST=host, STUDIO_PORT=str(free_port()))
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith(f"STUDIO_HOST {host} with STUDIO_PORT ")
    assert ran.stderr.endswith(f" cannot be listened on: {why}.\n")


def test_behind_a_trusted_proxy_each_visitor_has_tries_of_their_own(tmp_path: Path, database_url: str) -> None:
    with ServerProcess(tmp_path, database_url, settings={"STUDIO_TRUSTED_PROXY": "127.0.0.1"}) as server:
        server.start()
        assert tries_of(server, ["203.0.113.7"] * PAIRINGS_PER_CLIENT.tries) == {401}
        assert tries_of(server, ["203.0.113.7"]) == {429}
        assert tries_of(server, ["198.51.100.1, 203.0.113.7"]) == {429}, "what a visitor sends along is not believed"
        assert tries_of(server, ["203.0.113.8"]) == {401}


@pytest.mark.parametrize("settings", [{}, {"STUDIO_TRUSTED_PROXY": "10.0.0.0/8"}], ids=["nobody", "somebody else"])
def test_nobody_else_names_an_address_of_their_own(tmp_path: Path, database_url: str, settings: dict[str, str]) -> None:
    with ServerProcess(tmp_path, database_url, settings=settings) as server:
        server.start()
        assert tries_of(server, [f"203.0.113.{n}" for n in range(PAIRINGS_PER_CLIENT.tries)]) == {401}
        assert tries_of(server, ["203.0.113.99"]) == {429}


def tries_of(server: ServerProcess, forwarded_for: list[str]) -> set[int]:
    """Try to pair once for each address that the proxy tells, and return the statuses of the answers."""
    return {
        httpx.post(f"{server.url}/api/kiosk/pair", json=WRONG, headers={"X-Forwarded-For": one}).status_code
        for one in forwarded_for
    }
