"""The roster stays fresh, and the server's absence is known (R37's heartbeat)."""

from collections.abc import Iterator
from threading import Event, Thread
from typing import NamedTuple

import pytest

from kiosk.roster_keeper import RosterKeeper
from kiosk.screens.events import RosterRead, ServerFound, ServerLost, TokenRevoked
from kiosk.screens.states import Studio as KnownStudio
from kiosk.server_client import ServerClient
from tests.kiosk.hand_clock import HandClock
from tests.kiosk.samples import ZONE
from tests.kiosk.studio import TOKEN, Studio, problem
from tests.parts.waiting import wait_until

SNAPSHOT = ("GET", "/api/kiosk/snapshot")
HEARTBEAT = ("POST", "/api/kiosk/heartbeat")


class Watch(NamedTuple):
    """A keeper, and what it has told."""

    keeper: RosterKeeper
    told: list[object]
    studio: Studio
    client: ServerClient

    def look(self) -> object:
        """Look once, and return what was told."""
        self.told.clear()
        self.keeper.look()
        return self.told[0] if self.told else None


@pytest.fixture
def watch(studio: Studio, hand: HandClock) -> Iterator[Watch]:
    """A keeper of a paired kiosk."""
    clock = hand.kiosk_clock()
    client = ServerClient(studio.url, clock)
    client.use_token(TOKEN)
    told: list[object] = []
    yield Watch(RosterKeeper(client, clock, told.append), told, studio, client)
    client.close()


def test_the_first_look_reads_the_studio_and_its_coming_classes_in_order(watch: Watch) -> None:
    told = watch.look()
    assert isinstance(told, RosterRead)
    assert told.studio == KnownStudio("Clay & Co.", ZONE)
    assert [coming.course_name for coming in told.upcoming] == ["Beginner Wheel Throwing", "Mug Building"]


def test_an_unchanged_roster_is_not_read_again(watch: Watch) -> None:
    watch.look()
    assert watch.look() == ServerFound()


def test_each_look_is_a_heartbeat(watch: Watch) -> None:
    watch.look()
    watch.look()
    first, second = watch.studio.calls(*HEARTBEAT)
    assert first.body["queueLength"] == 0
    assert set(second.body) == {"version", "queueLength", "clockOffsetMs", "snapshotAt"}
    assert second.body["snapshotAt"] is not None


def test_one_lost_answer_does_not_put_the_door_out_of_order(watch: Watch) -> None:
    watch.look()
    watch.studio.go_away()
    assert watch.look() is None
    assert watch.look() == ServerLost()
    watch.studio.come_back()
    assert watch.look() == ServerFound()


def test_a_server_that_was_never_there_is_lost_at_once(watch: Watch) -> None:
    watch.studio.go_away()
    assert watch.look() == ServerLost()


def test_a_server_that_refuses_is_as_good_as_away(watch: Watch) -> None:
    watch.studio.reply(*HEARTBEAT, problem(429, "too_many_requests"))
    assert watch.look() is None
    assert watch.look() == ServerLost()


def test_a_revoked_kiosk_forgets_its_roster_and_reads_it_anew_when_trusted_again(watch: Watch) -> None:
    watch.look()
    usual = watch.studio.replace(*SNAPSHOT, problem(401, "not_signed_in"))
    assert watch.look() == TokenRevoked()
    watch.studio.reply(*SNAPSHOT, usual)
    assert isinstance(watch.look(), RosterRead)


def test_an_unpaired_kiosk_does_not_look_until_it_is_paired(studio: Studio, hand: HandClock) -> None:
    client, stopped, told = ServerClient(studio.url, hand.kiosk_clock()), Event(), list[object]()
    keeper = RosterKeeper(client, hand.kiosk_clock(), told.append)
    thread = Thread(target=keeper.keep, args=(stopped,))
    thread.start()
    keeper.look_now()
    assert studio.heard == []
    client.use_token(TOKEN)
    keeper.look_now()
    wait_until(lambda: told, "the roster")
    stopped.set()
    keeper.look_now()
    thread.join()
    client.close()
