"""`studio job …` as the operator types it, in a process of its own: what it says, does, and leaves as it is."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from server.job_commands import job
from server.settings import Settings
from server.tables.studios import Studio
from tests.absences import AUTO_CANCELLED, HOUR, NIGHT, NO_SHOW, PENDING, runs, session_in, statuses
from tests.builders import add_pass, add_reservation, add_session, add_studio
from tests.parts.moved_clock import MovedClock
from tests.parts.server_process import ROOT
from tests.readings import everything, messages
from tests.scene import Scene, open_scene

AS_OF: Final = "2026-03-03T01:00:00-05:00"
"""NIGHT, as a clock in New York shows it."""

THE_NIGHT: Final = "Kiln & Co, 2026-03-03: attended 0, missed 1; absences acted on 1, bookings released 2"

RELEASES: Final = "missed Pottery, Mon 2 Mar 2026, 16:00: releases Tue 3 Mar 2026, 16:00, Wed 4 Mar 2026, 16:00"


def studio_job(
    folder: Path, given: Settings, *words: str, clock: MovedClock | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command on the test's database, with nothing else of ours in its environment but the clock given."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
        "STUDIO_DATA": str(folder),
        "STUDIO_DATABASE_URL": given.database_url,
        **(clock.environment if clock else {}),
    }
    return subprocess.run(
        [sys.executable, "-m", "server.cli", "job", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


@pytest.fixture
def at_night(tmp_path: Path) -> MovedClock:
    """The night after the first of the three, an hour late: the other two are still to come."""
    return MovedClock(tmp_path, NIGHT + HOUR)


@pytest.fixture
async def scene(database: None) -> Scene:
    return await open_scene()


async def three_long_ago(scene: Scene) -> tuple[int, int, int]:
    """Three bookings of March 2026, which the computer's own clock has long left behind."""
    sessions = [scene.session_id, await session_in(1, scene), await session_in(2, scene)]
    first, second, third = [(await add_reservation(scene.pass_id, session)).id for session in sessions]
    return first, second, third


async def test_the_night_is_done_as_of_an_instant_and_said_in_a_line_for_each_studio(
    scene: Scene, app_settings: Settings, tmp_path: Path, at_night: MovedClock
) -> None:
    three = await three_long_ago(scene)
    await add_studio("Elsewhere", timezone="Europe/London")
    ran = studio_job(tmp_path, app_settings, "nightly", "--as-of", AS_OF, clock=at_night)
    assert (ran.returncode, ran.stdout.splitlines()) == (
        0,
        [THE_NIGHT, "Elsewhere, 2026-03-03: attended 0, missed 0; absences acted on 0, bookings released 0"],
    )
    assert await statuses(three) == [NO_SHOW, AUTO_CANCELLED, AUTO_CANCELLED]
    first, _ = await runs()
    assert (first["kind"], first["as_of"], first["local_date"]) == ("BY_HAND", NIGHT, date(2026, 3, 3))
    assert first["started_by"] == "system"


async def test_what_it_tells_people_is_due_at_once(
    scene: Scene, app_settings: Settings, tmp_path: Path, at_night: MovedClock
) -> None:
    """By the clock, and not as of the instant of the night."""
    await three_long_ago(scene)
    studio_job(tmp_path, app_settings, "nightly", "--as-of", AS_OF, clock=at_night)
    [told] = await messages()
    assert NIGHT + HOUR <= told["due_at"] < NIGHT + 2 * HOUR


async def test_a_dry_run_says_whom_it_would_touch_and_changes_nothing(
    scene: Scene, app_settings: Settings, tmp_path: Path, at_night: MovedClock
) -> None:
    missed, *_ = await three_long_ago(scene)
    ended = await add_pass(scene.customer_id, scene.studio_id, scene.course_id, valid_until=date(2026, 2, 20))
    before = await everything()
    ran = studio_job(tmp_path, app_settings, "nightly", "--dry-run", "--as-of", AS_OF, clock=at_night)
    assert (ran.returncode, ran.stdout.splitlines()) == (
        0,
        [
            "Kiln & Co, as of Tue 3 Mar 2026, 01:00: absences that would act 1",
            f"  Ana R. (reservation {missed}) {RELEASES}",
            f"  Ana R. (pass {ended}), ended on 2026-02-20: punches that run out 8",
        ],
    )
    assert await everything() == before


async def test_a_dry_run_and_the_run_agree(scene: Scene, app_settings: Settings, tmp_path: Path) -> None:
    """Also as of now, which is after all three."""
    three = await three_long_ago(scene)
    said = studio_job(tmp_path, app_settings, "nightly", "--dry-run").stdout.splitlines()
    assert said[0].endswith(": absences that would act 3")
    assert [line.rpartition("releases ")[2] for line in said[1:]] == ["nothing"] * 3
    assert "missed 3; absences acted on 3, bookings released 0" in studio_job(tmp_path, app_settings, "nightly").stdout
    assert await statuses(three) == [NO_SHOW] * 3


