"""Between the threads that change the window and the page that draws it."""

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any, NamedTuple

import pytest

from kiosk.display import VIEWS_REMEMBERED, Display
from kiosk.kiosk_clock import KioskClock
from kiosk.screens.asks import Ask, CheckScan, ReadTiles
from kiosk.screens.events import Action, Answered, Scanned, ServerLost, Tapped, Ticked, TilesRead
from kiosk.screens.states import Home, Link, State
from kiosk.trace import Trace
from server.clock import SystemClock
from tests.kiosk.hand_clock import HandClock
from tests.kiosk.samples import verdict
from tests.kiosk.screens.play import MARA, STUDIO, scan
from tests.parts.waiting import wait_until


class Stage(NamedTuple):
    """A display, the asks that it set off, and its trace."""

    display: Display
    asked: list[tuple[int, Ask]]
    hand: HandClock
    file: Path

    def draw(self) -> dict[str, Any]:
        """Take the newest view as the page does, and confirm it."""
        shown = self.display.next_view(0, 0)
        assert shown is not None
        self.display.confirm_drawn(shown["version"])
        return shown

    def trace(self) -> list[dict[str, Any]]:
        """Return the trace's lines without their instants."""
        lines = [json.loads(line) for line in self.file.read_text().splitlines()]
        return [{fact: value for fact, value in line.items() if fact != "at"} for line in lines]


@pytest.fixture
def stage(tmp_path: Path, hand: HandClock) -> Iterator[Stage]:
    """A paired kiosk's display, its server up."""
    file = tmp_path / "trace.jsonl"
    trace = Trace(file)
    state = State(Link.UP, Home(), "http://studio.test", STUDIO)
    stage = Stage(Display(state, hand.kiosk_clock(), trace), [], hand, file)
    stage.display.on_ask(lambda serial, ask: stage.asked.append((serial, ask)))
    yield stage
    trace.close()


def test_an_ask_is_set_off_once(stage: Stage) -> None:
    stage.display.tell(Scanned(scan()))
    stage.display.tell(Ticked())
    assert stage.asked == [(1, CheckScan(scan()))]


def test_the_page_gets_a_view_only_when_there_is_another(stage: Stage) -> None:
    first = stage.display.next_view(0, 0)
    assert first is not None
    assert stage.display.next_view(first["version"], 0) is None
    stage.display.tell(ServerLost())
    second = stage.display.next_view(first["version"], 0)
    assert second is not None
    assert second["screen"] == "out_of_order"


def test_a_waiting_page_is_woken_by_the_next_view(stage: Stage) -> None:
    views: list[Any] = []
    waiting = Thread(target=lambda: views.append(stage.display.next_view(1, 30)))
    waiting.start()
    stage.display.tell(ServerLost())
    waiting.join()
    assert views[0]["screen"] == "out_of_order"


def test_a_screen_is_traced_once_drawn_with_the_time_that_it_took(stage: Stage) -> None:
    stage.draw()
    heard_at = stage.hand.seconds
    stage.display.tell(Scanned(scan(int(heard_at))))
    stage.display.tell(Answered(1, verdict(reservation_id=7)))
    assert stage.trace() == [{"screen": "idle"}], "nothing is traced before it is drawn"
    stage.hand.go(0.12)
    stage.draw()
    assert stage.trace()[1:] == [{"screen": "ok", "reservationId": 7, "verdict": "ok", "ms": 120}]


def test_a_screen_that_only_changes_a_little_is_one_line(stage: Stage) -> None:
    stage.display.tell(Tapped(Action.STAFF))
    stage.draw()
    stage.display.tell(Answered(1, TilesRead((MARA,))))
    stage.draw()
    assert stage.trace() == [{"screen": "tiles"}]
    assert stage.asked == [(1, ReadTiles())]


def test_two_people_with_the_same_verdict_are_two_lines(stage: Stage) -> None:
    for number in (1, 2):
        stage.display.tell(Scanned(scan(number)))
        stage.display.tell(Answered(number, verdict()))
        stage.draw()
    assert [line["screen"] for line in stage.trace()] == ["ok", "ok"]


def test_a_view_that_was_never_handed_out_is_not_traced(stage: Stage) -> None:
    stage.display.confirm_drawn(1)
    assert stage.trace() == []


def test_a_page_that_never_confirms_is_not_remembered_for_ever(stage: Stage) -> None:
    for _ in range(VIEWS_REMEMBERED + 5):
        stage.display.next_view(0, 0)
        stage.display.tell(Tapped(Action.STAFF))
        stage.display.next_view(0, 0)
        stage.display.tell(Tapped(Action.BACK))
    stage.display.confirm_drawn(1)
    assert stage.trace() == []


def test_time_alone_changes_the_window(tmp_path: Path) -> None:
    state = State(Link.UP, Home(), "http://studio.test", STUDIO)
    display, stopped = Display(state, KioskClock(SystemClock()), Trace(None)), Event()
    keeper = Thread(target=display.keep_time, args=(stopped,))
    keeper.start()
    display.tell(Scanned(scan()))
    wait_until(lambda: _screen(display) == "checking", "the word that the scan is checked")
    wait_until(lambda: _screen(display) == "unanswered", "the word that nobody answers")
    stopped.set()
    display.close()
    keeper.join()
    assert display.next_view(0, 30) is None, "a closed display lets go at once"


def _screen(display: Display) -> str | None:
    shown = display.next_view(0, 0)
    return None if shown is None else str(shown["screen"])
