"""`studio import` and `studio export` as the operator types them, in processes of their own."""

import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.file_commands import import_command
from server.settings import Settings
from server.tables.people import Customer
from tests.builders import add_studio
from tests.imports import ANA, POTTERY, STUDIO_FILES, reservation, text_of, write_files
from tests.parts.server_process import ROOT
from tests.readings import everything


def argv_of(words: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "server.cli", *words]


def environment_of(folder: Path, given: Settings) -> dict[str, str]:
    """Nothing else of ours."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
        "STUDIO_DATA": str(folder),
        "STUDIO_DATABASE_URL": given.database_url,
    }


def studio(folder: Path, given: Settings, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command on the test's database."""
    return subprocess.run(
        argv_of(words),
        cwd=folder,
        env=environment_of(folder, given),
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


def started(folder: Path, given: Settings, *words: str, terminal: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    """Start a command, at a terminal where there is one."""
    environment = environment_of(folder, given) | {"TERM": "xterm"}
    return subprocess.Popen(argv_of(words), cwd=folder, env=environment, stdout=terminal, stderr=terminal)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A studio's files, one row of which cannot be."""
    rows = [reservation(1, "s0", attended="true"), reservation(2, "s9")]
    return write_files(tmp_path / "files", {**STUDIO_FILES, "reservations.csv": rows})


async def test_a_dry_run_says_each_rows_fate_and_the_import_what_needs_a_person(
    database: None, folder: Path, tmp_path: Path, app_settings: Settings
) -> None:
    await add_studio()
    before = await everything()
    gone = "it is in no file, or its row was refused"
    refused = f"reservations.csv, line 3, column session_id: there is no session 's9': {gone}"
    dry = studio(tmp_path, app_settings, "import", str(folder), "--dry-run")
    assert (dry.returncode, dry.stderr) == (1, "")
    assert dry.stdout.splitlines() == [
        "customers.csv, line 2, id u1: would be added",
        "courses.csv, line 2, id c1: would be added",
        *(f"sessions.csv, line {line}, id s{line - 2}: would be added" for line in (2, 3, 4)),
        "passes.csv, line 2, id p1: would be added",
        "reservations.csv, line 2, id r1: would be added",
        refused,
        "customers.csv: 1 would be added",
        "courses.csv: 1 would be added",
        "sessions.csv: 3 would be added",
        "passes.csv: 1 would be added",
        "reservations.csv: 1 would be added, 1 refused",
    ]
    assert await everything() == before
    ran = studio(tmp_path, app_settings, "import", str(folder))
    assert (ran.returncode, ran.stderr) == (1, "")
    assert ran.stdout.splitlines() == [
        refused,
        "customers.csv: 1 added",
        "courses.csv: 1 added",
        "sessions.csv: 3 added",
        "passes.csv: 1 added",
        "reservations.csv: 1 added, 1 refused",
    ]


async def test_of_several_studios_one_is_named_and_its_files_come_out_again(
    database: None, folder: Path, tmp_path: Path, app_settings: Settings
) -> None:
    first, second = await add_studio(), await add_studio("Elsewhere")
    listed = f"{first} is Kiln & Co, {second} is Elsewhere.\n"
    unnamed = studio(tmp_path, app_settings, "import", str(folder))
    assert (unnamed.returncode, unnamed.stdout) == (2, "")
    assert unnamed.stderr == f"Name the studio with --studio: {listed}"
    strange = studio(tmp_path, app_settings, "import", str(folder), "--studio", "99")
    assert (strange.returncode, strange.stderr) == (2, f"There is no studio 99: {listed}")
    customers = str(folder / "customers.csv")
    named = studio(tmp_path, app_settings, "import", customers, "--studio", str(second))
    assert (named.returncode, named.stdout) == (0, "customers.csv: 1 added\n")
    out = tmp_path / "out"
    ran = studio(tmp_path, app_settings, "export", str(out), "--studio", str(second))
    assert (ran.returncode, ran.stdout.splitlines()[:2]) == (0, ["customers.csv: 1 rows", "courses.csv: 0 rows"])
    (out / "notes.txt").write_text("mine")
    refused = studio(tmp_path, app_settings, "export", str(out), "--studio", str(second))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.endswith("holds something else, such as notes.txt: take an empty folder.\n")


def test_a_server_without_a_studio_says_so(
    database: None, folder: Path, tmp_path: Path, app_settings: Settings
) -> None:
    ran = studio(tmp_path, app_settings, "import", str(folder))
    assert (ran.returncode, ran.stdout, ran.stderr) == (2, "", "There is no studio yet.\n")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"id,email,name\nu1,ana@example.org,A\xf1a\n", "customers.csv, line 2, column 21 is not UTF-8."),
        (b"", "customers.csv is empty: its first line has to name the columns."),
        (b"id,name\nu1,Ana\n", "customers.csv lacks the column email; its first line has id, name."),
    ],
    ids=["latin-1", "empty", "a column is missing"],
)
def test_an_unusable_file_stops_everything_with_one_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "courses.csv").write_text(text_of([POTTERY]))
    (tmp_path / "customers.csv").write_bytes(content)
    ran = CliRunner().invoke(import_command, [str(tmp_path)])
    assert (ran.exit_code, ran.stdout, ran.stderr.count("\n")) == (2, "", 1)
    assert ran.stderr.startswith(sentence)


