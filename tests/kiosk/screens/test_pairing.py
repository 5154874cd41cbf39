"""The day a kiosk is set up, and the day it is set up again."""

from kiosk.screens.asks import Pair
from kiosk.screens.events import Action, Done, Paired, TokenRevoked
from kiosk.screens.states import Link
from tests.kiosk.screens.play import STUDIO, Play


def test_eight_characters_pair_the_kiosk() -> None:
    play = Play(Link.UNPAIRED).type_keys("abcd-2345")
    assert (play.name, play.view["letters"]) == ("pairing", "ABCD2345")
    assert play.tap(Action.SUBMIT).ask == Pair("ABCD2345")
    assert play.answer(Paired(STUDIO)).name == "starting"
    assert play.read_roster().name == "idle"


def test_fewer_characters_are_not_sent_and_more_are_not_taken() -> None:
    assert Play(Link.UNPAIRED).type_keys("ABCD234").tap(Action.SUBMIT).ask is None
    assert Play(Link.UNPAIRED).type_keys("ABCD23456789").view["letters"] == "ABCD2345"
    assert Play(Link.UNPAIRED).type_keys("é ").view["letters"] == ""


def test_a_refused_code_stays_to_be_mended() -> None:
    play = Play(Link.UNPAIRED).type_keys("ABCD2346").tap(Action.SUBMIT).decline("wrong_code")
    assert (play.view["sentence"], play.view["letters"]) == ("Sentence of wrong_code.", "ABCD2346")
    play.tap(Action.ERASE)
    assert (play.view["sentence"], play.view["letters"]) == (None, "ABCD234")


def test_a_server_that_does_not_answer_is_told() -> None:
    play = Play(Link.UNPAIRED).type_keys("ABCD2345").tap(Action.SUBMIT).leave_unanswered()
    assert play.view["isUnanswered"]
    assert play.tap(Action.SUBMIT).view["isUnanswered"] is False


def test_a_revoked_kiosk_can_be_paired_again_or_left_alone() -> None:
    play = Play().tell(TokenRevoked()).answer(Done()).tap(Action.PAIR_AGAIN)
    assert (play.name, play.view["canGoBack"]) == ("pairing", True)
    assert play.tap(Action.BACK).name == "out_of_order"


def test_a_kiosk_without_a_studio_has_nowhere_to_go_back_to() -> None:
    play = Play(Link.UNPAIRED).tap(Action.BACK).tap(Action.STAFF)
    assert (play.name, play.view["canGoBack"]) == ("pairing", False)


def test_a_kiosk_that_works_is_not_paired_again() -> None:
    assert Play().tap(Action.PAIR_AGAIN).name == "idle"
