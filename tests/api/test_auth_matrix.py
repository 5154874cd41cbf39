"""Every route of the app by everybody who can call (R41). A route without a row fails."""

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from server.access import guards
from server.services.context import Context
from tests.api.auth_matrix import ROWS, Open, Row
from tests.api.world import NOT_SIGNED_IN, Caller, World, open_world

GUARD_OF = {
    Open.ALL: None,
    Open.CUSTOMERS: guards.customers_only,
    Open.CUSTOMERS_OR_STAFF: guards.customers_or_staff,
    Open.STAFF: guards.staff_only,
    Open.ADMINS: guards.admins_only,
    Open.KIOSKS: guards.kiosks_only,
}
OF_ROLES = frozenset(guard for guard in GUARD_OF.values() if guard)


def routes_of(app: Litestar) -> dict[str, object]:
    """Return each route's handler by its method and path; Litestar answers OPTIONS itself."""
    return {
        f"{method} {route.path_format}": handler
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for method, (handler, _) in route.route_handler_map.items()
        if method != "OPTIONS"
    }


def test_every_route_has_a_row_and_every_row_a_route(app: Litestar) -> None:
    assert sorted(routes_of(app)) == sorted(ROWS)


def test_every_route_has_the_guard_of_its_row_or_says_that_it_is_public(app: Litestar) -> None:
    for route, handler in routes_of(app).items():
        wanted = GUARD_OF[ROWS[route].open_to]
        held = [guard for guard in handler.resolve_guards() if guard in OF_ROLES]  # type: ignore[attr-defined]
        assert held == ([wanted] if wanted else []), route
        assert bool(handler.opt.get("public")) is (wanted is None), route  # type: ignore[attr-defined]


@pytest.mark.parametrize("route", ROWS)
async def test_who_gets_in(client: httpx.AsyncClient, context: Context, route: str) -> None:
    row, world = ROWS[route], await open_world(context)
    for caller in sorted(Caller, key=row.gets_in):  # those who don't come first, so that the owner finds all in place
        answer = await call(client, route, row, world, caller)
        if not row.lets_in(caller):
            expected = (401, "not_signed_in") if caller in NOT_SIGNED_IN else (403, "forbidden")
            assert (answer.status_code, code_of(answer)) == expected, caller
        elif not row.gets_in(caller):
            assert (answer.status_code, code_of(answer)) == (404, "not_found"), caller
        elif caller is row.owner:
            assert answer.status_code in range(200, 304), answer.text
        elif not is_form_of_nobody(row, caller):
            assert answer.status_code < 500, answer.text
            assert code_of(answer) not in {"not_signed_in", "forbidden", "csrf_failed"}, caller


async def call(client: httpx.AsyncClient, route: str, row: Row, world: World, caller: Caller) -> httpx.Response:
    method, _, template = route.partition(" ")
    ids = dict(world.ids) | {name: world.ids[other] for name, other in row.path.items()}
    client.cookies.clear()
    return await client.request(
        method,
        template.format(**ids),
        params=row.query.format(**ids) or None,
        json=filled(row.body, ids),
        data=None if row.form is None else {name: filled(value, ids) for name, value in row.form.items()},
        headers=world.headers[caller],
    )


def filled(value: object, ids: dict[str, int | str]) -> object:
    """Put the world's ids where `{…}` stands, as numbers where they are numbers."""
    match value:
        case dict():
            return {name: filled(inner, ids) for name, inner in value.items()}
        case list():
            return [filled(inner, ids) for inner in value]
        case str() if value.startswith("{"):
            return ids[value.strip("{}")]
        case _:
            return value


def code_of(answer: httpx.Response) -> str | None:
    is_problem = answer.headers.get("content-type") == "application/problem+json"
    return str(answer.json()["code"]) if is_problem else None


def is_form_of_nobody(row: Row, caller: Caller) -> bool:
    """A form without its page's proof is refused; `tests/access/test_csrf.py` is about that."""
    return row.form is not None and caller is Caller.NOBODY
