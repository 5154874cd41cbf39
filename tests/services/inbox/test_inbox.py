"""What needs a person waits in the inbox of its studio until somebody has done something about it, once."""

from datetime import timedelta
from typing import Any, Final

import pytest

from server.contract.inbox import InboxItem, ResolveRequest
from server.contract.mail import Hindrance, Undelivered
from server.contract.paging import Paging
from server.rules.vocabulary import InboxAction, InboxKind
from server.services.context import Context
from server.services.inbox.read_inbox import read_inbox
from server.services.inbox.resolve_item import resolve_item
from server.services.messages.claim import claim
from server.services.messages.settle_claim import mark_undelivered
from server.services.outcomes import ConflictError, Declined, NotFoundError
from server.tables.outbox import OutboxMessage
from server.tables.people import Customer
from tests import actors
from tests.builders import LONG_AGO, STARTS_AT, add_dead_letter, add_reservation, add_studio
from tests.movable_clock import MovableClock
from tests.readings import WrittenAct, acts, everything
from tests.scene import Scene

RETRY: Final = ResolveRequest(action=InboxAction.RETRY, reason="The address was wrong")
DISMISS: Final = ResolveRequest(action=InboxAction.DISMISS, reason="Phoned her")
NOBODY: Final = Undelivered(Hindrance.REFUSED, "550 nobody", "550")


@pytest.fixture
async def item(scene: Scene) -> int:
    """A confirmation that did not arrive."""
    return await add_dead_letter(scene.studio_id, await booking_of(scene))


async def booking_of(scene: Scene) -> int:
    return (await add_reservation(scene.pass_id, scene.session_id)).id


def done(outcome: InboxItem | Declined) -> InboxItem:
    assert isinstance(outcome, InboxItem), outcome
    return outcome


async def message() -> dict[str, Any]:
    return (await OutboxMessage.select())[0]


async def waiting(scene: Scene) -> list[int]:
    return [item.id for item in (await read_inbox(scene.staff, Paging())).items]


async def test_an_item_says_whom_it_is_about_and_what_can_be_done(scene: Scene, item: int) -> None:
    [shown] = (await read_inbox(scene.staff_at_kiosk, Paging())).items
    assert shown == InboxItem(
        id=item,
        studio_id=scene.studio_id,
        kind=InboxKind.FAILED_MESSAGE,
        created_at=LONG_AGO,
        reservation_id=1,
        customer_id=scene.customer_id,
        customer_name="Ana Ruiz",
        course_name="Pottery",
        starts_at=STARTS_AT,
        scanned_at=None,
        reason="Mail not delivered",
        actions=[InboxAction.RETRY, InboxAction.DISMISS],
        resolved_at=None,
        resolved_by=None,
        resolution=None,
        resolution_reason=None,
    )


async def test_a_message_about_no_reservation_waits_too(scene: Scene) -> None:
    await add_dead_letter(scene.studio_id, None)
    [shown] = (await read_inbox(scene.staff, Paging())).items
    assert (shown.reservation_id, shown.customer_name, shown.starts_at) == (None, None, None)


async def test_items_come_by_the_page_the_oldest_first(scene: Scene, item: int) -> None:
    ids = [item, *[await add_dead_letter(scene.studio_id, 1) for _ in range(4)]]
    first = await read_inbox(scene.staff, Paging(3))
    rest = await read_inbox(scene.staff, Paging(3, first.next_cursor))
    assert [shown.id for shown in first.items] == ids[:3]
    assert ([shown.id for shown in rest.items], rest.next_cursor) == (ids[3:], None)


async def test_staff_see_the_inboxes_of_their_studios_and_admins_all(scene: Scene, item: int) -> None:
    """R41."""
    elsewhere = await add_studio("Elsewhere")
    foreign = await add_dead_letter(elsewhere, None)
    assert await waiting(scene) == [item]
    both = actors.staff(scene.staff_id, scene.studio_id, elsewhere)
    for actor in (both, actors.admin(7)):
        assert [shown.id for shown in (await read_inbox(actor, Paging())).items] == [item, foreign]
    assert (await read_inbox(actors.staff(9), Paging())).items == []


async def test_a_message_that_is_sent_again_is_due_as_if_it_were_new(scene: Scene, context: Context, item: int) -> None:
    resolved = done(await resolve_item(item, RETRY, scene.staff, context))
    assert (resolved.resolution, resolved.resolved_at, resolved.actions) == (InboxAction.RETRY, context.now(), [])
    assert (resolved.resolved_by, resolved.resolution_reason) == ("Sam Okafor", "The address was wrong")
    row = await message()
    assert (row["failed_at"], row["claimed_until"], row["attempts"]) == (None, None, 0)
    assert row["due_at"] == context.now()
    assert await claim(row["id"], context.now()) is not None
    assert await waiting(scene) == []


