"""What was kept is sent: in order, with its nonce and first instant, and never lost on the way (R37)."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Event, Thread
from typing import Any, NamedTuple

import pytest

from kiosk import journal
from kiosk.screens.events import KeptChanged
from kiosk.screens.states import Alone, Kept
from kiosk.server_client import ServerClient
from kiosk.uploader import Uploader, wait_after
from tests.kiosk.door_alone import DoorAlone, place
from tests.kiosk.samples import NOW, code_of
from tests.kiosk.studio import TOKEN, BreaksOff, Heard, Says, Studio, problem, uploaded
from tests.parts.waiting import wait_until

CALL = ("POST", "/api/kiosk/uploads")


class Post(NamedTuple):
    """An uploader, what it has told, and the kiosk's file."""

    uploader: Uploader
    told: list[KeptChanged]
    alone: DoorAlone
    studio: Studio
    client: ServerClient
    server_lost: Event

    def batches(self) -> list[list[dict[str, Any]]]:
        """Return what was sent, batch by batch."""
        return [call.body["items"] for call in self.studio.calls(*CALL)]

    def nonces(self) -> list[list[str]]:
        """Return the nonces that were sent, batch by batch."""
        return [[item["nonce"] for item in batch] for batch in self.batches()]

    def scan(self, *reservation_ids: int) -> None:
        """Hold codes to the kiosk; each scan's nonce is its place in the row: nonce-1, nonce-2."""
        for reservation_id in reservation_ids:
            self.alone.scan(code_of(reservation_id))


@pytest.fixture
def post(studio: Studio, alone: DoorAlone) -> Iterator[Post]:
    """The uploader of a kiosk that knows the places 1 to 9."""
    alone.hear(*(place(number, customer_key=str(number)) for number in range(1, 10)))
    client = ServerClient(studio.url, alone.clock)
    client.use_token(TOKEN)
    told: list[KeptChanged] = []
    server_lost = Event()
    uploader = Uploader(client, alone.door, alone.file, alone.clock, told.append, server_lost)
    yield Post(uploader, told, alone, studio, client, server_lost)
    client.close()


def test_a_scan_is_sent_as_it_was_made(post: Post) -> None:
    post.alone.hand.go(60)
    post.scan(7)
    post.alone.hand.go(3600)
    assert post.uploader.send()
    assert post.batches() == [
        [
            {
                "code": code_of(7),
                "nonce": "nonce-1",
                "scannedAt": "2026-03-03T20:43:00Z",
                "source": "reader",
                "verdict": "ok",
                "clockOffsetMs": 0,
                "bootId": "first-boot",
                "offerReservationId": None,
            }
        ]
    ]


def test_scans_are_sent_in_their_order_each_with_what_the_person_was_told(post: Post) -> None:
    post.scan(7, 7, 99)
    post.uploader.send()
    assert post.nonces() == [["nonce-1", "nonce-2", "nonce-3"]]
    assert [item["verdict"] for item in post.batches()[0]] == ["ok", "already_checked_in", "kept"]


def test_what_was_answered_is_not_sent_again_and_no_longer_counted(post: Post) -> None:
    post.scan(1, 2)
    assert post.uploader.send()
    assert post.uploader.send()
    assert len(post.batches()) == 1
    assert post.told == [KeptChanged(Kept(0, 0, Alone.READY))]


@pytest.mark.parametrize("outcome", ["checked_in", "attended", "already", "refused", "inbox", "of_tomorrow"])
def test_every_outcome_but_later_is_final(post: Post, outcome: str) -> None:
    post.studio.reply(*CALL, lambda heard: uploaded(heard, outcome))
    post.scan(1)
    assert post.uploader.send()
    assert post.alone.door.kept().waiting == 0


def test_later_is_sent_again_another_time_with_the_same_nonce(post: Post) -> None:
    post.studio.reply(*CALL, lambda heard: uploaded(heard, "later", "not_judged"))
    post.scan(1)
    assert not post.uploader.send()
    assert not post.uploader.send()
    assert post.nonces() == [["nonce-1"], ["nonce-1"]]
    assert post.alone.door.kept().waiting == 1


def test_a_hundred_scans_are_sent_at_a_time(post: Post) -> None:
    for _ in range(101):
        post.scan(99)
    assert post.uploader.send()
    assert [len(batch) for batch in post.batches()] == [100, 1]


def test_a_batch_fits_into_a_body_of_64_kb(post: Post) -> None:
    for number in range(100):
        post.alone.scan("\x01" * 196 + f"{number:04}")
    assert post.uploader.send()
    assert len(post.batches()) > 1
    assert sum(len(batch) for batch in post.batches()) == 100
    assert max(int(call.headers["content-length"]) for call in post.studio.calls(*CALL)) < 64_000


@pytest.mark.parametrize(
    "answer", [BreaksOff(), Says(500, b""), problem(429, "too_many_requests"), Says(200, b"<html>")]
)
def test_a_batch_without_an_answer_waits_and_is_sent_again_as_it_was(post: Post, answer: Says | BreaksOff) -> None:
    usual = post.studio.replace(*CALL, answer)
    post.scan(1, 2)
    assert not post.uploader.send()
    assert post.alone.door.kept().waiting == 2
    post.studio.reply(*CALL, usual)
    assert post.uploader.send()
    assert post.nonces()[0] == post.nonces()[-1] == ["nonce-1", "nonce-2"]


