"""The sockets that the server listens on."""

import socket
from contextlib import closing
from pathlib import Path

from server import cli
from server.settings import read_settings
from tests.parts.free_port import free_port


def test_an_answer_in_two_parts_does_not_wait_for_the_first_to_be_acknowledged(tmp_path: Path) -> None:
    port = free_port()
    given = read_settings({"STUDIO_DATA": str(tmp_path), "STUDIO_PORT": str(port)}, tmp_path)
    [listening] = cli._listening(given)
    with closing(listening), closing(socket.create_connection(("127.0.0.1", port))):
        accepted, _ = listening.accept()
        with closing(accepted):
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
