"""The self check-in window in the nights when clocks are changed: two hours are two hours, to the second (R1, R22).

A real server, whose clock is moved, judges real scans. Each class is so near to the change that one edge of its window
lies on the other side of it, where the wall clock says something else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.journeys.caller import Caller
from tests.journeys.device import Device
from tests.journeys.opening import Studio, sign_in_owner
from tests.parts.fixtures import new_database
from tests.parts.moved_clock import MovedClock
from tests.parts.server_process import ServerProcess

NEW_YORK: Final = "America/New_York"
LONDON: Final = "Europe/London"
FEBRUARY: Final = datetime(2026, 2, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Night:
    """A class session in a night with a change; its instants as the wall clock of the zone shows them."""

    timezone: str
    opens: str
    starts: str
    closes: str


NIGHTS: Final = (
    Night(NEW_YORK, opens="2026-03-08T00:30-05:00", starts="2026-03-08T03:30-04:00", closes="2026-03-08T05:30-04:00"),
    Night(NEW_YORK, opens="2026-03-07T23:15-05:00", starts="2026-03-08T01:15-05:00", closes="2026-03-08T04:15-04:00"),
    Night(LONDON, opens="2026-03-29T00:15+00:00", starts="2026-03-29T03:15+01:00", closes="2026-03-29T05:15+01:00"),
    Night(LONDON, opens="2026-03-28T22:30+00:00", starts="2026-03-29T00:30+00:00", closes="2026-03-29T03:30+01:00"),
    Night(LONDON, opens="2026-10-25T01:30+01:00", starts="2026-10-25T02:30+00:00", closes="2026-10-25T04:30+00:00"),
    Night(LONDON, opens="2026-10-24T22:45+01:00", starts="2026-10-25T00:45+01:00", closes="2026-10-25T01:45+00:00"),
    Night(NEW_YORK, opens="2026-11-01T01:30-04:00", starts="2026-11-01T02:30-05:00", closes="2026-11-01T04:30-05:00"),
    Night(NEW_YORK, opens="2026-10-31T22:45-04:00", starts="2026-11-01T00:45-04:00", closes="2026-11-01T01:45-05:00"),
)
AT_AN_EDGE: Final = (
    ("opens", -1, "too_early"),
    ("opens", 0, "ok"),
    ("opens", 1, "ok"),
    ("closes", -1, "ok"),
    ("closes", 0, "ok"),
    ("closes", 1, "too_late"),
)


@dataclass(frozen=True)
class Doors:
    """A kiosk's device in each zone, one code for each scan, and the server's clock."""

    clock: MovedClock
    devices: dict[str, Device]
    codes: dict[tuple[Night, int], str]


@pytest.fixture(scope="module")
def doors(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """One server with a studio in each zone; every seat was booked in February."""
    folder = tmp_path_factory.mktemp("nights")
    clock = MovedClock(folder, FEBRUARY)
    with new_database(request, folder) as url, ServerProcess(folder, url, clock=clock) as server:
        server.start()
        with httpx.Client(base_url=server.url, timeout=30, trust_env=False) as http:
            yield open_doors(server, Caller(http), clock)


def open_doors(server: ServerProcess, nobody: Caller, clock: MovedClock) -> Doors:
    doors = Doors(clock, devices={}, codes={})
    owner = sign_in_owner(server, nobody)
    for timezone in (NEW_YORK, LONDON):
        studio = Studio.open(owner, timezone)
        doors.devices[timezone] = Device.paired(nobody, studio.add_kiosk("Door"))
        book_all_nights(studio, timezone, doors)
    return doors


def book_all_nights(studio: Studio, timezone: str, doors: Doors) -> None:
    course = studio.add_course("Night kiln")
    lenient = {"passType": "UNLIMITED_SERIES", "maxAdvanceReservations": None, "absenceGracePeriod": None}
    unlimited = studio.add_product("All of it", [course], **lenient)  # else a night missed would release the later ones
    guests = [studio.add_customer(f"Guest{number}", unlimited) for number in range(len(AT_AN_EDGE))]
    for night in (night for night in NIGHTS if night.timezone == timezone):
        session_id = studio.add_class(course, instant(night, night.starts))
        for number, guest in enumerate(guests):
            doors.codes[night, number] = guest.book(session_id)["code"]


def instant(night: Night, on_the_wall: str) -> datetime:
    """Read what a wall clock shows, and insist that it is the zone's."""
    read = datetime.fromisoformat(on_the_wall)
    assert read.utcoffset() == read.astimezone(ZoneInfo(night.timezone)).utcoffset(), f"{on_the_wall} never was"
    return read


@pytest.mark.parametrize("night", NIGHTS, ids=lambda night: f"{night.timezone} {night.starts}")
def test_the_window_opens_and_closes_to_the_second_two_hours_from_the_start(doors: Doors, night: Night) -> None:
    edges = {"opens": instant(night, night.opens), "closes": instant(night, night.closes)}
    for number, (edge, seconds, expected) in enumerate(AT_AN_EDGE):
        doors.clock.stand_at(edges[edge] + timedelta(seconds=seconds))
        said = doors.devices[night.timezone].scan(doors.codes[night, number])
        assert said["verdict"] == expected, f"{seconds} s from when it {edge}"
        told = {"opens": said["opensAt"], "closes": said["closesAt"]}
        assert {name: datetime.fromisoformat(told[name]) for name in told} == edges
