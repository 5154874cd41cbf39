"""The server: the only place that puts its parts together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar, MediaType, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig

from server import pages
from server.access.addresses import query_parts, refuse_odd_address
from server.access.away_log import AwayLog
from server.access.cookies import set_csrf_cookie
from server.access.csrf import refuse_forged
from server.access.error_answers import answer_error
from server.access.idempotency import IdempotencyMiddleware
from server.access.identity import provide_actor, provide_client, provide_context
from server.access.malformed import StudioRequest
from server.access.request_log import LoggedApp
from server.access.security_headers import add_security_headers
from server.api import admin, auth, customer, kiosk, operator, staff
from server.api.operator.schema import DescribedJson, ListOfCalls
from server.clock import Clock
from server.database.engines import current_engine
from server.database.migration_guard import migrate
from server.delivery.dispatcher import dispatcher_for
from server.jobs.timetable import timetable
from server.keys import Keys
from server.pages.errors import error_page
from server.pages.page import template_config
from server.services.context import Context
from server.settings import Settings

LONGEST_BODY = 64 * 1024

PACKAGES = (auth, customer, staff, admin, kiosk, operator, pages)


def create_app(settings: Settings, clock: Clock, keys: Keys) -> Litestar:
    """Return the server's ASGI app; the database is the one that `piccolo_conf` has bound. Raises WrongSettingError."""
    post = dispatcher_for(settings)
    context = Context(clock, keys, settings.public_url)
    app = LoggedApp(
        route_handlers=[controller for package in PACKAGES for controller in package.CONTROLLERS],
        dependencies={
            "actor": Provide(provide_actor),
            "client": Provide(provide_client),
            "context": Provide(provide_context),
        },
        middleware=[IdempotencyMiddleware()],
        guards=[refuse_forged],
        before_request=refuse_odd_address,
        exception_handlers={Exception: answer_error},
        before_send=[add_security_headers, set_csrf_cookie],
        lifespan=[_database, lambda _: timetable(context, post)],  # both end with the server, the timetable first
        request_class=StudioRequest,
        request_max_body_size=LONGEST_BODY,
        template_config=template_config(),
        openapi_config=_interface(),
        logging_config=None,
        state=State({"settings": settings, "context": context, "error_page": error_page, "away_log": AwayLog()}),
    )
    app.state.query_parts = query_parts(app)
    return app


def _interface() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="Studio Check-in",
        version="1",
        openapi_router=Router("/schema", route_handlers=[], opt={"public": True}, include_in_schema=False),
        use_handler_docstrings=True,
        render_plugins=[ListOfCalls(path="/"), DescribedJson(path="/openapi.json", media_type=MediaType.JSON)],
    )


@asynccontextmanager
async def _database(_: Litestar) -> AsyncIterator[None]:
    engine = current_engine()
    await engine.open()
    try:
        await migrate()
        yield
    finally:
        await engine.close()
