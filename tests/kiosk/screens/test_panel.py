"""The staff panel: today's people, checked in by hand (R23, R24, R29, R42)."""

from datetime import timedelta

import pytest

from kiosk.screens.asks import CheckInPerson, ReadClass, ReadDay, ReadTiles, Reason, SignOut, UndoCheckIn
from kiosk.screens.events import Action, ClassRead, DayRead
from kiosk.screens.states import ClassRoster
from server.contract.reservations import StaffMethod
from server.rules.vocabulary import PassType, ReservationStatus
from tests.kiosk.samples import NOW, day_session, person, verdict
from tests.kiosk.screens.play import Play, roster

HERE = ReservationStatus.CHECKED_IN
MUGS = roster(person(31, "Ben Kowalski", session_id=2), session_id=2)


def late() -> ClassRoster:
    """A class whose window no longer lets Ana in."""
    return roster(person(7, self_check_in="too_late"))


def check_in(reason: Reason | None = None, *, waives: bool = False, by_name: bool = False) -> CheckInPerson:
    """What asks for Ana's check-in."""
    method = StaffMethod.NAME if by_name else StaffMethod.ROSTER
    return CheckInPerson(1, 7, reason, waives_punch=waives, method=method)


def test_inside_the_window_one_tap_checks_in_without_a_reason() -> None:
    play = Play().open_panel().tap(Action.PICK_PERSON, "7")
    assert (play.name, play.view["person"]["possible"], play.view["person"]["reasons"]) == ("person", "check_in", [])
    assert play.tap(Action.CHECK_IN).ask == check_in()


def test_outside_the_window_staff_choose_one_of_four_reasons() -> None:
    play = Play().open_panel(late()).tap(Action.PICK_PERSON, "7")
    assert play.view["person"]["reasons"] == ["CAME_LATE", "NO_CODE", "NOT_READ", "AGREED"]
    assert play.tap(Action.CHECK_IN).ask is None
    assert play.tap(Action.CHECK_IN, "GOODWILL").ask is None, "a reason that was not offered is none"
    assert play.tap(Action.CHECK_IN, "CAME_LATE").ask == check_in(Reason.CAME_LATE)


def test_before_the_window_the_reason_is_that_they_came_early() -> None:
    play = Play().open_panel(roster(person(7, self_check_in="too_early"))).tap(Action.PICK_PERSON, "7")
    assert play.view["person"]["reasons"][0] == "CAME_EARLY"


def test_a_waived_punch_needs_a_reason_of_its_own() -> None:
    play = Play().open_panel().tap(Action.PICK_PERSON, "7").tap(Action.WAIVE)
    assert play.view["person"]["reasons"] == ["NEW_PASS", "OUR_MISTAKE", "GOODWILL", "AGREED"]
    assert play.tap(Action.CHECK_IN).ask is None
    assert play.tap(Action.CHECK_IN, "GOODWILL").ask == check_in(Reason.GOODWILL, waives=True)


def test_a_waiver_can_be_taken_back_before_the_check_in() -> None:
    play = Play().open_panel().tap(Action.PICK_PERSON, "7").tap(Action.WAIVE).tap(Action.WAIVE)
    assert play.tap(Action.CHECK_IN).ask == check_in()


def test_a_pass_without_punches_has_none_to_waive() -> None:
    unlimited = person(7, pass_type=PassType.UNLIMITED_SERIES, sessions_remaining=None)
    play = Play().open_panel(roster(unlimited)).tap(Action.PICK_PERSON, "7").tap(Action.WAIVE)
    assert play.view["person"]["canWaive"] is False
    assert play.tap(Action.CHECK_IN).ask == check_in()


def test_someone_without_punches_is_let_in_without_one() -> None:
    play = Play().open_panel(roster(person(7, self_check_in="no_punches_left"))).tap(Action.PICK_PERSON, "7")
    assert play.view["person"]["possible"] == "without_punch"
    assert play.tap(Action.CHECK_IN, "NEW_PASS").ask == check_in(Reason.NEW_PASS, waives=True)


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (ReservationStatus.CANCELLED, "cancelled"),
        (ReservationStatus.AUTO_CANCELLED, "auto_cancelled"),
        (ReservationStatus.ATTENDED, "already_checked_in"),
        (ReservationStatus.PENDING, "session_cancelled"),
        (ReservationStatus.PENDING, "pass_not_valid"),
    ],
)
def test_what_this_desk_cannot_mend_offers_nothing(status: ReservationStatus, says: str) -> None:
    play = Play().open_panel(roster(person(7, "Ana", status, says))).tap(Action.PICK_PERSON, "7")
    assert play.view["person"]["possible"] == "nothing"
    assert play.tap(Action.CHECK_IN, "AGREED").tap(Action.UNDO).ask is None


