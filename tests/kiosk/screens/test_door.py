"""Customers at the door: a scan, its verdict, an offer, a code typed by hand."""

from dataclasses import replace

import pytest

from kiosk.screens.asks import CheckScan, ReadTiles, ScanTyped
from kiosk.screens.events import Action, Answered, DecidedHere, Done, Standing
from kiosk.screens.states import Alone, CodeEntry, Judged, Link, NoAnswer, Offered
from server.contract.scan import ScanVerdict
from tests.kiosk.samples import code_of, offer, verdict
from tests.kiosk.screens.play import Play, scan

STANDS_FOR = [
    ("ok", "ok", 4),
    ("already_checked_in", "already", 5),
    ("too_early", "too_early", 8),
    ("too_late", "too_late", 12),
    ("cancelled", "cancelled", 10),
    ("auto_cancelled", "auto_cancelled", 10),
    ("revoked_code", "replaced", 10),
    ("unknown_code", "unknown", 10),
    ("session_cancelled", "see_staff", 10),
    ("pass_not_valid", "see_staff", 10),
    ("no_punches_left", "see_staff", 10),
    ("a_verdict_of_tomorrow", "see_staff", 10),
]


@pytest.mark.parametrize(("code", "screen", "seconds"), STANDS_FOR)
def test_a_verdict_stands_on_its_screen_and_then_goes(code: str, screen: str, seconds: int) -> None:
    play = Play().scan().answer(verdict(code))
    assert play.name == screen
    assert play.later(seconds - 0.001).name == screen
    assert play.later(0.001).name == "idle"


def test_a_scan_asks_the_server_and_leaves_the_screen_alone() -> None:
    play = Play().scan()
    assert (play.ask, play.name) == (CheckScan(scan()), "idle")


def test_checking_shows_only_after_300_ms() -> None:
    play = Play().scan()
    assert play.later(0.299).name == "idle"
    assert play.later(0.001).name == "checking"
    assert play.answer(verdict()).name == "ok"


def test_a_scan_that_nobody_has_answered_for_2_5_s_sends_to_the_staff() -> None:
    play = Play().scan().later(0.3)
    assert play.later(2.199).name == "checking"
    assert play.later(0.001).name == "unanswered"
    assert play.later(10).name != "unanswered"


def test_a_late_answer_still_replaces_the_excuse() -> None:
    play = Play().scan().later(2.5)
    assert play.later(0.1).name == "unanswered"
    assert play.answer(verdict()).name == "ok"


def test_a_server_out_of_reach_sends_to_the_staff_at_once() -> None:
    play = Play().scan().leave_unanswered()
    assert (play.name, play.ask) == ("unanswered", None)
    assert play.later(10).name == "idle"


def test_a_refusal_that_is_no_verdict_is_told_in_the_servers_words() -> None:
    play = Play().scan().decline("too_many_requests")
    assert play.name == "see_staff"
    assert play.view["message"] == "Sentence of too_many_requests."


def test_a_new_scan_replaces_a_result_at_once() -> None:
    play = Play().scan(1).answer(verdict(display_name="Ana R.")).later(1)
    play.scan(2).answer(verdict(display_name="Ben K."))
    assert play.view["displayName"] == "Ben K."
    assert play.later(3.5).name == "ok", "Ben's result stands for its own four seconds"


def test_the_answer_to_an_older_scan_is_dropped() -> None:
    play = Play().scan(1)
    older = Answered(play.state.serial, verdict(display_name="Ana R."))
    play.scan(2).tell(older)
    assert play.name == "idle"
    assert play.answer(verdict(display_name="Ben K.")).view["displayName"] == "Ben K."


def test_a_result_whose_time_is_over_clears_while_the_next_scan_is_checked() -> None:
    play = Play().scan(1).answer(verdict()).later(3.9).scan(2).later(0.2)
    assert (play.name, play.ask) == ("checking", CheckScan(scan(2)))
    assert "displayName" not in play.view


def test_nothing_of_a_person_is_left_once_the_screen_has_gone() -> None:
    play = Play().scan().answer(verdict()).later(4)
    assert "Ana" not in repr(play.state)


@pytest.mark.parametrize("link", [Link.UNPAIRED, Link.REVOKED])
def test_a_kiosk_that_no_studio_knows_takes_no_scans(link: Link) -> None:
    play = Play(link)
    assert play.scan().state == Play(link).state


def test_a_scan_that_is_answered_brings_a_lost_server_back() -> None:
    play = Play(Link.AWAY).scan().answer(verdict())
    assert play.name == "ok"
    assert play.later(4).name == "idle"


@pytest.mark.parametrize(("standing", "screen", "seconds"), [("saved", "saved", 5), ("kept", "kept", 10)])
def test_what_the_kiosk_has_decided_stands_on_a_screen_of_its_own(standing: str, screen: str, seconds: int) -> None:
    play = Play().alone().scan().answer(DecidedHere(verdict(), Standing(standing)))
    assert (play.name, play.view["displayName"]) == (screen, "Ana R.")
    assert play.later(seconds - 0.001).name == screen
    assert play.later(0.001).name == "idle"
    assert "Ana" not in repr(play.state)


