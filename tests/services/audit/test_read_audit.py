"""Who did what, when and why: moves, punches and acts in one list, page by page, of the asked studio and subject."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest

from server.contract.audit import AuditedAction, AuditItem
from server.contract.base import WrongDateError
from server.contract.notes import CustomerNoteRequest
from server.contract.paging import Paging
from server.contract.reservations import StaffCheckInRequest
from server.contract.studio_acts import CapacityRequest, ClassCancelRequest
from server.database.write_transaction import write_transaction
from server.rules.punches import PunchChange
from server.rules.vocabulary import AuditSubject, Channel, PunchKind, ReservationStatus
from server.services.audit import read_audit as reading
from server.services.audit.read_audit import AskedActs, read_audit
from server.services.context import Context
from server.services.door.staff_check_in import staff_check_in
from server.services.notes.write_note import note_on_customer
from server.services.outcomes import InvalidFieldError
from server.services.passes.append_punches import LedgerEntry, append_punch
from server.services.studio_acts.cancel_class import cancel_class
from server.services.studio_acts.change_capacity import change_capacity
from tests import actors
from tests.builders import STARTS_AT, add_session, add_studio
from tests.movable_clock import MovableClock
from tests.scene import Scene, booked, moved, open_scene

SECOND: Final = timedelta(seconds=1)
ADMIN: Final = actors.admin(7)
ALL: Final = AskedActs()

WAIVED: Final = StaffCheckInRequest(reason="First time", waive_punch=True)
FLU: Final = ClassCancelRequest(reason="Mara has the flu")


async def read(asked: AskedActs = ALL) -> list[AuditItem]:
    """Read all at once."""
    page = await read_audit(asked, Paging(200))
    assert page.next_cursor is None
    return page.items


def told(items: list[AuditItem]) -> list[str]:
    """Return each act in a few words; the grant of a pass is one of them."""
    return [f"{item.actor_name}: {_what(item)}" for item in items]


def _what(item: AuditItem) -> str:
    match item.action:
        case AuditedAction.RESERVATION_MOVED:
            return str(item.facts["toStatus"])
        case AuditedAction.PUNCHES_CHANGED:
            return f"{item.facts['kind']} {item.facts['delta']}"
        case _:
            return item.action.value


@pytest.fixture
async def life(scene: Scene, context: Context, clock: MovableClock) -> Scene:
    """A second between each: a booking, a waived check-in, a note, a wheel more, a class cancelled."""
    reservation = await scene.book(context)
    clock.advance(SECOND)
    await staff_check_in(reservation.id, WAIVED, scene.staff, context)
    clock.advance(SECOND)
    await note_on_customer(scene.customer_id, CustomerNoteRequest(text="Left-handed"), scene.staff, context)
    clock.advance(SECOND)
    asked = CapacityRequest(capacity=12, reason="Two more wheels")
    await change_capacity(scene.session_id, asked, scene.staff_at_kiosk, context)
    clock.advance(SECOND)
    await cancel_class(scene.session_id, FLU, ADMIN, context)
    return scene


CANCELLED: Final = ["staff:7: CANCELLED", "staff:7: CLASS_CANCELLED"]
LIFE: Final = [
    *CANCELLED,
    "Sam Okafor: CAPACITY_CHANGED",
    "Sam Okafor: NOTE_ADDED",
    "Sam Okafor: CHECKED_IN",
    "Sam Okafor: WAIVE 0",
    "Ana Ruiz: PENDING",
    "Studio Check-in: GRANT 8",
]


async def test_moves_punches_and_acts_are_one_list_the_newest_first(life: Scene) -> None:
    assert told(await read()) == LIFE


async def test_a_move_says_whose_reservation_went_from_where_to_where(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    assert (await read())[0] == AuditItem(
        at=context.now(),
        studio_id=scene.studio_id,
        actor=f"customer:{scene.customer_id}",
        actor_name="Ana Ruiz",
        channel=Channel.API,
        action=AuditedAction.RESERVATION_MOVED,
        subject=AuditSubject.SESSION_RESERVATION,
        subject_id=reservation.id,
        reservation_id=reservation.id,
        registration_id=scene.pass_id,
        session_id=scene.session_id,
        customer_id=scene.customer_id,
        customer_name="Ana Ruiz",
        reason=None,
        facts={"fromStatus": None, "toStatus": "PENDING"},
    )


async def test_an_act_says_why_and_what_it_was(life: Scene) -> None:
    capacity = (await read())[2]
    assert (capacity.actor, capacity.channel) == (f"staff:{life.staff_id}@kiosk:{life.kiosk_id}", Channel.KIOSK)
    assert (capacity.subject, capacity.subject_id, capacity.session_id) == (
        AuditSubject.CLASS_SESSION,
        life.session_id,
        life.session_id,
    )
    assert (capacity.reason, capacity.facts) == ("Two more wheels", {"oldCapacity": 10, "capacity": 12})


async def test_a_waived_punch_names_its_reservation_and_a_grant_its_pass(life: Scene) -> None:
    items = {item.facts.get("kind"): item for item in await read()}
    assert (items["WAIVE"].reason, items["WAIVE"].session_id, items["WAIVE"].customer_name) == (
        "First time",
        life.session_id,
        "Ana Ruiz",
    )
    grant = items["GRANT"]
    assert (grant.subject, grant.subject_id, grant.reservation_id) == (
        AuditSubject.CLASS_REGISTRATION,
        life.pass_id,
        None,
    )
    assert grant.channel is None


async def test_a_punch_that_a_move_brought_with_it_is_told_by_the_move_alone(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    await moved(reservation.id, ReservationStatus.CHECKED_IN, context.now())
    await moved(reservation.id, ReservationStatus.PENDING, context.now())
    assert [item.facts["kind"] for item in await read() if item.action is AuditedAction.PUNCHES_CHANGED] == ["GRANT"]


async def test_an_expiry_that_is_taken_back_is_told(scene: Scene, context: Context) -> None:
    """R9: it has no reservation, so no move tells of it."""
    for kind, delta in ((PunchKind.EXPIRE, -8), (PunchKind.ADJUST, 8)):
        async with write_transaction():
            entry = LedgerEntry(scene.pass_id, None, PunchChange(kind, delta), ADMIN, "Late", context.now())
            await append_punch(entry)
    assert told(await read())[:2] == ["staff:7: ADJUST 8", "staff:7: EXPIRE -8"]


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
async def test_pages_hold_every_act_once_in_order(life: Scene, limit: int) -> None:
    """The last two are of one instant, from two ledgers."""
    items: list[AuditItem] = []
    cursor = None
    for _ in range(len(LIFE)):
        page = await read_audit(ALL, Paging(limit, cursor))
        assert len(page.items) <= limit
        items += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    assert told(items) == LIFE


async def test_acts_of_one_instant_are_told_apart(scene: Scene, context: Context) -> None:
    """Under a standing clock all of it is one instant: ledger by ledger, and in each from the highest id."""
    made = [await scene.book(context, await add_session(scene.course_id)) for _ in range(3)]
    for _ in range(3):
        await note_on_customer(scene.customer_id, CustomerNoteRequest(text="Left-handed"), scene.staff, context)
    items: list[AuditItem] = []
    cursor = None
    while True:
        page = await read_audit(ALL, Paging(1, cursor))
        items, cursor = items + page.items, page.next_cursor
        if cursor is None:
            break
    assert [item.subject_id for item in items[:3]] == [reservation.id for reservation in reversed(made)]
    assert [item.facts.get("noteId") for item in items[3:6]] == [3, 2, 1]
    assert len(items) == 7


async def test_what_comes_meanwhile_repeats_nothing(life: Scene, context: Context, clock: MovableClock) -> None:
    first = await read_audit(ALL, Paging(3))
    clock.advance(SECOND)
    await note_on_customer(life.customer_id, CustomerNoteRequest(text="Late"), life.staff, context)
    rest = await read_audit(ALL, Paging(200, first.next_cursor))
    assert told([*first.items, *rest.items]) == LIFE


@pytest.mark.parametrize("few_passes", [0, 2000])
async def test_a_studio_has_its_own_acts_however_many_passes_it_has(
    life: Scene, context: Context, monkeypatch: pytest.MonkeyPatch, few_passes: int
) -> None:
    monkeypatch.setattr(reading, "FEW_PASSES", few_passes)
    other = await open_scene()
    await other.book(context)
    assert told(await read(AskedActs(studio_id=life.studio_id))) == LIFE
    assert told(await read(AskedActs(studio_id=other.studio_id))) == ["Ana Ruiz: PENDING", "Studio Check-in: GRANT 8"]
    assert await read(AskedActs(studio_id=4711)) == []
    assert len(await read()) == len(LIFE) + 2


async def test_an_actor_is_found_at_the_desk_and_at_the_kiosk(life: Scene) -> None:
    by_staff = ["Sam Okafor: CAPACITY_CHANGED", "Sam Okafor: NOTE_ADDED", "Sam Okafor: CHECKED_IN"]
    assert told(await read(AskedActs(actor=f"staff:{life.staff_id}"))) == [*by_staff, "Sam Okafor: WAIVE 0"]
    at_kiosk = AskedActs(actor=f"staff:{life.staff_id}@kiosk:{life.kiosk_id}")
    assert told(await read(at_kiosk)) == by_staff[:1]
    assert told(await read(AskedActs(actor="staff:7"))) == CANCELLED
    assert await read(AskedActs(actor="staff:70")) == []


async def test_a_subject_has_what_was_done_to_it_and_what_is_about_it(life: Scene, context: Context) -> None:
    neighbour, neighbours_pass = await life.add_neighbour()
    await booked(neighbours_pass, await add_session(life.course_id), neighbour, context)
    [_, pending] = (item for item in await read() if item.facts.get("toStatus") == "PENDING")
    wanted = {
        (AuditSubject.SESSION_RESERVATION, pending.subject_id): ["CANCELLED", "CHECKED_IN", "WAIVE 0", "PENDING"],
        (AuditSubject.CLASS_REGISTRATION, life.pass_id): ["CANCELLED", "CHECKED_IN", "WAIVE 0", "PENDING", "GRANT 8"],
        (AuditSubject.CUSTOMER, life.customer_id): [
            *["CANCELLED", "NOTE_ADDED", "CHECKED_IN", "WAIVE 0", "PENDING", "GRANT 8"]
        ],
        (AuditSubject.CLASS_SESSION, life.session_id): [
            *["CANCELLED", "CLASS_CANCELLED", "CAPACITY_CHANGED", "CHECKED_IN", "WAIVE 0", "PENDING"]
        ],
        (AuditSubject.INBOX_ITEM, 1): [],
        (AuditSubject.CUSTOMER, 4711): [],
    }
    for (subject, subject_id), acts in wanted.items():
        items = await read(AskedActs(subject=subject, subject_id=subject_id))
        assert [_what(item) for item in items] == acts, subject


async def test_a_span_is_of_the_studios_dates(scene: Scene, context: Context, clock: MovableClock) -> None:
    """R1: New York's 2 March ends at five in the morning, UTC."""
    midnight = datetime(2026, 3, 3, 5, tzinfo=UTC)
    for at in (midnight - SECOND, midnight):
        clock.set(at)
        await booked(scene.pass_id, await add_session(scene.course_id, STARTS_AT + timedelta(days=7)), ADMIN, context)
    second, third = date(2026, 3, 2), date(2026, 3, 3)
    for first, last, expected in [
        (second, second, [midnight - SECOND]),
        (third, third, [midnight]),
        (second, third, [midnight, midnight - SECOND]),
        (third, None, [midnight]),
        (date(2026, 3, 4), None, []),
    ]:
        items = await read(AskedActs(first=first, last=last))
        assert [item.at for item in items] == expected
    [newest, *_] = await read(AskedActs(last=second))
    assert newest.at == midnight - SECOND


