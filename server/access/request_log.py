"""One line and one count for each request, by its route and never by its address, which may hold a pass code."""

from time import monotonic
from typing import Any

from litestar import Litestar
from litestar.enums import ScopeType
from litestar.types import LifeSpanReceive, LifeSpanScope, LifeSpanSend, Message, Receive, Scope, Send

from server.access.head import as_get, is_head, without_body
from server.logs.log import logger
from server.services.context import Context

UNKNOWN_ROUTE = "unknown"
NOTHING_SENT = 0

log = logger(__name__)


class LoggedApp(Litestar):
    """Litestar, with a line in the log for each request, also for one that failed; HEAD is answered wherever GET is."""

    async def __call__(
        self, scope: Scope | LifeSpanScope, receive: Receive | LifeSpanReceive, send: Send | LifeSpanSend
    ) -> None:
        """Answer a request and note how it ended; `ms` is from its first byte to the last of the answer."""
        if scope["type"] == ScopeType.HTTP:
            await self._answer(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:  # Any: of ASGI's kinds, only HTTP comes here
        begun, status = monotonic(), NOTHING_SENT
        asked = as_get(scope) if is_head(scope) else scope

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await super().__call__(asked, receive, without_body(noting) if is_head(scope) else noting)
        except Exception:  # it ends here: uvicorn would log its message, and with it what people sent
            log.exception("request.broke_off")
        finally:
            route = asked.get("path_template") or UNKNOWN_ROUTE
            seconds = monotonic() - begun
            log.info("request.done", method=scope["method"], route=route, status=status, ms=round(seconds * 1000, 1))
            context: Context = self.state.context
            context.metrics.request_done(scope["method"], route, status, seconds)
