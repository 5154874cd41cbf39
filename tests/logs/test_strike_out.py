"""The last line of defence strikes out what opens something or names somebody, and leaves the rest alone."""

import logging
import secrets
from typing import Any

import pytest

from server.logs.log import logger
from server.logs.strike_out import SECRET_NAMES
from server.rules.pass_code import derive, in_groups
from tests.written_log import WrittenLog

CODE = derive(b"a key", 7, 1)
TOKEN = "rL0p-Xk3_9vQmZ1aBcDeFgHiJkLmNoPqRsTuVwXyZ01"
ours = logger("server.somewhere")

SECRETS = {
    "address": "ana@example.org",
    "address in an URL": "ana%40example.org",
    "address without a dot": "ana@localhost",
    "address with a plus": "ana+classes@example.org",
    "pass code": CODE,
    "pass code in small letters": CODE.lower(),
    "pass code in groups": in_groups(CODE),
    "pass code in groups with dashes": in_groups(CODE).replace(" ", "-"),
    "pass code in groups in an address": in_groups(CODE).replace(" ", "%20"),
    "token": TOKEN,
    "database's password": "postgres://studio:clay-under-the-nails@db.example/studio",
}


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize(
    "around",
    ["{}", "cannot take {}", "{} was refused", "/c/{}", "code={}&x=1", "Bearer {}", '{{"code": "{}"}}', "<{}>", "({})"],
)
def test_a_secret_is_struck_out_wherever_it_stands(log: WrittenLog, secret: str, around: str) -> None:
    text = around.format(secret)
    ours.info("request.done", why=text)
    ours.info(f"request.done {text}")
    ours.info("request.done", facts={"inner": [text, (text,)]})
    ours.info("request.done", why=Told(text))
    logging.getLogger("uvicorn.error").warning("request.done %s", text)
    assert len(log.lines) == 5
    assert all("***" in line for line in log.lines)
    for part in secret.split():
        assert part not in log.text


def test_every_token_looks_like_one(log: WrittenLog) -> None:
    for _ in range(2000):
        token = secrets.token_urlsafe(32)
        ours.info("request.done", why=token)
        assert token not in log.lines[-1]


def test_every_pass_code_looks_like_one(log: WrittenLog) -> None:
    for reservation_id in range(500):
        code = derive(b"a key", reservation_id, 1)
        ours.info("request.done", why=f"https://studio.example/C/{code}")
        ours.info("request.done", why=in_groups(code))
        assert code[:4] not in log.lines[-1] + log.lines[-2]


@pytest.mark.parametrize("name", sorted(SECRET_NAMES))
def test_a_fact_by_the_name_of_a_secret_is_struck_out_whatever_it_holds(log: WrittenLog, name: str) -> None:
    facts: dict[str, Any] = {name: "481516"}
    ours.info("request.done", **facts)
    ours.info("request.done", body=facts)
    ours.info("request.done", body=[facts])
    assert len(log.lines) == 3
    assert "481516" not in log.text


def test_an_exception_among_the_facts_is_told_by_its_type(log: WrittenLog) -> None:
    ours.info("request.done", cause=ValueError("481516"))
    assert log.lines == ["info request.done cause=ValueError"]


@pytest.mark.parametrize(
    "harmless",
    [
        "request.done",
        "/api/registrations/{registration_id:int}/status",
        "2026-03-02T15:59:00Z",
        "test_a_failure_that_lasts_is_told_once_and_its_end_once",
        "server/services/booking/reservation_row.py",
        "CONFIRMATION",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "20260302T090000-000042",
    ],
)
def test_what_opens_nothing_stays(log: WrittenLog, harmless: str) -> None:
    ours.info("request.done", route=harmless)
    assert log.lines == [f"info request.done route={harmless}"]


class Told:
    """Something that is told as a text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        return self._text
