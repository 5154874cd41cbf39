"""`Idempotency-Key` on the changing calls of the interface (R21).

The call runs inside one transaction with the keeping of its answer, and nothing is sent before that has committed.
Calls whose answer holds a secret take no key, a scan's nonce is its key, and a night by hand works in many transactions
and does nothing twice anyway: they are left alone.
"""

import re
from dataclasses import dataclass, field

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from server.access.identity import context_of, who_asks
from server.access.malformed import InvalidRequestError, StudioRequest
from server.contract.problem import FieldError
from server.database.write_transaction import write_transaction
from server.services.idempotency.keyed_requests import FirstAnswer, Keyed, claim, keep, release

HEADER = "idempotency-key"
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
TAKES_NONE = re.compile(r"/api/(auth|kiosk)/|/api/admin/kiosks(/\d+/pairing-code)?/?\Z|/api/admin/jobs/")
REFUSED = 409
LONGEST_KEY = 255


class _ChangesNothingError(Exception):
    """The call was refused or failed: whatever its transaction holds is rolled back."""


@dataclass
class _HeldAnswer:
    """An answer that waits until its transaction has committed."""

    messages: list[Message] = field(default_factory=list)

    async def take(self, message: Message) -> None:
        """Take a part of it."""
        self.messages.append(message)

    @property
    def status(self) -> int:
        """Return its status."""
        return next(int(m["status"]) for m in self.messages if m["type"] == "http.response.start")

    def refuse_unless_done(self) -> None:
        """Raise _ChangesNothingError where the call was refused or failed."""
        if self.status >= 300:
            raise _ChangesNothingError

    @property
    def body(self) -> bytes:
        """Return its whole body."""
        return b"".join(m.get("body", b"") for m in self.messages if m["type"] == "http.response.body")


class IdempotencyMiddleware(ASGIMiddleware):
    """Lets a call with a key do its work once."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Run the call, or answer it as the first time."""
        asked = await _keyed(scope, receive)
        if asked is None:
            await next_app(scope, receive, send)
            return
        context = context_of(ASGIConnection(scope))
        first = await claim(asked, context.keys.stored_answer, context.now())
        if first is not None:
            await _replay(first, send)
        else:
            await _run(asked, context.keys.stored_answer, scope, receive, send, next_app)


def takes_key(method: str, path: str) -> bool:
    """Tell whether a call can be asked for with a key."""
    return method in CHANGING and path.startswith("/api/") and not TAKES_NONE.match(path)


async def _keyed(scope: Scope, receive: Receive) -> Keyed | None:
    """Return the request where it carries a key that counts. Raises InvalidRequestError for a key that is none."""
    request = StudioRequest(scope, receive=receive)
    key = request.headers.get(HEADER)
    path = request.scope["path"]
    if key is None or not takes_key(request.method, path):
        return None
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable() or not key.isascii():
        message = f"takes 1 to {LONGEST_KEY} printable ASCII characters"
        raise InvalidRequestError([FieldError(field="Idempotency-Key", message=message)])
    actor = await who_asks(request)
    if actor is None:
        return None
    return Keyed(actor.label, request.method, path, key, await request.body())


async def _run(asked: Keyed, sealing_key: bytes, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
    held = _HeldAnswer()
    try:
        async with write_transaction():
            await next_app(scope, receive, held.take)
            held.refuse_unless_done()
            await keep(asked, FirstAnswer(held.status, held.body), sealing_key)
    except _ChangesNothingError:
        await _keep_refusal(asked, held, sealing_key)
    except BaseException:
        await release(asked)
        raise
    for message in held.messages:
        await send(message)


async def _keep_refusal(asked: Keyed, held: _HeldAnswer, sealing_key: bytes) -> None:
    """A 409 is an answer like another and is kept; what was wrongly asked may be asked again."""
    if held.status == REFUSED:
        await keep(asked, FirstAnswer(held.status, held.body), sealing_key)
    else:
        await release(asked)


async def _replay(first: FirstAnswer, send: Send) -> None:
    media_type = b"application/problem+json" if first.status == REFUSED else b"application/json"
    headers = [(b"content-type", media_type), (b"content-length", str(len(first.body)).encode())]
    await send({"type": "http.response.start", "status": first.status, "headers": headers})
    await send({"type": "http.response.body", "body": first.body, "more_body": False})
