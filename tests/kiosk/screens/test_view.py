"""What the page is told: plain JSON with the facts of its screen, and nothing else."""

import json
from datetime import timedelta

from kiosk.screens.events import Action
from kiosk.screens.states import Link
from tests.kiosk.samples import NOW, offer, verdict
from tests.kiosk.screens.play import Play


def test_every_view_is_plain_json() -> None:
    plays = [
        Play(),
        Play(Link.UNPAIRED),
        Play(Link.AWAY),
        Play().scan().later(0.5),
        Play().scan().answer(verdict("too_early", opens_at=NOW, offer=offer())),
        Play().tap(Action.TYPE_CODE),
        Play().open_pin_pad(),
        Play().open_panel().tap(Action.PICK_PERSON, "7"),
    ]
    for play in plays:
        assert json.loads(json.dumps(play.view)) == play.view


def test_a_result_counts_down_to_the_opening_of_its_window() -> None:
    play = Play().scan().answer(verdict("too_early", opens_at=NOW + timedelta(seconds=61)))
    assert (play.view["opensInMs"], play.view["leavesInMs"]) == (61_000, 8_000)
    assert play.later(1.5).view["opensInMs"] == 59_500


def test_an_instant_in_the_past_is_due_now() -> None:
    assert Play().scan().answer(verdict("too_early", opens_at=NOW - timedelta(hours=1))).view["opensInMs"] == 0


def test_the_screens_that_ask_the_server_say_that_they_wait() -> None:
    assert Play().open_pin_pad().view["isBusy"] is False
    assert Play().open_pin_pad().type_keys("123456").view["isBusy"] is True
