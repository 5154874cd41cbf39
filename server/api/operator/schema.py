"""The interface described: `/schema/openapi.json` for programs, `/schema` for people, with nobody else's code."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

import msgspec
from litestar.openapi.plugins import JsonRenderPlugin, OpenAPIRenderPlugin
from litestar.routes import HTTPRoute

from server.access.identity import AnyRequest
from server.api.operator.described_headers import PARAMETERS, headers_of
from server.contract.problem import Problem

Json = dict[str, Any]

PROBLEM_JSON = "application/problem+json"
SCHEMAS = "#/components/schemas/{name}"
UNSAFE = frozenset({"post", "put", "patch", "delete"})

SECURITY_SCHEMES: Mapping[str, Json] = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "studio_session"},
}

COUNTED = frozenset({"/api/kiosk/staff"})
"""Calls behind a token that count wrong tries; the public ones all do."""

SENTENCES: Mapping[int, str] = {
    400: "The body is not JSON (`malformed_json`).",
    401: "Nobody is signed in, the token is dead, or a secret is wrong (`code_wrong` and its like).",
    403: "Another role's call, or a cookie without its proof (`csrf_failed`).",
    404: "There is no such thing, or it is not yours.",
    409: "Refused; `code` says why, and the facts stand beside it.",
    413: "The body is over 64 kB.",
    422: "The wrong shape (`invalid_request`); `errors` names the fields.",
    429: "Too often, or locked; `retryAt` and Retry-After say until when.",
    503: "The database is out of reach; Retry-After says when to ask again.",
}


class DescribedJson(JsonRenderPlugin):
    """Litestar's description, with the problems that our calls answer instead of Litestar's own errors."""

    def render(self, request: AnyRequest, openapi_schema: Json) -> bytes:
        """Return it as JSON."""
        return msgspec.json.encode(described(request, openapi_schema))


class ListOfCalls(OpenAPIRenderPlugin):
    """All calls on one plain page."""

    def render(self, request: AnyRequest, openapi_schema: Json) -> bytes:
        """Return it as HTML."""
        rows = "".join(_row(path, method, call) for path, method, call in _calls(described(request, openapi_schema)))
        return (
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Studio Check-in: the calls</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<h1>Studio Check-in: the calls</h1><p>For programs: <a href="/schema/openapi.json">openapi.json</a>.</p>'
            f"<table><thead><tr><th>Call</th><th>Does</th><th>Body</th></tr></thead><tbody>{rows}</tbody></table></html>"
        ).encode()


def described(request: AnyRequest, schema: Json) -> Json:
    """Complete Litestar's description, once for each app; it keeps the object that it gives us."""
    components = schema.setdefault("components", {})
    if "securitySchemes" not in components:
        public, as_csv = _calls_with(request, "public"), _calls_with(request, "csv")
        for path, method, call in _calls(schema):
            _complete(path, method, call, is_public=(path, method) in public)
            if (path, method) in as_csv:
                call["responses"]["200"]["content"]["text/csv"] = {"schema": {"type": "string"}}
        _, problems = msgspec.json.schema_components([Problem], ref_template=SCHEMAS)
        components.setdefault("schemas", {}).update(problems)
        components["parameters"] = dict(PARAMETERS)
        components["securitySchemes"] = dict(SECURITY_SCHEMES)
    return schema


def _calls(schema: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in sorted(schema["paths"].items()):
        for method, call in methods.items():
            yield path, method, call


def _calls_with(request: AnyRequest, option: str) -> set[tuple[str, str]]:
    """Return the calls whose handlers have an option of ours."""
    return {
        (route.path_format, method.lower())
        for route in request.app.routes
        if isinstance(route, HTTPRoute)
        for method, (handler, _) in route.route_handler_map.items()
        if handler.opt.get(option)
    }


def _complete(path: str, method: str, call: Json, *, is_public: bool) -> None:
    if not is_public:
        call["security"] = [{name: []} for name in SECURITY_SCHEMES]
    headers = headers_of(path, method)
    if headers:
        call["parameters"] = [*call.get("parameters", []), *headers]
    responses = call["responses"]
    responses.pop("400", None)  # Litestar's own shape of a validation error, which we never send
    for status in sorted(_statuses(path, method, call, is_public=is_public)):
        content = {PROBLEM_JSON: {"schema": {"$ref": SCHEMAS.format(name="Problem")}}}
        responses.setdefault(str(status), {"description": SENTENCES[status], "content": content})


def _statuses(path: str, method: str, call: Json, *, is_public: bool) -> set[int]:
    if path.startswith(("/health", "/metrics")):
        return set()
    statuses = {401, 403, 503} | ({429} if is_public or path in COUNTED else set())
    takes_body, takes_parts = "requestBody" in call, bool(call.get("parameters"))
    if takes_body:
        statuses |= {400, 413}
    if takes_body or takes_parts:
        statuses |= {422} | (set() if is_public else {404})
    if method in UNSAFE:
        statuses.add(409)
    return statuses


def _row(path: str, method: str, call: Json) -> str:
    body = call.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    name = str(body.get("$ref", "")).rpartition("/")[2]
    does = escape(call.get("description") or call.get("summary") or "")
    return f"<tr><td><code>{method.upper()} {escape(path)}</code></td><td>{does}</td><td>{escape(name)}</td></tr>"
