"""A PIN opens the staff panel of one kiosk, and wrong ones lock (R42)."""

import asyncio
from datetime import datetime, timedelta

from server.contract.kiosk import PinAnswer, PinRequest
from server.rules.vocabulary import Channel, Refusal, Role
from server.services.actor import Actor
from server.services.context import Context
from server.services.outcomes import Declined
from server.services.signing_in.identify import identify
from server.services.signing_in.sign_in_at_kiosk import sign_in_at_kiosk, staff_tiles
from server.tables.kiosks import Kiosk
from server.tables.people import StaffMember, StaffStudio
from tests import actors
from tests.builders import MadeKiosk, add_kiosk, add_staff, add_studio
from tests.movable_clock import MovableClock

PIN = "481516"
WRONG = "000000"
SECOND = timedelta(seconds=1)


async def type_pin(kiosk: Actor, staff_id: int, pin: str, context: Context) -> PinAnswer | Declined:
    return await sign_in_at_kiosk(PinRequest(staff_id=staff_id, pin=pin), kiosk, context)


def refused(outcome: PinAnswer | Declined) -> tuple[Refusal, object]:
    assert isinstance(outcome, Declined)
    return outcome.refused.reason, outcome.refused.facts.get("retry_at")


class Door:
    """A kiosk and a person with a PIN, of one studio."""

    def __init__(self, studio_id: int, kiosk: MadeKiosk, staff_id: int, context: Context) -> None:
        self.studio_id, self.device, self.staff_id, self.context = studio_id, kiosk, staff_id, context
        self.kiosk = actors.kiosk(kiosk.id, studio_id)

    async def type(self, pin: str) -> PinAnswer | Declined:
        return await type_pin(self.kiosk, self.staff_id, pin, self.context)

    async def type_wrong(self, times: int) -> list[tuple[Refusal, object]]:
        return [refused(await self.type(WRONG)) for _ in range(times)]

    async def sign_in(self) -> str:
        answer = await self.type(PIN)
        assert isinstance(answer, PinAnswer), answer
        return answer.token

    async def who(self, token: str) -> Actor | None:
        return await identify(token, self.device.token, self.context.now())


async def open_door(context: Context, *, role: Role = Role.STAFF) -> Door:
    studio_id = await add_studio()
    return Door(studio_id, await add_kiosk(studio_id), await add_staff(studio_id, role=role, pin=PIN), context)


async def test_a_right_pin_gives_a_token_for_this_kiosks_studio(database: None, context: Context) -> None:
    door = await open_door(context)
    actor = await door.who(await door.sign_in())
    assert actor is not None
    assert (actor.role, actor.staff_id, actor.kiosk_id) == (Role.STAFF, door.staff_id, door.device.id)
    assert (actor.channel, actor.studio_ids) == (Channel.KIOSK, frozenset({door.studio_id}))


async def test_an_admin_at_a_kiosk_serves_its_studio_only(database: None, context: Context) -> None:
    door = await open_door(context, role=Role.ADMIN)
    actor = await door.who(await door.sign_in())
    assert actor is not None
    assert (actor.role, actor.studio_ids) == (Role.ADMIN, frozenset({door.studio_id}))


async def test_a_pins_token_is_nothing_without_its_own_kiosks_token(database: None, context: Context) -> None:
    door = await open_door(context)
    neighbour = await add_kiosk(door.studio_id, "Back door")
    token = await door.sign_in()
    assert await identify(token, None, context.now()) is None
    assert await identify(token, "not a token", context.now()) is None
    assert await identify(token, neighbour.token, context.now()) is None
    assert await identify(token, token, context.now()) is None


async def test_a_revoked_kiosk_kills_the_pins_tokens(database: None, context: Context) -> None:
    door = await open_door(context)
    token = await door.sign_in()
    await Kiosk.update({Kiosk.revoked_at: context.now()}).where(Kiosk.id == door.device.id)
    assert await door.who(token) is None


async def test_somebody_who_left_the_studio_serves_nobody_at_its_kiosk(database: None, context: Context) -> None:
    door = await open_door(context)
    token = await door.sign_in()
    await StaffStudio.delete().where(StaffStudio.staff == door.staff_id)
    actor = await door.who(token)
    assert actor is not None
    assert actor.studio_ids == frozenset()


async def test_a_pins_token_slides_with_use_and_dies_of_90_idle_seconds(
    database: None, context: Context, clock: MovableClock
) -> None:
    door = await open_door(context)
    token = await door.sign_in()
    for _ in range(3):
        clock.advance(timedelta(seconds=89))
        assert await door.who(token) is not None
    clock.advance(timedelta(seconds=90))
    assert await door.who(token) is None


async def test_a_pins_token_dies_after_15_minutes_however_busy(
    database: None, context: Context, clock: MovableClock
) -> None:
    door = await open_door(context)
    token = await door.sign_in()
    for _ in range(14):
        clock.advance(timedelta(minutes=1))
        assert await door.who(token) is not None
    clock.advance(timedelta(seconds=59))
    assert await door.who(token) is not None
    clock.advance(SECOND)
    assert await door.who(token) is None


