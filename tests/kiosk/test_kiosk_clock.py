"""The kiosk follows the server's instant, and nothing that the machine's wall clock does."""

from datetime import timedelta

from kiosk.kiosk_clock import FARTHEST_MS, Doubt, KioskClock, this_boot
from tests.kiosk.hand_clock import HandClock
from tests.kiosk.samples import NOW


def test_until_the_server_was_heard_the_machines_clock_has_to_do() -> None:
    hand = HandClock()
    clock = hand.kiosk_clock()
    hand.go(5)
    assert (clock.now(), clock.offset_ms()) == (NOW + timedelta(seconds=5), 0)


def test_the_servers_instant_counts_from_half_way_between_question_and_answer() -> None:
    hand = HandClock()
    clock = hand.kiosk_clock()
    clock.learn(NOW + timedelta(minutes=7), sent_at=1000.0, received_at=1002.0)
    hand.go(2)
    assert clock.now() == NOW + timedelta(minutes=7, seconds=1)
    assert clock.offset_ms() == 419_000


def test_a_wall_clock_that_jumps_moves_nothing() -> None:
    hand = HandClock()
    clock = hand.kiosk_clock()
    hand.wall += timedelta(days=365)
    assert clock.now() == NOW


def test_an_offset_too_large_for_a_heartbeat_is_told_as_the_largest() -> None:
    hand = HandClock()
    clock = hand.kiosk_clock()
    clock.learn(NOW + timedelta(days=20_000), sent_at=1000.0, received_at=1000.0)
    assert (clock.now(), clock.offset_ms()) == (NOW + timedelta(days=20_000), FARTHEST_MS)
    clock.learn(NOW - timedelta(days=20_000), sent_at=1000.0, received_at=1000.0)
    assert clock.offset_ms() == -FARTHEST_MS


def test_seconds_are_the_monotonic_clocks() -> None:
    hand = HandClock()
    assert hand.kiosk_clock().seconds() == 1000.0


class Starts:
    """A machine whose kiosk is started again and again."""

    def __init__(self) -> None:
        self.hand = HandClock()

    def start(self, boot: str = "first") -> KioskClock:
        return KioskClock(self.hand, lambda: self.hand.seconds, boot)

    def heard(self, offset: timedelta = timedelta(0)) -> KioskClock:
        clock = self.start()
        clock.learn(self.hand.wall + offset, self.hand.seconds, self.hand.seconds)
        return clock

    def start_again(self, clock: KioskClock, boot: str = "first") -> KioskClock:
        kept = clock.known()
        assert kept is not None
        again = self.start(boot)
        again.recall(kept)
        return again

    def reboot(self, clock: KioskClock, wall_says: timedelta) -> KioskClock:
        """Start on a machine that has just booted, its wall clock so much further than before."""
        kept = clock.known()
        assert kept is not None
        self.hand.wall += wall_says
        self.hand.seconds = 3.0
        again = self.start("second")
        again.recall(kept)
        return again


def test_in_the_same_boot_a_new_process_carries_the_time_on_whatever_the_wall_says() -> None:
    starts = Starts()
    clock = starts.heard(timedelta(hours=2))
    starts.hand.go(60)
    again = starts.start_again(clock)
    starts.hand.go(60)
    assert (again.now(), again.doubt()) == (NOW + timedelta(hours=2, seconds=120), None)


def test_after_a_reboot_the_wall_clock_has_to_do_with_its_last_offset() -> None:
    starts = Starts()
    again = starts.reboot(starts.heard(timedelta(seconds=90)), timedelta(minutes=10))
    assert (again.now(), again.doubt()) == (NOW + timedelta(minutes=11, seconds=30), None)


def test_a_machine_that_reboots_behind_its_last_known_time_is_in_doubt_until_the_server_speaks() -> None:
    starts = Starts()
    again = starts.reboot(starts.heard(), timedelta(seconds=-1))
    assert (again.doubt(), again.known()) == (Doubt.BEHIND, None)
    again.learn(NOW, 3.0, 3.0)
    assert again.doubt() is None


def test_a_wall_clock_that_was_more_than_5_minutes_off_is_not_trusted_after_a_reboot() -> None:
    starts = Starts()
    assert starts.reboot(starts.heard(timedelta(minutes=5)), timedelta(minutes=1)).doubt() is None
    starts = Starts()
    assert starts.reboot(starts.heard(timedelta(minutes=5, seconds=1)), timedelta(minutes=1)).doubt() is Doubt.OFF


def test_two_clocks_that_come_apart_by_more_than_5_minutes_are_in_doubt() -> None:
    starts = Starts()
    clock = starts.heard()
    starts.hand.wall += timedelta(minutes=5)
    assert clock.doubt() is None
    starts.hand.wall += timedelta(seconds=1)
    assert clock.doubt() is Doubt.OFF


def test_a_wall_clock_that_is_put_right_is_no_reason_for_doubt() -> None:
    starts = Starts()
    clock = starts.heard(timedelta(days=365))
    starts.hand.wall += timedelta(days=365)
    assert (clock.doubt(), clock.now()) == (None, NOW + timedelta(days=365))


def test_the_boots_beginning_moves_as_the_server_is_heard_and_not_with_a_new_process() -> None:
    starts = Starts()
    clock = starts.heard()
    began = clock.boot_ms()
    starts.hand.go(100)
    assert starts.start_again(clock).boot_ms() == clock.boot_ms() == began
    clock.learn(starts.hand.wall + timedelta(seconds=2), starts.hand.seconds, starts.hand.seconds)
    assert clock.boot_ms() == began + 2000


def test_a_boot_is_told_from_another_by_the_system() -> None:
    assert this_boot() == this_boot()
    assert len(this_boot()) >= 32
