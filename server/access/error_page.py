"""A problem told to people without the pages' templates."""

from html import escape

from litestar import Response

from server.access.error_answers import AnyRequest
from server.contract.problem import Problem


def plain_error_page(request: AnyRequest, problem: Problem) -> Response[str]:  # noqa: ARG001 - an `ErrorPage`
    """Return a page of one heading and one sentence."""
    title, detail = escape(problem.title), escape(problem.detail)
    html = (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title}</title><h1>{title}</h1><p>{detail}</p><p><a href="/">Home</a></p></html>'
    )
    return Response(html, status_code=problem.status, media_type="text/html")
