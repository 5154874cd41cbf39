"""The `studio` command: what cannot work is one sentence on standard error and exit code 2."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import httpx
import pytest

from tests.parts.free_port import free_port
from tests.parts.server_process import ROOT, ServerProcess

PASSWORD: Final = "clay under the nails"


def studio(folder: Path, *words: str, typed: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command with nothing of ours in its environment but the settings."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(folder), "STUDIO_DATA": str(folder)}
    return subprocess.run(
        [sys.executable, "-m", "server.cli", *words],
        cwd=folder,
        env=environment | settings,
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"STUDIO_PORT": "none"}, "STUDIO_PORT is wrong: it takes a port from 1 to 65535."),
        ({"STUDIO_DATABASE_URL": "mysql://x"}, "STUDIO_DATABASE_URL is wrong: it takes sqlite:"),
        ({"STUDIO_PUBLIC_URL": "https://a/b"}, "STUDIO_PUBLIC_URL is wrong: it takes an http:// or https:// address"),
        ({"STUDIO_MAIL_URL": "pigeon://x"}, "STUDIO_MAIL_URL is wrong: it takes file:///folder"),
        ({"STUDIO_TRUSTED_PROXY": "*"}, "STUDIO_TRUSTED_PROXY is wrong: it takes addresses or networks"),
        ({"STUDIO_LOG_FORMAT": "yaml"}, "STUDIO_LOG_FORMAT is wrong: it takes text or json."),
        ({"STUDIO_SECRET_FILE": "/proc/none/secret"}, "The secret file /proc/none/secret cannot be used"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_its_name(tmp_path: Path, settings: dict[str, str], sentence: str) -> None:
    ran = studio(tmp_path, "serve", **settings)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith(sentence)
    assert ran.stderr.count("\n") == 1


def test_an_address_for_text_messages_is_taken_and_said_to_be_of_no_use_yet(tmp_path: Path, database_url: str) -> None:
    said = "setting.unused setting=STUDIO_SMS_URL"
    (tmp_path / "studio.toml").write_text('STUDIO_SMS_URL = "https://sms.example/send"')
    with ServerProcess(tmp_path, database_url) as server:
        server.start()
        assert server.process.last_words().count(said) == 1
        server.stop()
        (tmp_path / "studio.toml").unlink()
        server.process.stderr_path.unlink()
        server.start()
        assert said not in server.process.last_words()


@pytest.mark.parametrize("command", ["serve", "migrate"])
@pytest.mark.parametrize(
    "url", ["postgres://nobody@127.0.0.1:{port}/studio", "sqlite:////proc/none/studio.db"], ids=["postgres", "sqlite"]
)
def test_an_unreachable_database_stops_the_start(tmp_path: Path, command: str, url: str) -> None:
    ran = studio(tmp_path, command, STUDIO_DATABASE_URL=url.format(port=free_port()))
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.splitlines()[-1].startswith("The database of STUDIO_DATABASE_URL cannot be reached")
    assert "Traceback" not in ran.stderr


def test_migrating_twice_is_migrating_once(tmp_path: Path, database_url: str) -> None:
    for _ in range(2):
        ran = studio(tmp_path, "migrate", STUDIO_DATABASE_URL=database_url)
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_an_admin_is_taken_on_and_can_sign_in(tmp_path: Path, database_url: str) -> None:
    created = studio(
        tmp_path,
        *("admin", "create", "Ada@example.com", "--name", "Ada", "--pin"),
        typed=f"{PASSWORD}\n481516\n",
        STUDIO_DATABASE_URL=database_url,
    )
    assert (created.returncode, created.stdout) == (0, "Ada is an admin now.\n")
    with ServerProcess(tmp_path, database_url) as server:
        server.start()
        body = {"email": "ada@example.com", "password": PASSWORD}
        answer = httpx.post(f"{server.url}/api/auth/staff", json=body)
        assert (answer.status_code, answer.json()["role"]) == (201, "ADMIN")
        assert server.process.stop() in (0, -15)
        assert PASSWORD not in server.process.last_words()


@pytest.mark.parametrize(
    ("address", "typed", "sentence"),
    [
        ("ada@example.com", "short\n", "The password must have at least 8 characters.\n"),
        ("no address", f"{PASSWORD}\n", "The email must be an e-mail address.\n"),
        ("ada@example.com", "", "The password must have at least 8 characters.\n"),
        ("ada@example.com", f"{PASSWORD}\n12345\n", "The pin must be six digits.\n"),
    ],
    ids=["short password", "no address", "no password", "short PIN"],
)
def test_an_admin_who_cannot_be_is_refused_in_one_sentence(
    tmp_path: Path, database_url: str, address: str, typed: str, sentence: str
) -> None:
    words = ("admin", "create", address, "--name", "Ada", *(["--pin"] if typed.count("\n") > 1 else []))
    ran = studio(tmp_path, *words, typed=typed, STUDIO_DATABASE_URL=database_url)
    assert (ran.returncode, ran.stdout, ran.stderr) == (2, "", sentence)


def test_two_admins_do_not_share_an_address(tmp_path: Path, database_url: str) -> None:
    again = [
        studio(
            tmp_path,
            *("admin", "create", "ada@example.com", "--name", "Ada"),
            typed=f"{PASSWORD}\n",
            STUDIO_DATABASE_URL=database_url,
        )
        for _ in range(2)
    ]
    assert [ran.returncode for ran in again] == [0, 2]
    assert "already" in again[1].stderr


def test_the_kiosk_is_started_with_the_words_that_follow(tmp_path: Path) -> None:
    ran = studio(tmp_path, "kiosk", "--help")
    assert ran.returncode == 0
    assert "--pair" in ran.stdout
