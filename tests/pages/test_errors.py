"""Problems as people read them, and forms that nobody meant to send."""

import httpx
import pytest
from litestar import Litestar
from litestar.testing import RequestFactory

from server.contract.problem import Problem
from server.pages.errors import OTHERS, WORDS, error_page
from server.services.context import Context
from server.tables.studios import Studio
from tests.builders import sign_in_staff
from tests.pages.parsed_page import parsed
from tests.pages.visitor import ACCEPT, Visitor
from tests.readings import everything
from tests.scene import Scene


async def test_a_page_that_is_not_there_says_where_everything_else_is(ana: Visitor, scene: Scene) -> None:
    seen = await ana.open("/nothing/at/all")
    assert (seen.status, seen.page.heading) == (404, "There is nothing here")
    assert seen.page.links["To the start"] == "/"


async def test_staff_are_told_that_the_customers_pages_are_not_theirs(nobody: Visitor, scene: Scene) -> None:
    nobody.sign_in(await sign_in_staff(scene.staff_id))
    seen = await nobody.open("/book")
    assert (seen.status, seen.page.heading) == (403, "That is not open to you")


@pytest.mark.parametrize(
    "page", ["/book", "/classes", "/passes", "/passes/1", "/reservations/1", "/reservations/1/cancel"]
)
async def test_guests_are_led_to_the_door(nobody: Visitor, scene: Scene, page: str) -> None:
    assert (await nobody.open(page)).path == "/sign-in"


@pytest.mark.parametrize("proof", ["", "0" * 64])
async def test_a_form_without_its_proof_changes_nothing(ana: Visitor, scene: Scene, proof: str) -> None:
    form = (await ana.open("/book")).page.form_to("/book")
    before = await everything()
    seen = await ana.send(form, _csrf_token=proof)
    assert seen.status == 403
    assert "This form has grown old." in seen.page.text
    assert await everything() == before


async def test_a_guests_form_needs_a_proof_too(nobody: Visitor, scene: Scene) -> None:
    form = (await nobody.open("/sign-in")).page.form_to("/sign-in")
    seen = await nobody.send(form, email="eva@example.com", _csrf_token="")
    assert seen.status == 403


async def test_a_fault_of_ours_says_what_to_do_and_nothing_of_itself(
    ana: Visitor, scene: Scene, context: Context
) -> None:
    await scene.book(context)
    await Studio.update({Studio.settings: "{spoilt"}, force=True)
    seen = await ana.open("/classes")
    assert (seen.status, seen.page.heading) == (500, "Something went wrong on our side")
    assert "spoilt" not in seen.html
    assert seen.page.links["Try again"] == "/classes"


def test_a_studio_out_of_reach_asks_to_try_the_same_page_again(app: Litestar) -> None:
    request = RequestFactory(app=app).get("/book", query_params={"day": "2026-03-09"})
    problem = Problem(type="", title="", status=503, detail="", code="database_away")
    answer = error_page(request, problem).to_asgi_response(None, request)
    seen = parsed(answer.body.decode())
    assert (answer.status_code, seen.heading) == (503, "One moment, please")
    assert "What you booked before is safe." in seen.text
    assert seen.links["Try again"] == "/book?day=2026-03-09"


def test_every_status_that_has_words_ends_with_what_to_do() -> None:
    assert all(words.title and words.what_to_do for words in (*WORDS.values(), OTHERS))


async def test_programs_get_problems_and_browsers_pages(nobody: Visitor, scene: Scene) -> None:
    as_program = await nobody.client.get("/nothing", headers={"Accept": "*/*"})
    assert as_program.headers["content-type"] == "application/problem+json"
    as_browser: httpx.Response = await nobody.client.get("/nothing", headers={"Accept": ACCEPT})
    assert as_browser.headers["content-type"].startswith("text/html")