def test_a_check_in_is_told_and_can_be_undone_at_once() -> None:
    play = Play().open_panel(late()).tap(Action.PICK_PERSON, "7").tap(Action.CHECK_IN, "AGREED")
    play.answer(ClassRead(roster(person(7, "Ana Ruiz", HERE, "already_checked_in"))))
    assert play.name == "panel"
    assert play.view["outcome"] == {"kind": "checked_in", "person": "Ana Ruiz", "sentence": None, "canUndo": True}
    assert play.view["classes"][0]["arrived"] == 1
    play.tap(Action.UNDO)
    assert play.ask == UndoCheckIn(1, 7)
    play.answer(ClassRead(late()))
    assert play.view["outcome"] == {"kind": "undone", "person": "Ana Ruiz", "sentence": None, "canUndo": False}


def test_someone_who_is_here_can_be_opened_and_undone() -> None:
    play = Play().open_panel(roster(person(7, "Ana", HERE, "already_checked_in"))).tap(Action.PICK_PERSON, "7")
    assert play.view["person"]["possible"] == "undo"
    assert play.tap(Action.CHECK_IN).ask is None
    assert play.tap(Action.UNDO).ask == UndoCheckIn(1, 7)


def test_nobody_is_undone_who_has_not_come() -> None:
    assert Play().open_panel().tap(Action.PICK_PERSON, "7").tap(Action.UNDO).ask is None
    assert Play().open_panel().tap(Action.UNDO).ask is None


def test_a_refusal_is_told_in_the_servers_words_and_the_person_stays_open() -> None:
    play = Play().open_panel(late()).tap(Action.PICK_PERSON, "7").tap(Action.CHECK_IN, "AGREED")
    play.decline("no_punches_left")
    assert play.name == "person"
    assert play.view["outcome"]["sentence"] == "Sentence of no_punches_left."


def test_an_unanswered_action_is_told_as_not_known() -> None:
    play = Play().open_panel(late()).tap(Action.PICK_PERSON, "7").tap(Action.CHECK_IN, "AGREED").leave_unanswered()
    assert play.view["outcome"]["kind"] == "unanswered"


def test_no_tap_hides_what_comes_of_a_check_in() -> None:
    play = Play().open_panel(late()).tap(Action.PICK_PERSON, "7").tap(Action.CHECK_IN, "AGREED")
    assert play.tap(Action.BACK).name == "person"
    assert play.ask == check_in(Reason.AGREED)


def test_the_panel_opens_on_the_first_class_that_is_not_over() -> None:
    over = roster(session_id=5, starts_at=NOW - timedelta(hours=4))
    assert Play().open_panel(over, MUGS).view["sessionId"] == 2
    assert Play().open_panel(over).view["sessionId"] == 5
    nothing = Play().open_panel().answer(DayRead(()))
    assert nothing.view["people"] != []


def test_a_day_without_classes_is_an_empty_panel() -> None:
    play = Play().open_panel().tap(Action.AGAIN).answer(DayRead(()))
    assert (play.view["classes"], play.view["people"], play.view["sessionId"]) == ([], [], None)
    play.scan().answer(verdict()).later(4)
    assert isinstance(play.ask, ReadDay), "there is no class to read again, so the day is"


def test_a_day_that_does_not_come_can_be_asked_for_again() -> None:
    play = Play().open_panel().tap(Action.AGAIN).leave_unanswered()
    assert play.view["outcome"]["kind"] == "unanswered"
    play.tap(Action.AGAIN)
    assert (isinstance(play.ask, ReadDay), play.view["outcome"]) == (True, None)
    assert play.decline("forbidden").view["outcome"]["sentence"] == "Sentence of forbidden."


def test_another_class_is_read_as_it_is_now() -> None:
    play = Play().open_panel(roster(), MUGS).tap(Action.PICK_CLASS, "2")
    assert (play.view["sessionId"], play.ask) == (2, ReadClass(2))
    play.answer(ClassRead(roster(person(32, "Chiara", session_id=2), session_id=2)))
    assert [line["name"] for line in play.view["people"]] == ["Chiara"]
    assert play.view["outcome"] is None


@pytest.mark.parametrize("meant", ["", "9", "x"])
def test_what_is_not_there_is_not_picked(meant: str) -> None:
    play = Play().open_panel()
    before = play.state
    assert play.tap(Action.PICK_CLASS, meant).tap(Action.PICK_PERSON, meant).state == before


