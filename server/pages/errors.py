"""A problem told to people: what happened, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from litestar import Response

from server.access.identity import AnyRequest
from server.contract.problem import Problem
from server.pages.page import page, see
from server.pages.visitor.remembered import wish_cookie

NOT_SIGNED_IN: Final = "not_signed_in"
HOME: Final = "/"


@dataclass(frozen=True)
class Words:
    """What a page says about a problem. `happened` is None where the problem's own sentence says it best."""

    title: str
    happened: str | None
    what_to_do: str


@dataclass(frozen=True)
class ProblemPage:
    """Everything that the page shows."""

    title: str
    happened: str
    what_to_do: str
    href: str
    button: str


WORDS: Final[Mapping[int, Words]] = {
    403: Words(
        "That is not open to you",
        "You are signed in as somebody who may not see this.",
        "If you book classes here, sign in with the address that you book with.",
    ),
    404: Words(
        "There is nothing here",
        "This page does not exist, or it is not yours.",
        "Your classes and your pass are where they were.",
    ),
    422: Words(
        "That did not work",
        "Something in the address or in the form cannot be read.",
        "Please go back, load the page again and try once more.",
    ),
    429: Words("One moment, please", None, "Please wait a little, then try once more."),
    500: Words(
        "Something went wrong on our side",
        "It has been written down, and it was not your fault.",
        "Please try again. Look at My classes first: a booking that worked is there.",
    ),
    503: Words(
        "One moment, please",
        "The studio's computer is out of reach.",
        "What you booked before is safe. Please try again in a few seconds.",
    ),
}
OTHERS: Final = Words("That did not work", None, "Please go back and try once more.")
"""Also for a form that has grown old: its own sentence says so."""


def error_page(request: AnyRequest, problem: Problem) -> Response[Any]:
    """Return the page of a problem; where somebody has to sign in, the way there, and back afterwards."""
    if problem.code == NOT_SIGNED_IN:
        return _to_sign_in(request)
    return page(request, "problem.html", _view(request, problem), status_code=problem.status)


def _to_sign_in(request: AnyRequest) -> Response[Any]:
    response = see("/sign-in")
    if request.method == "GET":
        response.set_cookie(wish_cookie(_address_of(request), request))
    return response


def _view(request: AnyRequest, problem: Problem) -> ProblemPage:
    is_old_form = problem.code == "csrf_failed"
    words = OTHERS if is_old_form else WORDS.get(problem.status, OTHERS)
    can_try_again = problem.status >= 500 and request.method == "GET"
    return ProblemPage(
        title=words.title,
        happened=words.happened or problem.detail,
        what_to_do=words.what_to_do,
        href=_address_of(request) if can_try_again else HOME,
        button="Try again" if can_try_again else "To the start",
    )


def _address_of(request: AnyRequest) -> str:
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