@pytest.mark.parametrize("words", [["nightly"], ["nightly", "--dry-run"]], ids=" ".join)
def test_a_server_without_a_studio_says_so(
    database: None, app_settings: Settings, tmp_path: Path, words: list[str]
) -> None:
    ran = studio_job(tmp_path, app_settings, *words)
    assert (ran.returncode, ran.stdout) == (0, "There is no studio yet.\n")


@pytest.mark.parametrize(
    "instant",
    [
        "",
        "now",
        "2026-03-03",
        "2026-03-03T01:00:00",
        "2026-02-30T01:00:00Z",
        "2026-03-03T25:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "1999-12-31T23:59:59Z",
        "2026-03-03T01:00:00 America/New_York",
        "\u0662026-03-03T01:00:00Z",
    ],
)
def test_a_wrong_instant_is_one_sentence(instant: str) -> None:
    ran = CliRunner().invoke(job, ["nightly", "--as-of", instant])
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith("--as-of takes a date, a time and a zone, such as 2026-03-03T01:00:00-05:00, and not ")
    assert ran.stderr.count("\n") == 1


@pytest.mark.parametrize("words", [["--as-of", "tonight"], ["--dry-run", "--as-of", "tonight"]], ids=" ".join)
async def test_a_wrong_instant_changes_nothing(
    scene: Scene, app_settings: Settings, tmp_path: Path, words: list[str]
) -> None:
    await three_long_ago(scene)
    before = await everything()
    ran = studio_job(tmp_path, app_settings, "nightly", *words)
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (2, "", 1)
    assert await everything() == before


async def test_a_night_far_ahead_works_only_dry(scene: Scene, app_settings: Settings, tmp_path: Path) -> None:
    """§6: a slip in the year would settle classes that nobody has held yet."""
    await add_reservation(scene.pass_id, await add_session(scene.course_id, datetime.now(UTC) + timedelta(days=9)))
    far = (datetime.now(UTC) + timedelta(days=365)).isoformat()
    before = await everything()
    ran = studio_job(tmp_path, app_settings, "nightly", "--as-of", far)
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (2, "", 1)
    assert await everything() == before
    dry = studio_job(tmp_path, app_settings, "nightly", "--dry-run", "--as-of", far)
    assert (dry.returncode, "Kiln & Co, as of" in dry.stdout) == (0, True)
    assert await everything() == before


async def test_settling_is_said_and_acts_on_nothing(scene: Scene, app_settings: Settings, tmp_path: Path) -> None:
    three = await three_long_ago(scene)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    ahead = (await add_reservation(scene.pass_id, await add_session(scene.course_id, tomorrow))).id
    ran = studio_job(tmp_path, app_settings, "settle")
    assert (ran.returncode, ran.stdout) == (0, "Every class that has ended is settled.\n")
    assert await statuses([*three, ahead]) == [NO_SHOW, NO_SHOW, NO_SHOW, PENDING]
    assert await runs() == []


async def test_a_pass_on_which_it_fails_is_named_and_told_by_the_exit_code(
    scene: Scene, app_settings: Settings, tmp_path: Path
) -> None:
    """R35: the others are done; the log, which goes to standard error, says why."""
    await three_long_ago(scene)
    other = await open_scene()
    theirs = await three_long_ago(other)
    await Studio.update({Studio.settings: "{"}).where(Studio.id == scene.studio_id)
    settled = studio_job(tmp_path, app_settings, "settle")
    assert (settled.returncode, settled.stdout) == (1, f"Failed for the passes [{scene.pass_id}].\n")
    ran = studio_job(tmp_path, app_settings, "nightly")
    assert ran.returncode == 1
    assert ran.stdout.splitlines()[0].endswith(f"; failed for the passes [{scene.pass_id}]")
    assert f"registration.failed registration={scene.pass_id} " in ran.stderr
    assert await statuses(theirs) == [NO_SHOW] * 3


@pytest.mark.parametrize("words", [["nightly"], ["settle"]], ids=" ".join)
def test_an_unreachable_database_is_one_sentence(app_settings: Settings, tmp_path: Path, words: list[str]) -> None:
    elsewhere = replace(app_settings, database_url="sqlite:////proc/none/studio.db")
    ran = studio_job(tmp_path, elsewhere, *words)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.splitlines()[-1].startswith("The database of STUDIO_DATABASE_URL cannot be reached")
    assert "Traceback" not in ran.stderr
