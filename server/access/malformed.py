"""Bodies as the wire sends them: JSON that is no JSON, and JSON of the wrong shape (`api.md`, "Malformed").

Litestar would read "5" where the contract says 5, answer 500 to invalid UTF-8 and to deep nesting, and fail on an
empty body whose fields are all optional.
"""

import re
from typing import Any

import msgspec
from litestar import Request
from litestar.exceptions import InternalServerException
from litestar.handlers import HTTPRouteHandler

from server.contract import base
from server.contract.in_words import in_words
from server.contract.problem import FieldError

_PLACE = re.compile(r"^(?P<message>.*?)(?: - at `(?P<place>[^`]*)`)?$", re.DOTALL)
_UNKNOWN = re.compile(r"Object (?P<kind>contains unknown|missing required) field `(?P<field>.*)`$", re.DOTALL)


class MalformedJsonError(Exception):
    """The body is no JSON, or never came whole: the edge answers 400."""


class InvalidRequestError(Exception):
    """The request has the wrong shape: the edge answers 422 and names the fields."""

    def __init__(self, errors: list[FieldError]) -> None:
        """Keep which fields are wrong and why."""
        super().__init__(f"{len(errors)} fields")
        self.errors = errors


class StudioRequest(Request[Any, Any, Any]):
    """A request whose JSON body is read strictly, into the shape that its handler declares."""

    async def body(self) -> bytes:
        """Return the body; where the handler takes a shape, an empty one is an object without fields.

        Raises MalformedJsonError where the client went away while sending: nobody hears the answer, but it is not
        the server that failed.
        """
        try:
            sent = await super().body()
        except InternalServerException as gone:
            raise MalformedJsonError from gone
        return sent if sent or self._shape() is None else b"{}"

    async def json(self) -> Any:  # Any: Litestar's signature
        """Return the body in the handler's shape. Raises MalformedJsonError and InvalidRequestError."""
        value = _decoded(await self.body())
        shape = self._shape()
        return value if shape is None else _shaped(value, shape)

    def _shape(self) -> type[base.Request] | None:
        handler = self.scope.get("route_handler")
        field = handler.parsed_data_field if isinstance(handler, HTTPRouteHandler) else None
        wanted = field.annotation if field is not None else None
        return wanted if isinstance(wanted, type) and issubclass(wanted, base.Request) else None


def _decoded(body: bytes) -> Any:  # Any: JSON
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedJsonError from error


def _shaped(value: Any, shape: type[base.Request]) -> base.Request:  # Any: JSON
    try:
        return msgspec.convert(value, shape)
    except msgspec.ValidationError as error:
        raise InvalidRequestError([field_error(str(error))]) from error


def field_error(text: str) -> FieldError:
    """Return msgspec's sentence ("Expected `int`, got `str` - at `$.sessionId`") as field and message."""
    found = _PLACE.match(text)
    message, place = (found["message"], found["place"] or "$") if found else (text, "$")
    path = place.removeprefix("$").removeprefix(".")
    missing = _UNKNOWN.match(message)
    if missing:
        path = f"{path}.{missing['field']}".removeprefix(".")
        message = "is not a field" if missing["kind"] == "contains unknown" else "is required"
    return FieldError(field=path, message=in_words(message))
