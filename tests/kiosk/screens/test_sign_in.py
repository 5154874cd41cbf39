"""The staff's way in: tiles, and the PIN (R42)."""

from zoneinfo import ZoneInfo

from kiosk.screens.asks import ReadDay, ReadTiles, SignIn
from kiosk.screens.events import Action, SignedIn, StaffSignedOut, TilesRead
from kiosk.screens.states import Link
from server.rules.local_time import local_date
from tests.kiosk.samples import NOW, verdict
from tests.kiosk.screens.play import MARA, STUDIO, Play


def test_staff_pick_themselves_from_tiles() -> None:
    play = Play().tap(Action.STAFF)
    assert (play.name, play.ask, play.view["people"]) == ("tiles", ReadTiles(), None)
    play.answer(TilesRead((MARA,)))
    assert play.view["people"] == [{"staffId": 3, "firstName": "Mara"}]
    assert play.tap(Action.PICK_STAFF, "3").name == "pin"


def test_nobody_who_is_not_on_the_tiles_is_picked() -> None:
    assert Play().tap(Action.STAFF).answer(TilesRead((MARA,))).tap(Action.PICK_STAFF, "4").name == "tiles"
    assert Play().tap(Action.STAFF).tap(Action.PICK_STAFF, "3").name == "tiles"


def test_without_the_server_there_is_nobody_to_sign_in_to() -> None:
    play = Play(Link.AWAY).alone(waiting=4).tap(Action.STAFF)
    assert (play.name, play.view["waiting"], play.view["needsLook"], play.ask) == ("staff_away", 4, 0, None)
    assert play.tap(Action.STAFF).name == "staff_away"
    assert play.tap(Action.BACK).name == "idle"
    assert play.tap(Action.STAFF).later(30).name == "idle"


def test_tiles_that_do_not_come_can_be_asked_for_again() -> None:
    play = Play().tap(Action.STAFF).leave_unanswered()
    assert play.view["isUnanswered"]
    play.tap(Action.AGAIN)
    assert (play.ask, play.view["isUnanswered"]) == (ReadTiles(), False)
    assert Play().tap(Action.STAFF).decline("forbidden").view["isUnanswered"]


def test_the_tiles_can_be_left_and_go_by_themselves() -> None:
    assert Play().tap(Action.STAFF).tap(Action.BACK).name == "idle"
    assert Play().tap(Action.STAFF).tap(Action.UNDO).name == "tiles"
    assert Play().tap(Action.STAFF).later(29.9).name == "tiles"
    assert Play().tap(Action.STAFF).later(30).name == "idle"


def test_the_sixth_digit_tries_the_pin() -> None:
    play = Play().open_pin_pad().type_keys("12345")
    assert (play.view["typed"], play.ask) == (5, None)
    assert play.type_keys("6").ask == SignIn(3, "123456")
    assert play.type_keys("7").view["typed"] == 6, "nothing is taken while the server thinks"


def test_only_digits_are_taken_and_the_last_can_be_taken_back() -> None:
    play = Play().open_pin_pad().type_keys("1a٣²2").tap(Action.ERASE)
    assert play.view["typed"] == 1
    assert play.tap(Action.ERASE).tap(Action.ERASE).view["typed"] == 0


def test_a_pin_that_nobody_answers_is_typed_again() -> None:
    play = Play().open_pin_pad().type_keys("123456").leave_unanswered()
    assert (play.view["typed"], play.view["problem"]) == (0, "unanswered")


def test_the_pin_is_never_printed() -> None:
    play = Play().open_pin_pad().type_keys("739146")
    assert "739146" not in repr(play.state)
    assert "739146" not in str(play.view)


def test_a_wrong_pin_empties_the_pad_and_says_so() -> None:
    play = Play().open_pin_pad().type_keys("999999").decline("pin_wrong")
    assert (play.view["problem"], play.view["typed"], play.view["lockedForMs"]) == ("pin_wrong", 0, None)
    assert play.type_keys("1").view["problem"] is None


def test_a_locked_pad_takes_nothing_until_its_time_is_over() -> None:
    play = Play().open_pin_pad().type_keys("999999").decline("pin_locked", retry_in=20)
    assert play.view["lockedForMs"] == 20_000
    assert play.type_keys("1").tap(Action.ERASE).view["typed"] == 0
    assert play.later(19.999).view["lockedForMs"] == 1
    assert play.later(0.001).view["lockedForMs"] is None
    assert play.type_keys("1").view["typed"] == 1


def test_the_wrong_pin_that_locks_is_told_as_the_lock() -> None:
    play = Play().open_pin_pad().type_keys("999999").decline("pin_wrong", retry_in=30)
    assert (play.view["problem"], play.view["lockedForMs"]) == ("pin_locked", 30_000)


def test_the_pad_is_left_for_the_tiles_and_goes_by_itself() -> None:
    assert Play().open_pin_pad().tap(Action.BACK).name == "tiles"
    assert Play().open_pin_pad().tap(Action.UNDO).name == "pin"
    assert Play().open_pin_pad().later(29).type_keys("1").later(29).name == "pin"
    assert Play().open_pin_pad().later(30).name == "idle"


def test_a_right_pin_opens_the_panel_and_reads_the_studios_day() -> None:
    play = Play().open_pin_pad().type_keys("123456").answer(SignedIn("Mara Lind"))
    assert (play.name, play.view["classes"]) == ("panel", None)
    assert play.ask == ReadDay(local_date(NOW, ZoneInfo(STUDIO.timezone)))


def test_a_scan_over_the_pad_is_a_scan_and_its_digits_are_gone() -> None:
    play = Play().open_pin_pad().type_keys("123").scan().answer(verdict())
    assert play.name == "ok"
    assert play.later(4).name == "idle"


def test_a_token_that_has_run_out_leads_back_to_the_tiles() -> None:
    play = Play().open_panel().tap(Action.PICK_CLASS, "1")
    play.tell(StaffSignedOut(play.state.serial))
    assert (play.name, play.view["hasSignedOut"], play.ask) == ("tiles", True, ReadTiles())


def test_a_pin_answered_after_the_pad_has_gone_opens_nothing() -> None:
    play = Play().open_pin_pad().type_keys("123456").later(30)
    assert play.name == "idle"
    assert play.answer(SignedIn("Mara Lind")).name == "idle"
