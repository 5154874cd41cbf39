"""One line for each request: what was asked, by its route and never by its address, which may hold a pass code."""

import logging
from time import monotonic
from typing import Any

from litestar import Litestar
from litestar.enums import ScopeType
from litestar.types import LifeSpanReceive, LifeSpanScope, LifeSpanSend, Message, Receive, Scope, Send

from server.access.error_answers import without_values
from server.access.head import as_get, is_head, without_body

UNKNOWN_ROUTE = "unknown"
NOTHING_SENT = 0

log = logging.getLogger(__name__)


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
        except Exception as error:  # noqa: BLE001 - uvicorn would log its message, and with it what people sent
            log.error("request.broke_off %s\n%s", type(error).__name__, without_values(error))  # noqa: TRY400
        finally:
            route = asked.get("path_template") or UNKNOWN_ROUTE
            spent = (monotonic() - begun) * 1000
            log.info("request.done method=%s route=%s status=%d ms=%.1f", scope["method"], route, status, spent)
