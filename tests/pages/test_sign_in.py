"""Signing in by the six digits, with a name for who is new, and out again; what was typed stays in the form."""

from datetime import timedelta

import pytest

from server.services.signing_in.tries import CODES_PER_EMAIL
from server.tables.people import Customer, CustomerStudio
from tests.builders import add_studio
from tests.mailed import mailed_code
from tests.movable_clock import MovableClock
from tests.pages.visitor import Seen, Visitor
from tests.readings import messages
from tests.scene import Scene

ADDRESS = "eva@example.com"


async def test_a_new_customer_is_asked_for_a_name_and_keeps_the_code(nobody: Visitor, scene: Scene) -> None:
    asking = await _ask_for_code(nobody, ADDRESS)
    assert asking.path == "/sign-in/code"
    assert "We sent six digits to eva@example.com ." in asking.page.text
    code = await mailed_code(ADDRESS)
    welcome = await nobody.send(asking.page.form_to("/sign-in/code"), code=code)
    assert welcome.page.heading == "Welcome!"
    form = welcome.page.form_to("/sign-in/code")
    assert form.fields["code"] == code
    signed_in = await nobody.send(form, name="Eva New")
    assert signed_in.path == "/book"
    assert [row["name"] for row in await Customer.select().where(Customer.email == ADDRESS)] == ["Eva New"]


async def test_a_known_customer_needs_only_the_code_and_may_space_it(nobody: Visitor, scene: Scene) -> None:
    email = (await Customer.select(Customer.email).first())["email"]  # type: ignore[index]  # there is one
    asking = await _ask_for_code(nobody, f"  {email.upper()} ")
    code = await mailed_code(email)
    signed_in = await nobody.send(asking.page.form_to("/sign-in/code"), code=f" {code[:3]} {code[3:]} ")
    assert signed_in.path == "/book"
    assert "8 punches left" in signed_in.page.text


async def test_of_several_studios_a_new_customer_chooses_one(nobody: Visitor, scene: Scene) -> None:
    other = await add_studio("Elsewhere")
    asking = await _ask_for_code(nobody, ADDRESS)
    code = await mailed_code(ADDRESS)
    welcome = await nobody.send(asking.page.form_to("/sign-in/code"), code=code)
    assert "Which studio do you come to? Kiln & Co Elsewhere" in welcome.page.text
    unchosen = await nobody.send(welcome.page.form_to("/sign-in/code"), name="Eva New")
    form = unchosen.page.form_to("/sign-in/code")
    assert (form.fields["name"], form.fields["code"]) == ("Eva New", code)
    assert (await nobody.send(form, studio=str(other))).path == "/book"
    linked = await CustomerStudio.select(CustomerStudio.studio).where(CustomerStudio.customer.email == ADDRESS)
    assert linked == [{"studio": other}]


async def test_without_any_studio_a_new_customer_hears_so_and_keeps_the_code(nobody: Visitor) -> None:
    asking = await _ask_for_code(nobody, ADDRESS)
    code = await mailed_code(ADDRESS)
    seen = await nobody.send(asking.page.form_to("/sign-in/code"), code=code)
    assert seen.status == 422
    assert "No studio is open here yet." in seen.page.text
    assert seen.page.form_to("/sign-in/code").fields["code"] == code


async def test_a_wrong_code_is_said_and_stays_in_the_field(nobody: Visitor, scene: Scene) -> None:
    asking = await _ask_for_code(nobody, ADDRESS)
    wrong = "000000" if await mailed_code(ADDRESS) != "000000" else "111111"
    seen = await nobody.send(asking.page.form_to("/sign-in/code"), code=wrong)
    assert seen.status == 422
    assert seen.page.alerts == ["This code is not right, or has expired. You can ask for a new one."]
    assert seen.page.form_to("/sign-in/code").fields["code"] == wrong


async def test_an_expired_code_after_the_name_was_asked_for_keeps_the_name(
    nobody: Visitor, scene: Scene, clock: MovableClock
) -> None:
    asking = await _ask_for_code(nobody, ADDRESS)
    welcome = await nobody.send(asking.page.form_to("/sign-in/code"), code=await mailed_code(ADDRESS))
    clock.advance(timedelta(minutes=11))
    seen = await nobody.send(welcome.page.form_to("/sign-in/code"), name="Eva New")
    assert seen.page.form_to("/sign-in/code").fields["name"] == "Eva New"
    assert await Customer.count().where(Customer.email == ADDRESS) == 0


