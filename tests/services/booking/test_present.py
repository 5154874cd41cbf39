"""Who sees a code: its owner and the studio's staff, whoever else a reservation may be shown to one day (R43)."""

import msgspec

from server.services.booking.present import present
from server.services.booking.reservation_row import find_by_id
from server.services.context import Context
from tests.scene import Scene


async def test_owner_and_staff_see_the_code_and_where_its_picture_is(scene: Scene, context: Context) -> None:
    made = await scene.book(context)
    row = await find_by_id(made.id)
    assert made.code is not None
    for actor in (scene.customer, scene.staff, scene.staff_at_kiosk):
        assert present(row, actor, context) == made


async def test_nobody_else_sees_either(scene: Scene, context: Context) -> None:
    made = await scene.book(context)
    row = await find_by_id(made.id)
    for stranger in await scene.strangers():
        assert present(row, stranger, context) == msgspec.structs.replace(made, code=None, qr_url=None)
