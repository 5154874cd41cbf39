"""The staff's desk at the kiosk: a token that stays in it, and today's people (R42)."""

from datetime import date
from typing import NamedTuple

import pytest

from kiosk.failures import Refused, StaffSessionOver
from kiosk.screens.asks import CheckInPerson, ReadClass, ReadDay, ReadTiles, Reason, SignIn, SignOut, UndoCheckIn
from kiosk.screens.events import ClassRead, DayRead, Done, SignedIn, TilesRead
from kiosk.screens.states import ClassRoster
from kiosk.server_client import ServerClient
from kiosk.staff import StaffDesk
from server.contract.kiosk import StaffTile
from server.contract.reservations import StaffMethod
from tests.kiosk.samples import day_session, person, reservation
from tests.kiosk.studio import PIN, Says, Studio

TODAY = date(2026, 3, 3)
SESSIONS = "/api/staff/sessions"


class Desk(NamedTuple):
    """A staff desk and its studio."""

    staff: StaffDesk
    studio: Studio


@pytest.fixture
def desk(client: ServerClient, studio: Studio) -> Desk:
    """A desk at a studio with one class today, Mara signed in."""
    studio.reply("GET", SESSIONS, Says(200, [day_session(1)]))
    studio.reply("GET", f"{SESSIONS}/1/reservations", Says(200, [person(7)]))
    staff = StaffDesk(client)
    staff.answer(SignIn(3, PIN))
    staff.answer(ReadDay(TODAY))
    return Desk(staff, studio)


def test_the_tiles_need_nobody_signed_in(client: ServerClient) -> None:
    assert StaffDesk(client).answer(ReadTiles()) == TilesRead((StaffTile(staff_id=3, first_name="Mara"),))


def test_a_right_pin_signs_in_and_a_wrong_one_does_not(client: ServerClient) -> None:
    staff = StaffDesk(client)
    with pytest.raises(Refused, match="pin_wrong"):
        staff.answer(SignIn(3, "999999"))
    with pytest.raises(StaffSessionOver):
        staff.answer(ReadDay(TODAY))
    assert staff.answer(SignIn(3, PIN)) == SignedIn("Mara Lind")


def test_the_day_is_read_with_its_people(desk: Desk) -> None:
    assert desk.staff.answer(ReadDay(TODAY)) == DayRead((ClassRoster(day_session(1), (person(7),)),))


def test_a_class_is_read_again_alone(desk: Desk) -> None:
    before = len(desk.studio.heard)
    assert desk.staff.answer(ReadClass(1)) == ClassRead(ClassRoster(day_session(1), (person(7),)))
    assert [heard.path for heard in desk.studio.heard[before:]] == [f"{SESSIONS}/1/reservations"]


def test_a_check_in_sends_its_reason_and_reads_the_class_again(desk: Desk) -> None:
    path = "/api/staff/reservations/7/check-in"
    desk.studio.reply("POST", path, Says(200, reservation(7)))
    ask = CheckInPerson(1, 7, Reason.GOODWILL, waives_punch=True, method=StaffMethod.ROSTER)
    assert isinstance(desk.staff.answer(ask), ClassRead)
    assert desk.studio.calls("POST", path)[0].body == {"reason": "Goodwill", "waivePunch": True, "method": "ROSTER"}


def test_a_check_in_inside_the_window_has_no_reason(desk: Desk) -> None:
    path = "/api/staff/reservations/7/check-in"
    desk.studio.reply("POST", path, Says(200, reservation(7)))
    desk.staff.answer(CheckInPerson(1, 7, None, waives_punch=False, method=StaffMethod.NAME))
    assert desk.studio.calls("POST", path)[0].body == {"reason": None, "waivePunch": False, "method": "NAME"}


def test_a_check_in_is_taken_back(desk: Desk) -> None:
    desk.studio.reply("POST", "/api/staff/reservations/7/undo", Says(200, reservation(7)))
    assert isinstance(desk.staff.answer(UndoCheckIn(1, 7)), ClassRead)


def test_signing_out_forgets_the_token(desk: Desk) -> None:
    assert desk.staff.answer(SignOut()) == Done()
    with pytest.raises(StaffSessionOver):
        desk.staff.answer(ReadClass(1))
