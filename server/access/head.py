"""HEAD (RFC 9110, 9.3.2): what GET would answer, without the body."""

from typing import Any

from litestar.types import Message, Send


def is_head(scope: Any) -> bool:  # Any: ASGI's dictionary
    """Tell whether a request asks for the head of an answer only."""
    return bool(scope["method"] == "HEAD")


def as_get(scope: Any) -> Any:  # Any: ASGI's dictionary
    """Return the request as GET; a copy, for the server that gave it to us goes by its own."""
    return {**scope, "method": "GET"}


def without_body(send: Send) -> Send:
    """Return what sends an answer on, its status and headers as they are and its body empty."""

    async def send_empty(message: Message) -> None:
        if message["type"] == "http.response.body":
            message["body"] = b""
        await send(message)

    return send_empty