def test_a_refusal_of_the_kiosks_own_stands_on_the_same_screen_as_the_servers() -> None:
    refused = DecidedHere(verdict("too_late"), Standing.REFUSED)
    assert Play().scan().answer(refused).name == "too_late"
    offered = DecidedHere(verdict("too_early", offer=offer(8)), Standing.REFUSED)
    play = Play().scan().answer(offered)
    assert (play.name, play.tap(Action.TAKE_OFFER).answer(DecidedHere(verdict(), Standing.SAVED)).name) == (
        "offer",
        "saved",
    )


def test_a_decision_of_its_own_says_that_there_is_no_server() -> None:
    play = Play().scan().answer(DecidedHere(verdict(), Standing.SAVED))
    assert play.view["banner"] == {"kind": "offline", "since": "2026-03-03T20:42:00Z", "waiting": 0, "needsLook": 0}


def test_a_code_can_be_typed_without_the_server_where_the_kiosk_can_judge_it() -> None:
    assert Play(Link.AWAY).alone().tap(Action.TYPE_CODE).name == "code_entry"
    assert Play(Link.AWAY).alone(Alone.CLOCK).tap(Action.TYPE_CODE).name == "out_of_order"


def test_an_offer_stands_for_15_s() -> None:
    play = Play().scan().answer(verdict("too_early", offer=offer(8)))
    assert play.later(14.999).name == "offer"
    assert play.later(0.001).name == "idle"


def test_an_offer_is_taken_with_one_tap_and_a_nonce_of_its_own() -> None:
    play = Play().scan().answer(verdict("too_early", offer=offer(8))).later(2).tap(Action.TAKE_OFFER)
    taken = replace(scan(), nonce="nonce-1-offer", offer_reservation_id=8, scanned_at=play.now, heard_at=None)
    assert play.ask == CheckScan(taken)
    assert play.answer(verdict("ok", reservation_id=8)).name == "ok"


def test_an_offer_is_left_with_one_tap() -> None:
    assert Play().scan().answer(verdict("too_early", offer=offer())).tap(Action.BACK).name == "idle"


def test_only_an_offer_can_be_taken() -> None:
    play = Play().scan().answer(verdict("too_early"))
    assert play.tap(Action.TAKE_OFFER).ask is None
    empty = Offered(verdict(), scan(), play.now)
    play.state = play.state.showing(empty)
    assert play.tap(Action.TAKE_OFFER).state.screen == empty


def test_no_tap_hides_a_scan_under_way() -> None:
    play = Play().scan().tap(Action.STAFF).tap(Action.TYPE_CODE)
    assert (play.name, play.ask) == ("idle", CheckScan(scan()))


def test_a_result_leads_to_the_staff() -> None:
    play = Play().scan().answer(verdict("too_late")).tap(Action.STAFF)
    assert (play.name, play.ask) == ("tiles", ReadTiles())


@pytest.mark.parametrize("answer", [verdict("too_late"), None])
def test_a_result_can_be_put_away(answer: ScanVerdict | None) -> None:
    play = Play().scan()
    play = play.leave_unanswered() if answer is None else play.answer(answer)
    assert isinstance(play.state.screen, Judged | NoAnswer)
    assert play.tap(Action.BACK).name == "idle"


def test_the_last_letter_of_a_typed_code_makes_it_a_scan() -> None:
    code = code_of(1)
    play = Play().tap(Action.TYPE_CODE).type_keys(code[:-1].lower())
    assert (play.name, play.ask) == ("code_entry", None)
    assert play.type_keys(code[-1]).ask == ScanTyped(code)
    assert play.scan(1).answer(verdict()).name == "ok"


def test_letters_typed_on_the_idle_screen_begin_a_code() -> None:
    play = Play().type_keys("b")
    assert play.state.screen == CodeEntry(play.state.screen.until or play.now, "B")
    assert Play().type_keys("7").name == "idle"
    assert Play(Link.AWAY).type_keys("b").name == "out_of_order"


def test_a_code_with_a_wrong_letter_is_told_and_can_be_mended() -> None:
    wrong = "B" * 24 + "C"
    play = Play().tap(Action.TYPE_CODE).type_keys(wrong)
    assert (play.view["isWrong"], play.ask) == (True, None)
    assert play.type_keys("D").view["letters"] == wrong, "a full code takes no more"
    assert play.tap(Action.ERASE).view == play.view | {"isWrong": False, "letters": wrong[:-1]}


def test_letters_that_no_code_has_are_not_taken() -> None:
    assert Play().tap(Action.TYPE_CODE).type_keys("AQWZMY7-").view["letters"] == ""


def test_an_untouched_code_goes_after_30_s() -> None:
    play = Play().tap(Action.TYPE_CODE).later(29).type_keys("B").later(29)
    assert play.name == "code_entry"
    assert play.later(1).name == "idle"


def test_a_typed_code_can_be_left() -> None:
    assert Play().tap(Action.TYPE_CODE).tap(Action.BACK).name == "idle"
    assert Play().tap(Action.TYPE_CODE).tap(Action.STAFF).name == "tiles"
    assert Play().tap(Action.TYPE_CODE).tap(Action.UNDO).name == "code_entry"


def test_a_typed_code_that_was_scanned_just_now_changes_nothing() -> None:
    play = Play().tap(Action.TYPE_CODE).type_keys(code_of(1)).answer(Done())
    assert (play.name, play.ask) == ("code_entry", None)
