"""The edge's last word: an exception becomes the answer of the error table, as JSON or as a page for people."""

from collections.abc import Callable
from typing import Any

import msgspec
from litestar import Response
from litestar.exceptions import ValidationException

from server.access.addresses import wire_name
from server.access.away_log import AwayLog
from server.access.identity import AnyRequest, context_of, known_actor
from server.access.malformed import InvalidRequestError
from server.access.problems import Told, told, told_refusal
from server.access.refusals import DeclinedError
from server.contract.in_words import in_words
from server.contract.problem import FieldError, Problem
from server.logs.log import logger

PROBLEM_JSON = "application/problem+json"

ErrorPage = Callable[[AnyRequest, Problem], Response[Any]]
"""How pages tell a problem to people; given to `create_app` by the pages."""

log = logger(__name__)


def answer_error(request: AnyRequest, error: Exception) -> Response[Any]:
    """Return the answer to an exception; what nobody foresaw is written to the log, without any value in it."""
    answer = _told(request, error)
    if answer.problem.status == 500:
        log.error("request.failed", exc_info=error)
    if answer.problem.status == 503:
        away_log: AwayLog = request.app.state.away_log
        away_log.note(error, context_of(request).now())
    if _is_for_people(request):
        page: ErrorPage = request.app.state.error_page
        response = page(request, answer.problem)
        response.headers.update(answer.headers)
        return response
    return Response(
        _json(answer), status_code=answer.problem.status, media_type=PROBLEM_JSON, headers=dict(answer.headers)
    )


def _told(request: AnyRequest, error: Exception) -> Told:
    if isinstance(error, DeclinedError):
        actor = known_actor(request)
        return told_refusal(error, to_staff=actor is not None and actor.is_staff)
    if isinstance(error, ValidationException):
        return told(_odd_parts(request, error))
    return told(error)


def _odd_parts(request: AnyRequest, error: ValidationException) -> InvalidRequestError:
    """Path and query parts of the wrong shape; Litestar lists them as `{key, message}`, by the handler's own names."""
    listed: list[dict[str, Any]] = error.extra if isinstance(error.extra, list) else []
    return InvalidRequestError(
        [
            FieldError(field=wire_name(request, str(one.get("key", ""))), message=in_words(str(one.get("message"))))
            for one in listed
        ]
    )


def _is_for_people(request: AnyRequest) -> bool:
    """Browsers name HTML when they load a page or send a form; scripts and programs do not."""
    return (
        request.accept.best_match([PROBLEM_JSON, "application/json", "text/html"], default=PROBLEM_JSON) == "text/html"
    )


def _json(answer: Told) -> bytes:
    members: dict[str, Any] = msgspec.to_builtins(answer.problem)
    facts = {_camel(name): fact for name, fact in answer.facts.items()}
    return msgspec.json.encode({**facts, **members})


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