@pytest.mark.parametrize("code", ["not_found", "method_not_allowed"])
def test_an_older_server_that_takes_no_uploads_yet_loses_none(post: Post, code: str) -> None:
    post.studio.reply(*CALL, problem(404, code))
    post.scan(1, 2)
    assert not post.uploader.send()
    assert post.alone.door.kept() == Kept(2, 0, Alone.READY)


def test_a_batch_that_is_refused_is_sent_item_by_item_and_what_is_refused_alone_is_set_aside(post: Post) -> None:
    def fussy(heard: Heard) -> Says:
        is_bad = any(item["nonce"] == "nonce-2" for item in heard.body["items"])
        return problem(422, "invalid_request") if is_bad else uploaded(heard)

    post.studio.reply(*CALL, fussy)
    post.scan(1, 2, 3)
    assert post.uploader.send()
    assert post.nonces() == [["nonce-1", "nonce-2", "nonce-3"], ["nonce-1"], ["nonce-2"], ["nonce-3"]]
    assert post.alone.door.kept() == Kept(0, 1, Alone.READY)
    with post.alone.file.transaction() as db:
        (aside,) = journal.aside(db)
    assert (aside.nonce, aside.reservation_id, aside.reason) == ("nonce-2", 2, "invalid_request")
    assert post.told[-1] == KeptChanged(Kept(0, 1, Alone.READY))


def test_a_clock_that_was_wrong_is_corrected_by_what_was_measured_since_in_the_same_boot(post: Post) -> None:
    post.scan(1)
    clock, hand = post.alone.clock, post.alone.hand
    clock.learn(hand.wall + timedelta(seconds=40), hand.seconds, hand.seconds)
    post.uploader.send()
    post.scan(2)
    post.uploader.send()
    assert [batch[0]["clockOffsetMs"] for batch in post.batches()] == [40_000, 0]
    assert post.batches()[0][0]["scannedAt"] == "2026-03-03T20:42:00Z", "the first instant stays"


def test_of_another_boot_nothing_more_is_known(post: Post) -> None:
    post.scan(1)
    post.alone.restart(boot_id="second-boot")
    post.alone.clock.learn(NOW + timedelta(seconds=40), 1000.0, 1000.0)
    alone = post.alone
    Uploader(post.client, alone.door, alone.file, alone.clock, post.told.append, post.server_lost).send()
    assert (post.batches()[0][0]["clockOffsetMs"], post.batches()[0][0]["bootId"]) == (0, "first-boot")


def test_scans_of_another_studio_wait_until_the_kiosk_is_paired_with_it_again(post: Post) -> None:
    post.scan(1)
    post.alone.hear(place(1), studio_id=2)
    assert post.uploader.send()
    assert post.batches() == []
    assert post.alone.door.kept().waiting == 1
    post.alone.hear(place(1))
    assert post.uploader.send()
    assert post.nonces() == [["nonce-1"]]


def test_a_revoked_kiosk_sends_nothing_and_keeps_all_of_it(post: Post) -> None:
    post.scan(1)
    post.studio.reply(*CALL, problem(401, "not_signed_in"))
    assert not post.uploader.send()
    post.alone.door.forget_roster()
    assert post.uploader.send()
    assert (len(post.batches()), post.alone.door.kept().waiting) == (1, 1)


def test_a_file_that_takes_nothing_is_tried_again(post: Post) -> None:
    post.scan(1)
    post.studio.reply(*CALL, lambda heard: _while_the_file_is_gone(post, heard))
    assert not post.uploader.send()
    (post.alone.folder / "kiosk.db").rmdir()
    (post.alone.folder / "away").rename(post.alone.folder / "kiosk.db")
    post.studio.reply(*CALL, uploaded)
    assert post.uploader.send()
    assert post.nonces() == [["nonce-1"], ["nonce-1"]]


def _while_the_file_is_gone(post: Post, heard: Heard) -> Says:
    post.alone.file.close()
    path = post.alone.folder / "kiosk.db"
    path.rename(post.alone.folder / "away")
    path.mkdir()
    return uploaded(heard)


def test_it_waits_longer_after_each_failure_and_a_minute_at_most() -> None:
    assert [wait_after(failures) for failures in (1, 2, 3, 6, 7, 1000)] == [2, 4, 8, 60, 60, 60]


def test_it_sends_when_it_is_woken_and_not_while_the_server_is_lost(post: Post) -> None:
    stopped = Event()
    post.server_lost.set()
    thread = Thread(target=post.uploader.keep, args=(stopped,))
    thread.start()
    post.scan(1)
    post.uploader.wake()
    assert post.batches() == []
    post.server_lost.clear()
    post.uploader.wake()
    wait_until(post.batches, "the scan to be sent")
    stopped.set()
    post.uploader.wake()
    thread.join()
