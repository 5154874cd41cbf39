"""What a kiosk shows first: by its code, by its token, or by neither."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from kiosk.__main__ import first_state, with_recalled
from kiosk.device_token import DeviceToken, FileStore
from kiosk.errands import Pairer
from kiosk.screens.events import RosterRead
from kiosk.screens.states import Alone, Home, Kept, Link, Pairing, State
from kiosk.server_client import ServerClient
from kiosk.settings import Settings
from tests.kiosk.hand_clock import HandClock
from tests.kiosk.screens.play import STUDIO
from tests.kiosk.studio import TOKEN, Studio, problem

PAIR = ("POST", "/api/kiosk/pair")


class Start(NamedTuple):
    """A kiosk about to start."""

    store: FileStore
    client: ServerClient
    studio: Studio

    def keep_token(self, server: str | None = None) -> None:
        """Have been paired before, with this studio's server where no other is named."""
        self.store.write(DeviceToken(server or self.studio.url, "kept-token"))

    def first_state(self, code: str | None = None) -> State:
        """Return what it shows first."""
        settings = Settings(self.studio.url, Path(), pairing_code=code)
        return first_state(
            settings, self.store, self.client, Pairer(self.client, self.store, self.studio.url, lambda: None)
        )


@pytest.fixture
def start(studio: Studio, hand: HandClock, tmp_path: Path) -> Iterator[Start]:
    """A kiosk that was never paired."""
    client = ServerClient(studio.url, hand.kiosk_clock())
    yield Start(FileStore(tmp_path / "token"), client, studio)
    client.close()


def test_without_a_code_and_a_token_it_asks_for_a_code(start: Start) -> None:
    assert start.first_state() == State(Link.UNPAIRED, Pairing(), start.studio.url)
    assert start.studio.heard == []


def test_a_code_pairs_it_whatever_dashes_and_case(start: Start) -> None:
    state = start.first_state("abcd-2345")
    assert (state.link, state.screen) == (Link.STARTING, Home())
    assert start.store.read() == DeviceToken(start.studio.url, TOKEN)
    assert start.studio.calls(*PAIR)[0].body == {"pairingCode": "ABCD2345"}


def test_a_token_serves_without_a_code(start: Start) -> None:
    start.keep_token()
    assert (start.first_state().link, start.client.has_token) == (Link.STARTING, True)


def test_a_token_of_another_server_is_never_sent_to_this_one(start: Start) -> None:
    start.keep_token("http://elsewhere.test")
    assert (start.first_state().link, start.client.has_token) == (Link.UNPAIRED, False)


def test_a_code_that_is_used_up_does_not_stop_a_kiosk_that_is_paired(start: Start) -> None:
    start.keep_token()
    start.studio.reply(*PAIR, problem(401, "wrong_code"))
    assert start.first_state("ABCD2345").link is Link.STARTING


def test_what_was_known_before_is_shown_by_a_kiosk_that_is_still_the_studios(start: Start) -> None:
    known = RosterRead(STUDIO, ())
    kept = Kept(waiting=3, alone=Alone.READY)
    start.keep_token()
    state = with_recalled(start.first_state(), known, kept)
    assert (state.studio, state.kept, state.link) == (STUDIO, kept, Link.STARTING)
    assert with_recalled(start.first_state(), None, kept).studio is None
    unpaired = State(Link.UNPAIRED, Pairing(), "")
    assert with_recalled(unpaired, known, kept) == replace(unpaired, kept=kept)


def test_a_code_that_is_refused_stays_on_the_screen_with_the_reason(start: Start) -> None:
    start.studio.reply(*PAIR, problem(401, "wrong_code"))
    assert start.first_state("ABCD2345").screen == Pairing("ABCD2345", "Sentence of wrong_code.")


def test_a_code_that_nobody_hears_stays_on_the_screen_to_be_tried_again(start: Start) -> None:
    start.studio.go_away()
    assert start.first_state("ABCD2345").screen == Pairing("ABCD2345", is_unanswered=True)
