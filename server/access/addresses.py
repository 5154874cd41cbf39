"""What stands in an address: ids that can be, and, in JSON calls, a query as closed as a body.

Litestar forgets the bounds of the contract's types outside bodies, and leaves out nothing that it does not know.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from litestar import Litestar
from litestar.exceptions import NotFoundException
from litestar.handlers import BaseRouteHandler
from litestar.routes import HTTPRoute

from server.access.identity import AnyRequest, Connection
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


async def refuse_odd_address(request: AnyRequest) -> None:
    """Refuse ids that no key can be, and odd queries of JSON calls, once it is clear that the caller may ask at all.

    Ids are opaque to clients, so one out of range is as unknown as any other (404). Raises InvalidRequestError.
    """
    if not all(_can_be_an_id(value) for value in request.path_params.values()):
        raise NotFoundException
    errors = _odd_query(request) if request.url.path.startswith(API) else []
    if errors:
        raise InvalidRequestError(errors)


def wire_name(connection: Connection, python_name: str) -> str:
    """Return how the wire names an argument of the handler: `from`, where the handler says `first`."""
    parts = _parts_of(connection)
    return next((part.wire_name for part in parts if part.python_name == python_name), python_name)


def _can_be_an_id(value: object) -> bool:
    return not isinstance(value, int) or 1 <= value <= HIGHEST_ID


def _odd_query(request: AnyRequest) -> list[FieldError]:
    parts = _parts_of(request)
    sent = set(request.query_params)
    unknown = sorted(sent - {part.wire_name for part in parts})
    missing = [part.wire_name for part in parts if part.is_required and part.wire_name not in sent]
    return [FieldError(field=name, message="is not a parameter") for name in unknown] + [
        FieldError(field=name, message="is required") for name in missing
    ]


def _parts_of(connection: Connection) -> tuple[QueryPart, ...]:
    parts: QueryParts = connection.app.state.query_parts
    return parts.get(connection.route_handler, ())