async def test_it_goes_to_the_address_that_the_customer_has_now(scene: Scene, context: Context, item: int) -> None:
    await Customer.update({Customer.email: "ana@new.example"}).where(Customer.id == scene.customer_id)
    await resolve_item(item, RETRY, scene.staff, context)
    assert (await message())["recipient"] == "ana@new.example"


async def test_a_message_about_no_reservation_goes_to_its_own_address(scene: Scene, context: Context) -> None:
    await resolve_item(await add_dead_letter(scene.studio_id, None), RETRY, scene.staff, context)
    row = await message()
    assert (row["recipient"], row["failed_at"]) == ("wrong@example.com", None)


async def test_a_message_that_fails_once_more_is_a_new_item(scene: Scene, context: Context, item: int) -> None:
    await resolve_item(item, RETRY, scene.staff, context)
    claimed = await claim((await message())["id"], context.now())
    assert claimed is not None
    await mark_undelivered(claimed, NOBODY, context.now())
    [again] = await waiting(scene)
    assert again != item


async def test_a_message_that_has_left_meanwhile_is_not_sent_again(scene: Scene, context: Context, item: int) -> None:
    table = OutboxMessage
    await table.update({table.failed_at: None, table.sent_at: LONG_AGO}).where(table.id > 0)
    before = await message()
    await resolve_item(item, RETRY, scene.staff, context)
    assert await message() == before


async def test_a_message_that_is_left_at_that_stays_given_up(scene: Scene, context: Context, item: int) -> None:
    before = await message()
    resolved = done(await resolve_item(item, DISMISS, scene.staff, context))
    assert (resolved.resolution, resolved.resolution_reason) == (InboxAction.DISMISS, "Phoned her")
    assert await message() == before
    assert await waiting(scene) == []


@pytest.mark.parametrize("asked", [RETRY, DISMISS])
async def test_what_was_done_and_why_is_written_down(
    scene: Scene, context: Context, item: int, asked: ResolveRequest
) -> None:
    await resolve_item(item, asked, scene.staff_at_kiosk, context)
    actor = f"staff:{scene.staff_id}@kiosk:{scene.kiosk_id}"
    facts = {"action": asked.action.value}
    assert await acts() == [WrittenAct("INBOX_RESOLVED", "INBOX_ITEM", item, actor, "KIOSK", asked.reason, facts)]


@pytest.mark.parametrize("asked", [RETRY, DISMISS])
async def test_the_same_action_again_is_the_same_answer_and_does_nothing(
    scene: Scene, context: Context, clock: MovableClock, item: int, asked: ResolveRequest
) -> None:
    first = await resolve_item(item, asked, scene.staff, context)
    before = await everything()
    clock.advance(timedelta(hours=1))
    again = ResolveRequest(action=asked.action, reason="Once more")
    assert await resolve_item(item, again, actors.admin(7), context) == first
    assert await everything() == before


@pytest.mark.parametrize(("first", "second"), [(RETRY, DISMISS), (DISMISS, RETRY)])
async def test_another_action_on_what_is_resolved_is_refused(
    scene: Scene, context: Context, item: int, first: ResolveRequest, second: ResolveRequest
) -> None:
    await resolve_item(item, first, scene.staff, context)
    before = await everything()
    with pytest.raises(ConflictError) as refused:
        await resolve_item(item, second, scene.staff, context)
    assert refused.value.code == "already_resolved"
    assert await everything() == before


async def test_a_neighbouring_item_stays(scene: Scene, context: Context, item: int) -> None:
    neighbour = await add_dead_letter(scene.studio_id, 1)
    await resolve_item(item, RETRY, scene.staff, context)
    assert await waiting(scene) == [neighbour]
    rows = await OutboxMessage.select(OutboxMessage.failed_at).order_by(OutboxMessage.id)
    assert [row["failed_at"] for row in rows] == [None, LONG_AGO]


async def test_others_items_do_not_exist(scene: Scene, context: Context, item: int) -> None:
    """R41."""
    before = await everything()
    for item_id, actor in ((item, actors.staff(9, scene.studio_id + 1)), (4711, actors.admin(7))):
        with pytest.raises(NotFoundError, match="inbox item"):
            await resolve_item(item_id, RETRY, actor, context)
    assert await everything() == before
