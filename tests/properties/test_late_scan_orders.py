"""One scan online, its upload, another kiosk's upload, the sweep and the night, in any order: one punch (R9, R37)."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import permutations
from random import Random
from typing import Final

from server.contract.uploads import UploadRequest
from server.rules.vocabulary import ARRIVED
from server.services.absence.nights import run_by_hand
from server.services.absence.run import sweep_at
from server.services.absence.settle import settle
from server.services.actor import SYSTEM
from server.services.context import Context
from server.services.door.uploads import upload
from tests import actors
from tests.absences import PENDING
from tests.app_fixtures import AN_HOUR_BEFORE_CLASS
from tests.builders import STARTS_AT, add_kiosk
from tests.invariants import broken_invariants
from tests.movable_clock import MovableClock
from tests.readings import bookings, ledger_of, punches_left, status_of
from tests.scene import open_scene
from tests.services.absence.aftermath import Aftermath, booked_ahead
from tests.uploads import kept

HOURS: Final = (-1, 1, 3, 10, 11)
"""Hours from the start at which five things happen one after the other: two in the window, three after the class."""

ORDERS: Final = 20
"""Of the 120, the same ones in every run."""

Deed = Callable[[Aftermath, Context], Awaitable[object]]


async def scan_online(after: Aftermath, context: Context) -> object:
    return await after.scene.scan(after.code, context, "nonce")


async def upload_it(after: Aftermath, context: Context) -> object:
    item = kept(after.code, "nonce", at=min(context.now(), AN_HOUR_BEFORE_CLASS))
    return await upload(UploadRequest(items=[item, item]), after.scene.kiosk, context)


async def upload_elsewhere(after: Aftermath, context: Context) -> object:
    kiosk = await add_kiosk(after.scene.studio_id, "Back door")
    item = kept(after.code, "other", at=AN_HOUR_BEFORE_CLASS)
    return await upload(UploadRequest(items=[item]), actors.kiosk(kiosk.id, after.scene.studio_id), context)


async def sweep(after: Aftermath, context: Context) -> object:
    return await settle(sweep_at(context.now()))


async def night(after: Aftermath, context: Context) -> object:
    return await run_by_hand(after.scene.studio_id, context.now(), SYSTEM, context)


DEEDS: Final[tuple[Deed, ...]] = (scan_online, upload_it, upload_elsewhere, sweep, night)


async def test_in_any_order_the_customer_has_attended_once_and_keeps_what_is_ahead(
    database: None, context: Context, clock: MovableClock
) -> None:
    for order in Random(37).sample(list(permutations(DEEDS)), ORDERS):
        clock.set(AN_HOUR_BEFORE_CLASS)
        after = await booked_ahead(await open_scene(), context, ahead=1)
        for hours, deed in zip(HOURS, order, strict=True):
            clock.set(STARTS_AT + timedelta(hours=hours))
            await deed(after, context)
        name = [deed.__name__ for deed in order]
        assert await status_of(after.missed) in ARRIVED, name
        assert [p.kind for p in await ledger_of(after.scene.pass_id) if p.live][-1] == "CHECK_IN", name
        assert await punches_left(after.scene.pass_id) == 7, name
        assert await after.standing() == [PENDING], name
    assert broken_invariants(await bookings(), clock.now()) == []