def test_who_is_still_to_come_is_listed_first() -> None:
    people = [
        person(1, "Zoe", ReservationStatus.CANCELLED, "cancelled"),
        person(2, "Ana", HERE, "already_checked_in"),
        person(3, "ben"),
        person(4, "Carl", ReservationStatus.NO_SHOW, "ok"),
    ]
    assert [line["name"] for line in Play().open_panel(roster(*people)).view["people"]] == ["ben", "Carl", "Ana", "Zoe"]


def test_a_name_is_looked_for_in_the_whole_day_from_three_letters_on() -> None:
    play = Play().open_panel(roster(person(7, "Ingrid Müller")), MUGS).tap(Action.FIND).type_keys("mu")
    assert (play.view["isSearching"], play.view["needle"]) == (False, "mu")
    play.type_keys("l")
    assert [line["name"] for line in play.view["people"]] == ["Ingrid Müller"]
    assert play.tap(Action.ERASE).view["needle"] == "mu"


def test_a_check_in_found_by_name_says_so() -> None:
    play = Play().open_panel().type_keys("ana").tap(Action.PICK_PERSON, "7").tap(Action.CHECK_IN)
    assert play.ask == check_in(by_name=True)


def test_digits_and_too_many_letters_are_no_name() -> None:
    assert Play().open_panel().type_keys("7!").view["needle"] == ""
    assert len(Play().open_panel().type_keys("a" * 40).view["needle"]) == 30
    opened = Play().open_panel().tap(Action.PICK_PERSON, "7")
    assert opened.type_keys("a").view["needle"] == ""


def test_stepping_back_closes_the_person_then_the_search_then_the_panel() -> None:
    play = Play().open_panel().type_keys("ana").tap(Action.PICK_PERSON, "7")
    assert play.tap(Action.BACK).view["isFinding"] is True
    assert play.tap(Action.BACK).view["isFinding"] is False
    assert (play.tap(Action.BACK).name, play.ask) == ("idle", SignOut())


def test_the_panel_closes_after_90_s_of_idleness() -> None:
    play = Play().open_panel().later(89).tap(Action.PICK_PERSON, "7").later(89)
    assert play.name == "person"
    assert (play.later(1).name, play.ask) == ("idle", SignOut())


def test_a_scan_shows_over_the_panel_which_then_comes_back() -> None:
    play = Play().open_panel().tap(Action.PICK_PERSON, "7").scan().answer(verdict(display_name="Ben K."))
    assert play.name == "ok"
    play.later(4)
    assert (play.name, play.ask) == ("panel", ReadClass(1))


def test_scans_do_not_keep_the_panel_open() -> None:
    play = Play().open_panel().later(88).scan().answer(verdict()).later(4)
    assert (play.name, play.ask) == ("idle", SignOut())


def test_a_panel_whose_time_runs_out_during_a_scan_waits_for_the_verdict() -> None:
    play = Play().open_panel().later(89.9).scan().later(0.2)
    assert play.name == "checking"
    assert play.answer(verdict()).name == "ok"
    assert (play.later(4).name, play.ask) == ("idle", SignOut())


@pytest.mark.parametrize("action", [Action.STAFF, Action.BACK])
def test_staff_put_a_result_away_and_have_their_panel_back(action: Action) -> None:
    play = Play().open_panel().scan().answer(verdict("too_late")).tap(action)
    assert (play.name, play.ask) == ("panel", ReadClass(1))


def test_a_second_scan_still_has_the_panel_beneath() -> None:
    play = Play().open_panel().scan(1).later(0.5).answer(verdict()).scan(2).leave_unanswered()
    assert play.name == "unanswered"
    assert play.later(10).name == "panel"


def test_unknown_actions_do_nothing_on_the_panel() -> None:
    play = Play().open_panel()
    before = play.state
    assert play.tap(Action.TAKE_OFFER).state == before


def test_a_refused_tap_on_the_tiles_leaves_no_ask() -> None:
    assert Play().tap(Action.STAFF).ask == ReadTiles()


def test_codes_of_reservations_do_not_reach_the_page() -> None:
    secret = person(7, code="BCDEFGHIJKLNPRSTUVXBCDEFG", qr_url="/qr")
    play = Play().open_panel(ClassRoster(day_session(), (secret,))).tap(Action.PICK_PERSON, "7")
    assert "BCDEFGHIJKLNPRSTUVXBCDEFG" not in str(play.view)
