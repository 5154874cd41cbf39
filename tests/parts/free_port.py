"""Find a TCP port on loopback that nobody listens on."""

import socket


def free_port() -> int:
    """Return a port that was free a moment ago; whoever takes it checks that the answer comes from its own program."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
