"""The link to the server, time, and what happens to nobody in particular."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.screens.asks import SignOut
from kiosk.screens.events import (
    Action,
    Done,
    KeptChanged,
    RosterRead,
    ServerFound,
    ServerLost,
    SignedIn,
    TilesRead,
    TokenRevoked,
)
from kiosk.screens.reducer import wakes_at
from kiosk.screens.states import ABLE_ALONE, Alone, Kept, Link
from tests.kiosk.samples import NOW, STARTS, verdict
from tests.kiosk.screens.play import STUDIO, Play


def test_a_paired_kiosk_starts_until_it_has_read_its_roster() -> None:
    play = Play(Link.STARTING)
    assert (play.name, play.view["timezone"], play.view["studio"]) == ("starting", "UTC", None)
    assert play.tell(ServerFound()).name == "starting"
    assert (play.read_roster().name, play.view["studio"]) == ("idle", "Clay & Co.")


def test_the_idle_screen_names_the_next_two_classes_to_begin() -> None:
    play = Play().read_roster()
    assert [coming["courseName"] for coming in play.view["upcoming"]] == ["Wheel", "Mugs"]
    play.later((STARTS - NOW).total_seconds())
    assert [coming["courseName"] for coming in play.view["upcoming"]] == ["Mugs"]


def test_a_lost_server_puts_the_door_out_of_order_and_back() -> None:
    play = Play().read_roster().tell(ServerLost())
    assert (play.name, play.view["cause"], play.view["since"]) == ("out_of_order", "no_roster", "2026-03-03T20:42:00Z")
    assert play.later(60).tell(ServerLost()).view["since"] == "2026-03-03T20:42:00Z", "since it was lost first"
    assert play.tell(ServerFound()).name == "idle"


@pytest.mark.parametrize("can", Alone)
def test_without_its_server_the_door_stays_open_as_long_as_the_kiosk_can_judge(can: Alone) -> None:
    play = Play().read_roster().alone(can).tell(ServerLost())
    assert (play.name == "idle") is (can in ABLE_ALONE)
    assert play.view["cause"] == can.value


def test_the_banner_says_since_when_the_server_is_away_and_how_many_scans_wait() -> None:
    play = Play().read_roster().alone(waiting=3)
    assert play.view["banner"] == {"kind": "sending", "since": None, "waiting": 3, "needsLook": 0}
    play.tell(ServerLost(NOW - timedelta(minutes=2)))
    assert play.view["banner"] == {"kind": "offline", "since": "2026-03-03T20:40:00Z", "waiting": 3, "needsLook": 0}
    assert play.tell(ServerFound(), KeptChanged(Kept(0, 0, Alone.READY))).view["banner"] is None


def test_what_needs_a_look_is_said_until_it_had_one() -> None:
    play = Play().read_roster().tell(KeptChanged(Kept(0, 2, Alone.READY, ("kiosk.db.damaged-1",))))
    assert play.view["banner"] == {"kind": "look", "since": None, "waiting": 0, "needsLook": 3}


def test_a_revoked_kiosk_says_what_waits_for_it_to_be_paired_again() -> None:
    play = Play().read_roster().alone(waiting=2).tell(TokenRevoked())
    assert play.view["banner"] == {"kind": "unpaired", "since": None, "waiting": 2, "needsLook": 0}


def test_a_kiosk_that_knows_its_studio_from_before_is_idle_once_the_server_answers() -> None:
    play = Play(Link.STARTING)
    play.state = replace(play.state, studio=STUDIO)
    assert (play.name, play.tell(ServerFound()).name) == ("starting", "idle")


def test_a_server_lost_before_the_first_roster_is_back_with_it() -> None:
    play = Play(Link.STARTING).tell(ServerLost())
    assert play.name == "out_of_order"
    assert play.tell(ServerFound()).name == "starting"
    assert play.tell(RosterRead(STUDIO, ())).name == "idle"


def test_a_result_stands_while_the_server_goes() -> None:
    play = Play().scan().answer(verdict()).tell(ServerLost())
    assert play.name == "ok"
    assert play.later(4).name == "out_of_order"


def test_a_revoked_kiosk_forgets_all_it_knew() -> None:
    play = Play().read_roster().open_panel().tell(TokenRevoked())
    assert (play.name, play.view["cause"], play.ask) == ("out_of_order", "revoked", SignOut())
    assert "Ana" not in repr(play.state)
    assert (play.state.studio, play.state.upcoming) == (None, ())


def test_revocation_heard_again_disturbs_nobody_who_pairs() -> None:
    play = Play().tell(TokenRevoked()).answer(Done()).tap(Action.PAIR_AGAIN).type_keys("AB")
    assert play.tell(TokenRevoked(), ServerLost(), ServerFound()).view["letters"] == "AB"


def test_a_kiosk_that_is_trusted_again_is_back_by_itself() -> None:
    assert Play().tell(TokenRevoked()).read_roster().name == "idle"


def test_answers_that_fit_no_screen_change_nothing() -> None:
    play = Play().tap(Action.STAFF)
    before = play.state.screen
    assert play.answer(SignedIn("Mara")).state.screen == before
    assert play.answer(TilesRead(())).state.screen == before, "nothing was awaited any more"


@pytest.mark.parametrize("happens", ["decline", "leave"])
def test_what_fails_behind_a_screen_that_has_gone_is_forgotten(happens: str) -> None:
    play = Play().tap(Action.STAFF).tap(Action.BACK)
    play = play.decline("forbidden") if happens == "decline" else play.leave_unanswered()
    assert (play.name, play.ask) == ("idle", None)


def test_nothing_on_a_quiet_window_is_due() -> None:
    assert wakes_at(Play().state) is None


def test_the_window_wakes_for_whatever_comes_first() -> None:
    assert wakes_at(Play().read_roster().state) == STARTS
    asked = Play().scan()
    assert wakes_at(asked.state) == NOW + timedelta(milliseconds=300)
    assert wakes_at(asked.later(0.3).state) == NOW + timedelta(milliseconds=2500)
    assert wakes_at(asked.later(2.2).state) == asked.state.screen.until
    locked = Play().open_pin_pad().type_keys("999999").decline("pin_locked", retry_in=5)
    assert wakes_at(locked.state) == NOW + timedelta(seconds=5)


def test_idle_buttons_that_mean_nothing_do_nothing() -> None:
    assert Play().tap(Action.UNDO).name == "idle"
    assert Play(Link.UNPAIRED).tap(Action.UNDO).name == "pairing"
    assert Play().scan().answer(verdict()).tap(Action.FIND).name == "ok"


def test_a_screen_without_buttons_takes_no_taps() -> None:
    play = Play().scan().later(0.5)
    play.state = play.state.answered()
    assert play.tap(Action.STAFF).name == "checking"
