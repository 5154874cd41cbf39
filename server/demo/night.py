"""The demo's night: a class is missed, 01:00 comes, a mail says what was released, and an override puts it right."""

import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime

from server.clock import SystemClock
from server.demo.caller import Caller, wait_for_subject
from server.demo.cast import LATE_SLEEPER, address_of, afternoon_zone
from server.demo.house import House
from server.demo.steps import Json, Say, book_class_later, book_class_within_the_hour, expect, punches_left
from server.rules.absence import next_night_at
from server.rules.local_time import dated_moment
from server.rules.vocabulary import ReservationStatus

COMMAND_SECONDS = 60


def through_the_night(house: House, say: Say) -> None:
    """Let somebody miss today's class with two more booked, and go on to the morning after. Raises LookupError."""
    who = Caller.customer(house, address_of(LATE_SLEEPER))
    registration, missed = book_class_within_the_hour(who, LATE_SLEEPER, say)
    ahead = [book_class_later(who, LATE_SLEEPER, days, say) for days in (1, 2)]
    punches = punches_left(who, registration)
    _let_the_night_pass(say)
    expect(_stand(who, [missed], ReservationStatus.NO_SHOW), "the class was missed")
    expect(_stand(who, ahead, ReservationStatus.AUTO_CANCELLED), "the bookings after it were released")
    expect(punches_left(who, registration) == punches - 1, "the missed class cost its punch, and the others none")
    mail = wait_for_subject(house, address_of(LATE_SLEEPER), "Released")
    say(f'{LATE_SLEEPER} did not come; the two bookings after it were released, and the mail says: "{mail}"')
    _have_it_put_right(house, missed, say)
    expect(_stand(who, ahead, ReservationStatus.PENDING), "the bookings are back")
    expect(punches_left(who, registration) == punches, "the punch is back")
    mail = wait_for_subject(house, address_of(LATE_SLEEPER), "back")
    say(f'The bookings and the punch are back, and the mail says: "{mail}"')


def _let_the_night_pass(say: Say) -> None:
    """By the operator's own command, judged as of the studio's next 01:00."""
    now = SystemClock().now()
    zone = afternoon_zone(now)
    night = next_night_at(now, zone)
    say(f"The night of {dated_moment(night, zone)}: {_do_nightly(night)}")


def _do_nightly(as_of: datetime) -> str:
    argv = [sys.executable, "-m", "server.cli", "job", "nightly", "--as-of", as_of.isoformat()]
    done = subprocess.run(  # noqa: S603 - our own program and words
        argv, check=True, capture_output=True, text=True, timeout=COMMAND_SECONDS
    )
    return done.stdout.strip()


def _have_it_put_right(house: House, missed: Json, say: Say) -> None:
    asked = {"action": "excuse", "reason": "The kiln room flooded on the way", "cascade": True}
    answer = Caller.admin(house).send("POST", f"/api/admin/reservations/{missed['id']}/override", asked)
    expect(all(item["ok"] for item in answer["cascade"]), "everything that the absence released is reinstated")
    say(f"The admin excused the absence: {asked['reason']}")


def _stand(who: Caller, reservations: Sequence[Json], status: ReservationStatus) -> bool:
    return all(who.get(f"/api/reservations/{each['id']}")["reservationStatus"] == status for each in reservations)
