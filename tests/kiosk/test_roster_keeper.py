"""The roster stays fresh, and the server's absence is known (R37's heartbeat)."""

from collections.abc import Iterator
from datetime import datetime
from threading import Event, Thread
from typing import NamedTuple

import pytest

from kiosk.roster_keeper import RosterKeeper
from kiosk.screens.events import KeptChanged, RosterRead, ServerFound, ServerLost, TokenRevoked
from kiosk.screens.states import Studio as KnownStudio
from kiosk.server_client import ServerClient
from tests.kiosk.door_alone import DoorAlone
from tests.kiosk.samples import ZONE
from tests.kiosk.studio import ETAG, TOKEN, Studio, problem
from tests.parts.waiting import wait_until

SNAPSHOT = ("GET", "/api/kiosk/snapshot")
HEARTBEAT = ("POST", "/api/kiosk/heartbeat")


class Watch(NamedTuple):
    """A keeper, and what it has told."""

    keeper: RosterKeeper
    told: list[object]
    studio: Studio
    alone: DoorAlone
    server_lost: Event
    sent: list[None]

    def look(self) -> object:
        """Look once, and return what was told before what is kept."""
        self.told.clear()
        self.keeper.look()
        assert isinstance(self.told.pop(), KeptChanged)
        return self.told[0] if self.told else None


@pytest.fixture
def watch(studio: Studio, alone: DoorAlone) -> Iterator[Watch]:
    """A keeper of a paired kiosk."""
    client = ServerClient(studio.url, alone.clock)
    client.use_token(TOKEN)
    told: list[object] = []
    sent: list[None] = []
    server_lost = Event()
    keeper = RosterKeeper(client, alone.door, alone.clock, told.append, server_lost, lambda: sent.append(None))
    yield Watch(keeper, told, studio, alone, server_lost, sent)
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
    read_at = heard_at(watch)
    assert watch.look() is None
    assert not watch.server_lost.is_set()
    assert watch.look() == ServerLost(read_at)
    assert watch.server_lost.is_set()
    watch.studio.come_back()
    assert watch.look() == ServerFound()
    assert not watch.server_lost.is_set()


def test_what_was_kept_is_sent_as_soon_as_the_server_is_found(watch: Watch) -> None:
    watch.studio.go_away()
    watch.look()
    assert watch.sent == []
    watch.studio.come_back()
    watch.look()
    assert watch.sent == [None]


def test_the_heartbeat_says_how_many_scans_wait_and_how_old_the_roster_is(watch: Watch) -> None:
    watch.look()
    watch.alone.scan()
    watch.look()
    body = watch.studio.calls(*HEARTBEAT)[-1].body
    assert (body["queueLength"], datetime.fromisoformat(body["snapshotAt"])) == (1, heard_at(watch))


def test_an_unchanged_roster_is_as_fresh_as_a_new_one_also_after_a_restart(watch: Watch) -> None:
    watch.look()
    watch.alone.hand.go(3600)
    before = heard_at(watch)
    watch.alone.restart()
    watch.look()
    assert heard_at(watch) > before
    assert watch.studio.calls(*SNAPSHOT)[-1].headers["if-none-match"] == ETAG


def test_a_roster_that_can_not_be_kept_is_told_all_the_same(watch: Watch) -> None:
    (watch.alone.folder / "kiosk.db").mkdir()
    assert isinstance(watch.look(), RosterRead)
    assert isinstance(watch.look(), RosterRead), "it is read anew each time"


def test_a_server_that_was_never_there_is_lost_at_once(watch: Watch) -> None:
    watch.studio.go_away()
    assert watch.look() == ServerLost()


def test_a_server_that_refuses_is_as_good_as_away(watch: Watch) -> None:
    watch.studio.reply(*HEARTBEAT, problem(429, "too_many_requests"))
    usual = watch.look()
    assert usual is None or isinstance(usual, ServerLost)
    assert isinstance(watch.look(), ServerLost)


def test_a_revoked_kiosk_forgets_its_roster_and_reads_it_anew_when_trusted_again(watch: Watch) -> None:
    watch.look()
    usual = watch.studio.replace(*SNAPSHOT, problem(401, "not_signed_in"))
    watch.alone.scan("4006381333931")
    assert watch.look() == TokenRevoked()
    assert (watch.alone.door.about(), watch.alone.door.kept().waiting) == (None, 1)
    watch.studio.reply(*SNAPSHOT, usual)
    assert isinstance(watch.look(), RosterRead)


def test_an_unpaired_kiosk_does_not_look_until_it_is_paired(studio: Studio, alone: DoorAlone) -> None:
    client, stopped, told = ServerClient(studio.url, alone.clock), Event(), list[object]()
    keeper = RosterKeeper(client, alone.door, alone.clock, told.append, Event(), lambda: None)
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


def heard_at(watch: Watch) -> datetime:
    """Return when the roster was confirmed last."""
    about = watch.alone.door.about()
    assert about is not None
    return about.read_at
