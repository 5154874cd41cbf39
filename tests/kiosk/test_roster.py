"""The roster as the kiosk goes on with it alone: who has come, and what their passes have left (R10, R28)."""

from datetime import timedelta
from typing import Any

import pytest

from kiosk.offline import OfflineDoor
from kiosk.screens.states import Alone
from server.rules.vocabulary import ReservationStatus
from tests.kiosk.door_alone import DoorAlone, outcome, place, waiting
from tests.kiosk.samples import NOW, code_of, verdict


@pytest.fixture
def alone(alone: DoorAlone) -> DoorAlone:
    """It has read a roster with Ana's place."""
    alone.hear(place(7))
    return alone


def test_who_was_let_in_here_stays_let_in_when_an_older_roster_arrives(alone: DoorAlone) -> None:
    alone.scan()
    alone.hear(place(7))
    assert outcome(alone.scan()) == ("refused", "already_checked_in")


def test_a_place_cancelled_meanwhile_is_cancelled_though_it_was_let_in(alone: DoorAlone) -> None:
    alone.scan()
    alone.hear(place(7, ReservationStatus.CANCELLED))
    assert outcome(alone.scan()) == ("refused", "cancelled")


def test_whom_the_server_let_in_is_already_there_without_it(alone: DoorAlone) -> None:
    alone.door.note_arrival(verdict("too_early", reservation_id=7))
    alone.door.note_arrival(verdict("ok", reservation_id=None))
    alone.door.note_arrival(verdict("ok", reservation_id=7, checked_in_at=NOW - timedelta(minutes=3)))
    decision = alone.scan()
    assert outcome(decision) == ("refused", "already_checked_in")
    assert decision.verdict.checked_in_at == NOW - timedelta(minutes=3)


def test_a_punch_is_gone_from_all_places_of_the_pass(alone: DoorAlone) -> None:
    punch: dict[str, Any] = {"sessions_remaining": 1, "pass_key": "p1"}
    others = (place(9, customer_key="2", sessions_remaining=1, pass_key="p2"), place(10, customer_key="3"))
    alone.hear(place(7, **punch), place(8, **punch), *others)
    assert outcome(alone.scan(code_of(7))) == ("saved", "ok")
    assert outcome(alone.scan(code_of(8))) == ("refused", "no_punches_left")
    assert [outcome(alone.scan(code_of(number)))[0] for number in (9, 10)] == ["saved", "saved"]


def test_the_punch_that_an_absence_took_is_not_taken_again(alone: DoorAlone) -> None:
    missed = place(7, ReservationStatus.NO_SHOW, sessions_remaining=1, no_show_took_punch=True, pass_key="p1")
    alone.hear(missed, place(8, sessions_remaining=1, pass_key="p1"))
    assert [outcome(alone.scan(code_of(number)))[0] for number in (7, 8)] == ["saved", "saved"]


def test_an_offer_is_taken_without_the_server(alone: DoorAlone) -> None:
    alone.hear(place(7), later=(place(8),))
    refused = alone.scan(code_of(8), nonce="thursday")
    assert refused.verdict.offer is not None
    assert refused.verdict.offer.reservation_id == 7
    taken = alone.scan(code_of(8), nonce="thursday-offer", offer=7)
    assert (outcome(taken), taken.verdict.reservation_id) == (("saved", "ok"), 7)
    assert waiting(alone)[-1].offer_reservation_id == 7
    assert outcome(alone.scan(code_of(7))) == ("refused", "already_checked_in")


def test_another_servers_roster_is_none(alone: DoorAlone) -> None:
    elsewhere = OfflineDoor(alone.file, alone.clock, "http://elsewhere.test")
    assert (elsewhere.about(), elsewhere.kept().alone) == (None, Alone.NO_ROSTER)