async def test_dates_of_several_zones_need_a_studio(scene: Scene) -> None:
    await add_studio("Elsewhere", timezone="Asia/Tokyo")
    with pytest.raises(InvalidFieldError, match="studioId"):
        await read(AskedActs(first=date(2026, 3, 2)))
    assert await read(AskedActs(studio_id=scene.studio_id, first=date(2026, 3, 2))) == []


def test_half_a_subject_and_a_far_date_are_refused() -> None:
    with pytest.raises(InvalidFieldError, match="subject"):
        AskedActs(subject=AuditSubject.CUSTOMER)
    with pytest.raises(InvalidFieldError, match="subject"):
        AskedActs(subject_id=1)
    with pytest.raises(WrongDateError):
        AskedActs(first=date(1999, 12, 31))
    with pytest.raises(WrongDateError):
        AskedActs(last=date(2101, 1, 1))


@pytest.mark.parametrize("cursor", ["x", "", "WyJ4IiwxLDFd", "WyIyMDI2LTAzLTAyVDIwOjAwOjAwWiIsMSwwXQ=="])
async def test_a_cursor_that_no_list_gave_is_refused(scene: Scene, cursor: str) -> None:
    with pytest.raises(InvalidFieldError, match="cursor"):
        await read_audit(ALL, Paging(50, cursor))