async def test_five_wrong_pins_lock_for_30_seconds_then_2_then_10_minutes(
    database: None, context: Context, clock: MovableClock
) -> None:
    door = await open_door(context)
    for length in (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10)):
        tries = await door.type_wrong(5)
        until = clock.now() + length
        assert tries == [(Refusal.PIN_WRONG, None)] * 4 + [(Refusal.PIN_WRONG, until)]
        clock.set(until - SECOND)
        assert refused(await door.type(PIN)) == (Refusal.PIN_LOCKED, until)
        clock.set(until)
    assert await door.sign_in()


async def test_tries_while_locked_do_not_count(database: None, context: Context, clock: MovableClock) -> None:
    door = await open_door(context)
    await door.type_wrong(5)
    assert {reason for reason, _ in await door.type_wrong(40)} == {Refusal.PIN_LOCKED}
    clock.advance(timedelta(seconds=30))
    assert await door.sign_in()


async def test_a_right_pin_clears_the_count(database: None, context: Context) -> None:
    door = await open_door(context)
    await door.type_wrong(4)
    await door.sign_in()
    assert await door.type_wrong(4) == [(Refusal.PIN_WRONG, None)] * 4
    assert await door.sign_in()


async def test_a_lock_holds_for_that_person_on_that_kiosk_only(database: None, context: Context) -> None:
    door = await open_door(context)
    colleague = await add_staff(door.studio_id, name="Kim Lee", pin=PIN)
    back_door = actors.kiosk((await add_kiosk(door.studio_id, "Back door")).id, door.studio_id)
    await door.type_wrong(5)
    assert isinstance(await type_pin(door.kiosk, colleague, PIN, context), PinAnswer)
    assert isinstance(await type_pin(back_door, door.staff_id, PIN, context), PinAnswer)


async def test_twenty_wrong_pins_in_ten_minutes_lock_the_pad_for_everybody(
    database: None, context: Context, clock: MovableClock
) -> None:
    door = await open_door(context)
    people = [await add_staff(door.studio_id, name=f"Person {n}", pin=PIN) for n in range(5)]
    for person in people:
        for _ in range(4):
            assert refused(await type_pin(door.kiosk, person, WRONG, context)) == (Refusal.PIN_WRONG, None)
        clock.advance(timedelta(minutes=2))
    last_wrong = clock.now() - timedelta(minutes=2)
    until: datetime = last_wrong + timedelta(minutes=10)
    assert refused(await door.type(PIN)) == (Refusal.PIN_LOCKED, until)
    clock.set(until - SECOND)
    assert refused(await door.type(PIN)) == (Refusal.PIN_LOCKED, until)
    clock.set(until)
    assert await door.sign_in()


async def test_twenty_wrong_pins_over_more_than_ten_minutes_do_not_lock_the_pad(
    database: None, context: Context, clock: MovableClock
) -> None:
    door = await open_door(context)
    people = [await add_staff(door.studio_id, name=f"Person {n}", pin=PIN) for n in range(5)]
    for person in people:
        for _ in range(4):
            await type_pin(door.kiosk, person, WRONG, context)
        clock.advance(timedelta(minutes=2, seconds=30))
    assert await door.sign_in()


async def test_a_hundred_tries_at_once_get_no_more_than_five_looks(database: None, context: Context) -> None:
    door = await open_door(context)
    outcomes = [refused(end)[0] for end in await asyncio.gather(*(door.type(WRONG) for _ in range(30)))]
    assert outcomes.count(Refusal.PIN_WRONG) == 5
    assert outcomes.count(Refusal.PIN_LOCKED) == 25


async def test_nobody_and_people_of_elsewhere_are_simply_wrong(database: None, context: Context) -> None:
    door = await open_door(context)
    stranger = await add_staff(await add_studio("Elsewhere"), name="Eli", pin=PIN)
    without_pin = await add_staff(door.studio_id, name="Noa")
    for staff_id in (stranger, without_pin, 9999):
        assert refused(await type_pin(door.kiosk, staff_id, PIN, context)) == (Refusal.PIN_WRONG, None)


async def test_the_tiles_are_the_studios_staff_and_the_admins_who_have_a_pin(database: None, context: Context) -> None:
    door = await open_door(context)
    admin = await add_staff(name="Ada Admin", role=Role.ADMIN, pin=PIN)
    await add_staff(name="Zoe Nopin", role=Role.ADMIN)
    await add_staff(await add_studio("Elsewhere"), name="Eli", pin=PIN)
    gone = await add_staff(door.studio_id, name="Gus Gone", pin=PIN)
    await StaffMember.update({StaffMember.archived_at: context.now()}).where(StaffMember.id == gone)
    tiles = await staff_tiles(door.kiosk)
    assert [(tile.staff_id, tile.first_name) for tile in tiles] == [(admin, "Ada"), (door.staff_id, "Sam")]


async def test_namesakes_are_told_apart(database: None, context: Context) -> None:
    door = await open_door(context)
    await add_staff(door.studio_id, name="Sam Adler", pin=PIN)
    assert [tile.first_name for tile in await staff_tiles(door.kiosk)] == ["Sam A.", "Sam O."]
