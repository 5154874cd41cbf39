"""What stands in an address: ids that can be, and, in JSON calls, a query as closed as a body.

Litestar forgets the bounds of the contract's types outside bodies, and leaves out nothing that it does not know.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from litestar import Litestar
from litestar.exceptions import NotFoundException
from litestar.handlers import BaseRouteHandler
from litestar.routes import HTTPRoute

from server.access.identity import Connection
from server.access.malformed import InvalidRequestError
from server.contract.problem import FieldError

API = "/api/"
HIGHEST_ID = 2**31 - 1


@dataclass(frozen=True)
class QueryPart:
    """One part of a query: its name on the wire and in the handler, and whether it may be left out."""

    wire_name: str
    python_name: str
    is_required: bool


QueryParts = Mapping[BaseRouteHandler, tuple[QueryPart, ...]]


def query_parts(app: Litestar) -> QueryParts:
    """Return what each handler of an app takes in its query."""
    return {
        handler: tuple(
            QueryPart(part.field_alias, part.field_name, part.is_required)
            for part in sorted(model.expected_query_params, key=lambda part: part.field_alias)
        )
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler, model in route.route_handler_map.values()
    }


async def refuse_impossible_ids(connection: Connection, _: BaseRouteHandler) -> None:
    """Guard every route against numbers that no key can be. Raises InvalidRequestError; on pages there is nothing."""
    impossible = [
        name
        for name, value in connection.path_params.items()
        if isinstance(value, int) and not 1 <= value <= HIGHEST_ID
    ]
    if impossible and not connection.url.path.startswith(API):
        raise NotFoundException
    if impossible:
        raise InvalidRequestError([FieldError(field=name, message="is no id") for name in impossible])


async def refuse_odd_query(connection: Connection, _: BaseRouteHandler) -> None:
    """Guard a JSON call against unknown and missing parts. Raises InvalidRequestError."""
    if not connection.url.path.startswith(API):
        return
    parts = _parts_of(connection)
    sent = set(connection.query_params)
    unknown = sorted(sent - {part.wire_name for part in parts})
    missing = [part.wire_name for part in parts if part.is_required and part.wire_name not in sent]
    errors = [FieldError(field=name, message="is not a parameter") for name in unknown]
    errors += [FieldError(field=name, message="is required") for name in missing]
    if errors:
        raise InvalidRequestError(errors)


def wire_name(connection: Connection, python_name: str) -> str:
    """Return how the wire names an argument of the handler: `from`, where the handler says `first`."""
    parts = _parts_of(connection)
    return next((part.wire_name for part in parts if part.python_name == python_name), python_name)


def _parts_of(connection: Connection) -> tuple[QueryPart, ...]:
    """A guard is given a copy of the handler, so the connection is asked for the handler itself."""
    parts: QueryParts = connection.app.state.query_parts
    return parts.get(connection.route_handler, ())