@pytest.mark.parametrize(("code", "name"), [("", ""), ("1" * 21, ""), ("123456", "x" * 201)])
async def test_what_cannot_be_a_code_or_a_name_is_asked_for_again(
    nobody: Visitor, scene: Scene, code: str, name: str
) -> None:
    asking = await _ask_for_code(nobody, ADDRESS)
    seen = await nobody.send(asking.page.form_to("/sign-in/code"), code=code, name=name)
    assert seen.status == 422
    assert seen.page.alerts[0].startswith("Please type")


@pytest.mark.parametrize("typed", ["eva", "eva@example", "@example.com", "eva@example.com, b@c.de", ""])
async def test_what_is_no_address_is_said_and_stays_in_the_field(nobody: Visitor, scene: Scene, typed: str) -> None:
    seen = await _ask_for_code(nobody, typed)
    assert seen.status == 422
    assert seen.page.alerts == ["This does not look like an e-mail address. Please check it."]
    assert seen.page.form_to("/sign-in").fields["email"] == typed
    assert await messages() == []


async def test_too_many_codes_are_answered_with_how_long_to_wait(nobody: Visitor, scene: Scene) -> None:
    for _ in range(CODES_PER_EMAIL.tries):
        await _ask_for_code(nobody, ADDRESS)
    seen = await _ask_for_code(nobody, ADDRESS)
    assert seen.page.alerts == ["Several codes are on their way already. Please wait 60 minutes, then ask again."]


async def test_the_page_wanted_first_comes_after_signing_in(nobody: Visitor, scene: Scene) -> None:
    turned_away = await nobody.open("/book?day=2026-03-09")
    assert turned_away.path == "/sign-in"
    assert (await _sign_up(nobody)).path == "/book?day=2026-03-09"
    await nobody.send((await nobody.open("/passes")).page.form_to("/sign-out"))
    assert (await _sign_in_again(nobody)).path == "/book"


@pytest.mark.parametrize(
    "wish", ["//evil.example/", "https://evil.example", "/\\evil.example", "book", "/book\r\nX: 1"]
)
async def test_a_cookie_that_others_set_leads_nowhere_else(nobody: Visitor, scene: Scene, wish: str) -> None:
    nobody.plant_cookie("studio_wish", wish)
    assert (await _sign_up(nobody)).path == "/book"


@pytest.mark.parametrize("address", ["", "no-address", "a\x00@b.cd"])
async def test_without_an_address_remembered_the_way_begins_anew(nobody: Visitor, scene: Scene, address: str) -> None:
    nobody.plant_cookie("studio_sign_in", address)
    assert (await nobody.open("/sign-in/code")).path == "/sign-in"


async def test_signing_out_ends_the_session_everywhere(ana: Visitor, scene: Scene) -> None:
    token = ana.client.cookies["studio_session"]
    gone = await ana.send((await ana.open("/passes")).page.form_to("/sign-out"))
    assert gone.path == "/sign-in"
    ana.sign_in(token)
    assert (await ana.open("/passes")).path == "/sign-in"


async def test_a_session_that_has_died_is_no_obstacle_to_signing_in(nobody: Visitor, scene: Scene) -> None:
    nobody.sign_in("a token of long ago")
    assert (await _sign_up(nobody)).path == "/book"


async def test_one_studio_greets_by_its_name(nobody: Visitor, scene: Scene) -> None:
    assert "Kiln & Co Sign in" in (await nobody.open("/sign-in")).page.text


async def test_the_bare_address_leads_guests_to_the_door(nobody: Visitor, scene: Scene) -> None:
    assert (await nobody.open("/")).path == "/sign-in"


async def test_the_bare_address_leads_customers_to_booking(ana: Visitor, scene: Scene) -> None:
    assert (await ana.open("/")).path == "/book"


async def _ask_for_code(visitor: Visitor, address: str) -> Seen:
    return await visitor.send((await visitor.open("/sign-in")).page.form_to("/sign-in"), email=address)


async def _sign_up(visitor: Visitor) -> Seen:
    asking = await _ask_for_code(visitor, ADDRESS)
    form = asking.page.form_to("/sign-in/code")
    return await visitor.send(form, code=await mailed_code(ADDRESS), name="Eva New")


async def _sign_in_again(visitor: Visitor) -> Seen:
    asking = await _ask_for_code(visitor, ADDRESS)
    return await visitor.send(asking.page.form_to("/sign-in/code"), code=await mailed_code(ADDRESS))
