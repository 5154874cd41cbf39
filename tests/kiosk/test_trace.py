"""The trace says which screen was drawn, and never whose."""

import json
from pathlib import Path

import pytest

from kiosk.screens.events import Action, ClassRead, ServerLost, TokenRevoked
from kiosk.trace import Shown, Trace, shown
from server.rules.vocabulary import ReservationStatus
from tests.kiosk.samples import NOW, code_of, offer, person, verdict
from tests.kiosk.screens.play import Play, roster

HERE = roster(person(7, "Ana", ReservationStatus.CHECKED_IN, "already_checked_in"))


@pytest.mark.parametrize(
    ("play", "line"),
    [
        (Play(), Shown("idle")),
        (Play().tell(ServerLost()), Shown("out_of_order", "away")),
        (Play().tell(TokenRevoked()), Shown("out_of_order", "revoked")),
        (Play().scan().answer(verdict()), Shown("ok", "ok", 7, "nonce-1", 1.0)),
        (Play().scan().answer(verdict("too_early", offer=offer())), Shown("offer", "too_early", 7, "nonce-1", 1.0)),
        (Play().scan().leave_unanswered(), Shown("unanswered", nonce="nonce-1", heard_at=1.0)),
        (Play().open_pin_pad().type_keys("999999").decline("pin_locked", 9), Shown("pin", "pin_locked")),
        (Play().open_panel(), Shown("panel")),
        (Play().open_panel().tap(Action.PICK_PERSON, "7"), Shown("person", None, 7)),
        (
            Play().open_panel().tap(Action.PICK_PERSON, "7").tap(Action.CHECK_IN).answer(ClassRead(HERE)),
            Shown("panel", "checked_in", 7),
        ),
        (
            Play().open_panel().tap(Action.PICK_PERSON, "7").tap(Action.CHECK_IN).decline("not_class_day"),
            Shown("person", "not_class_day", 7),
        ),
    ],
    ids=lambda value: value.screen if isinstance(value, Shown) else "",
)
def test_a_screen_is_told_by_its_name_verdict_and_reservation(play: Play, line: Shown) -> None:
    assert shown(play.state) == line


def test_a_line_has_neither_name_nor_code_nor_nonce(tmp_path: Path) -> None:
    trace = Trace(tmp_path / "trace")
    trace.write(shown(Play().scan().answer(verdict()).state), NOW, 1.25)
    trace.close()
    text = (tmp_path / "trace").read_text()
    assert json.loads(text) == {
        "at": "2026-03-03T20:42:00.000Z",
        "screen": "ok",
        "reservationId": 7,
        "verdict": "ok",
        "ms": 250,
    }
    assert code_of(1) not in text


def test_without_a_file_nothing_is_written() -> None:
    trace = Trace(None)
    trace.write(Shown("idle"), NOW, 1.0)
    trace.close()