def test_an_unreachable_database_is_one_sentence(folder: Path, tmp_path: Path, app_settings: Settings) -> None:
    elsewhere = replace(app_settings, database_url="sqlite:////proc/none/studio.db")
    ran = studio(tmp_path, elsewhere, "import", str(folder))
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("The database of STUDIO_DATABASE_URL cannot be reached")


async def test_a_terminal_sees_a_bar_and_the_sentences_after_it(
    database: None, folder: Path, tmp_path: Path, app_settings: Settings
) -> None:
    await add_studio()
    ours, theirs = pty.openpty()
    process = started(tmp_path, app_settings, "import", str(folder), terminal=theirs)
    os.close(theirs)
    seen = _seen_on(ours)
    assert process.wait(60) == 1
    assert re.search(r"reservations\.csv  \[#+\]  100%", seen)
    assert "reservations.csv, line 3, column session_id: there is no session 's9'" in seen


def _seen_on(terminal: int) -> str:
    seen = b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # the other end is closed
            part = b""
        if not part:
            os.close(terminal)
            return seen.decode()
        seen += part


async def test_a_killed_import_is_finished_by_the_next(database: None, tmp_path: Path, app_settings: Settings) -> None:
    """Whole batches are there, and no half of one."""
    await add_studio()
    people = [ANA | {"id": f"u{number}", "email": f"{number}@example.org"} for number in range(10_000)]
    folder = write_files(tmp_path / "files", {"customers.csv": people})
    process = started(tmp_path, app_settings, "import", str(folder))
    while not await Customer.count():
        assert process.poll() is None
        time.sleep(0.01)  # noqa: ASYNC251 - nobody else is on this loop
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    left = await Customer.count()
    assert 0 < left < 10_000
    assert left % 500 == 0
    ran = studio(tmp_path, app_settings, "import", str(folder))
    assert (ran.returncode, ran.stdout) == (0, f"customers.csv: {10_000 - left} added, {left} already there\n")


async def test_the_log_holds_no_address_and_no_name(
    database: None, folder: Path, tmp_path: Path, app_settings: Settings
) -> None:
    """A row on which the database fails is logged by its kind and its line."""
    await add_studio()
    await Customer.raw("CREATE UNIQUE INDEX one_name ON customer (name)")
    write_files(folder, {"customers.csv": [ANA, ANA | {"id": "u2", "email": "other@example.org"}]})
    try:
        ran = studio(tmp_path, app_settings, "import", str(folder))
    finally:
        await Customer.raw("DROP INDEX one_name")
    assert "customers.csv, line 3: somebody has just taken its place here: import the file again" in ran.stdout
    assert "example.org" not in ran.stderr + ran.stdout
    assert "Ana" not in ran.stderr
