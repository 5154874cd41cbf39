"""The error table: what each exception is told as (RFC 9457), with its status, stable code, facts and headers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import singledispatch
from math import ceil

from litestar.exceptions import HTTPException

from server.access.csrf import CsrfError
from server.access.malformed import InvalidRequestError, MalformedJsonError
from server.access.refusals import DeclinedError
from server.contract.base import WrongDateError
from server.contract.problem import FieldError, Problem
from server.database.errors import is_database_away, is_reference_broken
from server.rules.words import sentence_for_customer, sentence_for_staff
from server.services.idempotency.keyed_requests import KeyReusedError
from server.services.outcomes import ConflictError, InvalidFieldError, NotFoundError
from server.services.signing_in.refused import MissingForSignUpError, TooManyTriesError, WrongSecretError

AWAY_SECONDS = 2
"""When a client may ask again where the database is out of reach."""

GONE_MEANWHILE = "Something that this needs has just been removed, or is just being used. Please look again."
"""Two who work on the same thing at once; the database has let the first one win."""

ASKS_FOR_TOKEN: Mapping[str, str] = {"WWW-Authenticate": "Bearer"}

TITLES: Mapping[int, str] = {
    400: "Malformed request",
    401: "Sign-in needed",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "Refused",
    413: "Too large",
    422: "Invalid request",
    429: "Too many tries",
    500: "Something went wrong",
    503: "Out of reach",
}

PLAIN: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", "The request cannot be read."),
    401: ("not_signed_in", "Please sign in."),
    403: ("forbidden", "This is not for the role that you are signed in with."),
    404: ("not_found", "There is no such thing here."),
    405: ("method_not_allowed", "This address does not take that method."),
    413: ("too_large", "A request may have 64 kB at most."),
    500: ("failed", "Something went wrong on our side. It has been written down."),
}
"""Code and sentence of what Litestar itself refuses, by status."""


@dataclass(frozen=True)
class Told:
    """A problem, the facts that stand beside its members (snake_case), and the headers that go with it."""

    problem: Problem
    facts: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@singledispatch
def told(error: Exception) -> Told:
    """Return what an exception is told as; one without a row of its own is 503, 409 or 500, without details."""
    if is_database_away(error):
        sentence = "The database is out of reach for a moment. Please try again."
        return _problem(503, "database_away", sentence, headers={"Retry-After": str(AWAY_SECONDS)})
    if is_reference_broken(error):
        return _problem(409, "gone_meanwhile", GONE_MEANWHILE)
    return _problem(500, *PLAIN[500])


def told_refusal(error: DeclinedError, *, to_staff: bool) -> Told:
    """Return a rule's "no" as a problem; staff read their own sentence of it."""
    sentence = sentence_for_staff if to_staff else sentence_for_customer
    facts = error.refused.facts
    retry_at = facts.get("retry_at")
    headers = _retry_after(retry_at, error.now) if isinstance(retry_at, datetime) else {}
    return _problem(
        error.status, error.refused.code, sentence(error.refused, error.zone, error.now), facts=facts, headers=headers
    )


@told.register
def _(error: NotFoundError) -> Told:
    return _problem(404, "not_found", f"There is no such {error.noun}.")


@told.register
def _(error: ConflictError) -> Told:
    return _problem(409, error.code, error.message, facts=error.facts)


@told.register
def _(_: KeyReusedError) -> Told:
    return _problem(422, "idempotency_key_reused", "This Idempotency-Key came before with another body.")


@told.register
def _(_: CsrfError) -> Told:
    return _problem(403, "csrf_failed", "This form has grown old. Please load the page again and send it once more.")


@told.register
def _(error: WrongSecretError) -> Told:
    return _problem(401, error.code, error.message, headers=ASKS_FOR_TOKEN)


@told.register
def _(error: MissingForSignUpError) -> Told:
    errors = [FieldError(field=error.field, message=error.message)]
    return _problem(422, error.code, error.message, errors=errors)


@told.register
def _(error: TooManyTriesError) -> Told:
    return _problem(
        429,
        "too_many_requests",
        "There were too many tries. Please wait.",
        facts={"retry_at": error.retry_at},
        headers=_retry_after(error.retry_at, error.now),
    )


@told.register
def _(_: MalformedJsonError) -> Told:
    return _problem(400, "malformed_json", "The body is not JSON in UTF-8.")


@told.register
def _(error: InvalidRequestError) -> Told:
    return _invalid(error.errors)


@told.register
def _(error: InvalidFieldError) -> Told:
    return _invalid([FieldError(field=error.field, message=error.message)])


@told.register
def _(error: WrongDateError) -> Told:
    return _invalid([FieldError(field="", message=str(error))])


@told.register
def _(error: HTTPException) -> Told:
    status = error.status_code if error.status_code in PLAIN else 400 if error.status_code < 500 else 500
    headers = ASKS_FOR_TOKEN if status == 401 else error.headers or {}
    return _problem(status, *PLAIN[status], headers=headers)


def _invalid(errors: list[FieldError]) -> Told:
    where = ", ".join(error.field for error in errors if error.field)
    detail = f"Please look at {where}." if where else "Something in the request has the wrong shape."
    return _problem(422, "invalid_request", detail, errors=errors)


def _problem(
    status: int,
    code: str,
    detail: str,
    *,
    facts: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
    errors: list[FieldError] | None = None,
) -> Told:
    problem = Problem(
        type=f"urn:studio-checkin:problem:{code}",
        title=TITLES[status],
        status=status,
        detail=detail,
        code=code,
        errors=errors or [],
    )
    return Told(problem, facts or {}, headers or {})


def _retry_after(retry_at: datetime, now: datetime) -> dict[str, str]:
    return {"Retry-After": str(max(1, ceil((retry_at - now).total_seconds())))}
