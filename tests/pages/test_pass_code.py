"""What the address inside a QR shows, and to whom (R41, R43)."""

import pytest

from server.logs.strike_out import STRUCK_OUT
from server.rules.vocabulary import ReservationStatus
from tests.builders import MadeReservation, add_reservation, add_staff, add_studio, sign_in_customer, sign_in_staff
from tests.mailed import mailed_code
from tests.pages.visitor import Visitor
from tests.readings import everything
from tests.scene import Scene
from tests.written_log import WrittenLog

ONLY_A_PASS = "A class pass This is a pass of this studio."


@pytest.fixture
async def made(scene: Scene) -> MadeReservation:
    """The scene's customer has booked."""
    return await add_reservation(scene.pass_id, scene.session_id)


@pytest.mark.parametrize("way", ["/C/{code}", "/c/{code}", "/c/{small}"])
async def test_the_owner_sees_the_reservation(ana: Visitor, made: MadeReservation, way: str) -> None:
    seen = await ana.open(way.format(code=made.code, small=made.code.lower()))
    assert seen.path == f"/reservations/{made.id}"


async def test_staff_see_whose_it_is_and_how_it_stands(nobody: Visitor, scene: Scene, made: MadeReservation) -> None:
    nobody.sign_in(await sign_in_staff(scene.staff_id))
    seen = await nobody.open(f"/C/{made.code}")
    assert "Today, Mon 2 Mar Ana Ruiz 16:00\N{EN DASH}18:00 · Pottery Check-in is open until 18:00" in seen.page.text
    assert seen.page.forms == []


async def test_nobody_else_learns_more_than_that_it_is_a_pass(
    nobody: Visitor, scene: Scene, made: MadeReservation
) -> None:
    neighbour, _ = await scene.add_neighbour()
    elsewhere = await add_staff(await add_studio("Elsewhere"))
    tokens = [None, await sign_in_customer(neighbour.customer_id or 0), await sign_in_staff(elsewhere)]
    for token in tokens:
        if token:
            nobody.sign_in(token)
        seen = await nobody.open(f"/c/{made.code}")
        assert seen.status == 200
        assert ONLY_A_PASS in seen.page.text
        assert not any(word in seen.html for word in ("Ana", "Pottery", "Kiln", "16:00"))


async def test_who_signs_in_from_there_comes_back_to_the_class(
    nobody: Visitor, scene: Scene, made: MadeReservation
) -> None:
    await nobody.open(f"/C/{made.code}")
    neighbours = await nobody.send((await nobody.open("/sign-in")).page.form_to("/sign-in"), email="eva@example.com")
    form = neighbours.page.form_to("/sign-in/code")
    seen = await nobody.send(form, code=await mailed_code("eva@example.com"), name="Eva New")
    assert seen.path == f"/C/{made.code}"
    assert "It does not belong to a booking of yours" in seen.page.text


async def test_an_unknown_code_looks_like_any_other_to_strangers(nobody: Visitor, made: MadeReservation) -> None:
    swapped = made.code[:-1]
    spoilt = swapped + next(letter for letter in "BCDEFGHIJKLNPRSTUVX" if letter != made.code[-1])
    assert (await nobody.open(f"/c/{spoilt}")).status == 404


@pytest.mark.parametrize("text", ["hello", "X" * 5000, "%00", "<script>alert(1)</script>"])
async def test_what_is_no_code_is_not_found(nobody: Visitor, scene: Scene, text: str) -> None:
    seen = await nobody.open(f"/c/{text}")
    assert seen.status == 404
    assert "<script>" not in seen.html


async def test_opening_it_changes_nothing(ana: Visitor, scene: Scene, made: MadeReservation) -> None:
    await ana.open("/book")
    before = await everything()
    for _ in range(2):
        await ana.open(f"/C/{made.code}")
    assert await everything() == before
    assert before["session_reservation"][0]["status"] == ReservationStatus.PENDING


async def test_the_code_is_in_no_line_of_the_log(
    nobody: Visitor, scene: Scene, made: MadeReservation, log: WrittenLog
) -> None:
    await nobody.open(f"/C/{made.code}")
    await nobody.open("/sign-in")
    assert "route=/C/{code" in log.text
    assert made.code not in log.text
    assert STRUCK_OUT not in log.text
