"""A day at the studio, with all that goes wrong on it: log and figures tell every outcome and open nothing."""

import asyncio
import json
import re
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

import asyncpg
import httpx
import pytest

from server.logs.strike_out import STRUCK_OUT
from server.rules.pass_code import in_groups
from server.settings import LogFormat
from tests.journeys.caller import Caller, Json
from tests.journeys.conftest import MORNING, NEW_YORK
from tests.journeys.device import Device, scan_of
from tests.journeys.opening import OWNER, PASSWORD, Studio, sign_in_owner
from tests.parts.moved_clock import MovedClock
from tests.parts.server_process import ServerProcess
from tests.parts.smtp_sink import SmtpSink
from tests.parts.waiting import wait_until

ADDRESS: Final = "ana@mail.example"
NAME: Final = "Anahita Rueda"
REFUSED: Final = "bounce@mail.example"
TOM: Final = "Tomasz Adeyemi"
PIN: Final = "220864"
WRONG_PIN: Final = "220865"
WRONG_PASSWORD: Final = "clay-or-fire"
NO_CODE: Final = "BCDEFGHIJKLNPRSTUVXBCDEFG"
NOON: Final = datetime(2026, 3, 2, 12, tzinfo=ZoneInfo(NEW_YORK))

INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
IN_WORDS: Final = re.compile(rf"{INSTANT.pattern} (info|warning|error) \S.*|  .+")


@pytest.mark.parametrize("log_format", LogFormat)
def test_the_log_of_a_day_tells_every_outcome_and_opens_nothing(
    tmp_path: Path, database_url: str, smtp_sink: SmtpSink, log_format: LogFormat
) -> None:
    settings = {"STUDIO_LOG_FORMAT": log_format.value}
    clock = MovedClock(tmp_path, MORNING)
    with ServerProcess(tmp_path, database_url, mail_url=smtp_sink.url, clock=clock, settings=settings) as server:
        server.start()
        with httpx.Client(base_url=server.url, timeout=30, trust_env=False) as http:
            secrets = live_through_it(server, smtp_sink, Caller(http))
            fail_unforeseen(http, database_url, secrets[-1])
            figures = http.get("/metrics").text
        wait_until(lambda: "message.failed" in everything_written(server), "a mail to be given up")
        server.stop()
    log = everything_written(server)
    for outcome in ("request.done", "request.failed", "message.sent", "Finished server process"):
        assert outcome in log
    assert STRUCK_OUT not in log, "every caller had left its secrets out already"
    without_instants = INSTANT.sub("", log)  # six digits may be any code
    assert [secret for secret in secrets if secret in without_instants] == []
    assert 'studio_scans_total{verdict="ok"} 1.0' in figures
    assert [secret for secret in secrets if re.search(rf"(?<!\d){re.escape(secret)}(?!\d)", figures)] == []
    for line in log.splitlines():
        assert json.loads(line)["level"] if log_format is LogFormat.JSON else IN_WORDS.fullmatch(line)


def live_through_it(server: ServerProcess, sink: SmtpSink, nobody: Caller) -> list[str]:
    """Sign in, book, scan, type PINs, and ask for what is refused or broken; return what the log must not know."""
    owner = sign_in_owner(server, nobody)
    studio = Studio.open(owner, NEW_YORK)
    ana, digits = sign_in_ana(sink, nobody)
    session_id, pass_id = sell_a_pass(studio, ana)
    code = book(nobody, ana, session_id, pass_id)
    pairing_code, kiosk_tokens = at_the_door(studio, nobody, code)
    write_to_who_is_refused(sink, nobody)
    send_broken_things(nobody, ana, digits, code)
    people = [*OWNER, PASSWORD, WRONG_PASSWORD, ADDRESS, quote(ADDRESS), NAME, REFUSED, TOM, PIN, WRONG_PIN]
    codes = [digits, pairing_code, code, code.lower(), in_groups(code), NO_CODE, code[:8]]
    return [*people, *codes, *kiosk_tokens, owner.token or "", ana.token or ""]


def sign_in_ana(sink: SmtpSink, nobody: Caller) -> tuple[Caller, str]:
    """A new customer, who mistypes the code first."""
    refused(nobody, "POST", "/api/auth/staff", {"email": OWNER[0], "password": WRONG_PASSWORD}, 401)
    nobody.post("/api/auth/code", {"email": ADDRESS})
    digits = wait_for_digits(sink)
    asked = {"email": ADDRESS, "code": digits, "name": NAME}
    refused(nobody, "POST", "/api/auth/session", asked | {"code": f"{(int(digits) + 1) % 10**6:06}"}, 401)
    return Caller(nobody.http, nobody.post("/api/auth/session", asked)["token"]), digits


def sell_a_pass(studio: Studio, ana: Caller) -> tuple[int, int]:
    course = studio.add_course("Wheel")
    product = studio.add_product("Five classes", [course], passType="PUNCH_PASS", sessionsIncluded=5)
    customer = studio.owner.get("/api/staff/customers", q=ADDRESS)["items"][0]
    pass_id = studio.sell(int(customer["id"]), ADDRESS, product).pass_id
    assert ana.get(f"/api/registrations/{pass_id}/status")["sessionsRemaining"] == 5
    return studio.add_class(course, NOON), pass_id


def book(nobody: Caller, ana: Caller, session_id: int, pass_id: int) -> str:
    """Book, be refused a second time, and look at the code in every way."""
    asked = {"registrationId": pass_id, "sessionId": session_id}
    code = str(ana.post("/api/reservations", asked)["code"])
    refused(ana, "POST", "/api/reservations", asked, 409)
    for path in (f"/C/{code}", f"/c/{code.lower()}", f"/c/{quote(in_groups(code))}", f"/c/{code}/more"):
        nobody.http.get(path, headers={"Accept": "text/html"})
    return code


def at_the_door(studio: Studio, nobody: Caller, code: str) -> tuple[str, list[str]]:
    """Scan it twice and another one, and sign in with a PIN after a wrong one."""
    studio.add_staff(TOM, PIN)
    new = studio.add_kiosk("Front door")
    device = Device.paired(nobody, new)
    verdicts = [device.scan(text)["verdict"] for text in (code, in_groups(code), NO_CODE, f"{ADDRESS} {code[:8]}")]
    assert verdicts == ["ok", "already_checked_in", "unknown_code", "unknown_code"]
    (tile,) = device.caller.get("/api/kiosk/staff")
    refused(device.caller, "POST", "/api/kiosk/staff", {"staffId": tile["staffId"], "pin": WRONG_PIN}, 401)
    token = device.caller.post("/api/kiosk/staff", {"staffId": tile["staffId"], "pin": PIN})["token"]
    return new.pairing_code, [token, device.caller.token or ""]


def write_to_who_is_refused(sink: SmtpSink, nobody: Caller) -> None:
    """The mail server's own words repeat the address."""
    wait_until(lambda: len(sink.mails) == 2, "the confirmation to leave")
    sink.refuse(f"550 5.1.1 <{REFUSED}> is not known here")
    nobody.post("/api/auth/code", {"email": REFUSED})


def send_broken_things(nobody: Caller, ana: Caller, digits: str, code: str) -> None:
    """Secrets in every place where nobody looks for them."""
    http = nobody.http
    token = {"Authorization": f"Bearer {ana.token}"}
    http.post("/api/auth/session", content=f'{{"email": "{ADDRESS}", "code": "{digits}"')
    http.post("/api/auth/session", json={"email": ADDRESS, "code": digits, ADDRESS: code})
    http.post("/api/kiosk/scan", json=scan_of(code) | {"token": ana.token}, headers=token)
    http.get(f"/api/registrations/{ADDRESS}/status", headers=token)
    http.get(f"/nowhere/{code}/{ana.token}?email={quote(ADDRESS)}&code={digits}")
    http.get("/api/registrations", params={"token": ana.token, ADDRESS: code})
    http.post("/api/auth/code", content=ADDRESS.encode() * 10_000)
    http.post("/sign-in", data={"email": ADDRESS, "code": digits})
    http.get("/passes", headers={"Cookie": f"studio_session={ana.token}; email={ADDRESS}"})
    with socket.create_connection((http.base_url.host, http.base_url.port or 80)) as raw:
        raw.sendall(f"GET /c/{code} {ADDRESS}\r\nAuthorization: {ana.token}\r\n\r\n".encode())
        raw.recv(1000)


def everything_written(server: ServerProcess) -> str:
    return server.process.stderr_path.read_text() + server.process.stdout_path.read_text()


def fail_unforeseen(http: httpx.Client, database_url: str, token: str) -> None:
    """A table that is gone under the server is foreseen by nobody."""
    with table_away(database_url, "class_registration"):
        answer = http.get("/api/registrations", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["code"]) == (500, "failed")


@contextmanager
def table_away(database_url: str, table: str) -> Iterator[None]:
    execute(database_url, f"ALTER TABLE {table} RENAME TO gone")
    yield
    execute(database_url, f"ALTER TABLE gone RENAME TO {table}")


def execute(database_url: str, statement: str) -> None:
    if database_url.startswith("sqlite:"):
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as connection:
            connection.execute(statement)
    else:
        asyncio.run(execute_on_postgres(database_url, statement))


async def execute_on_postgres(database_url: str, statement: str) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute(statement)
    await connection.close()


def wait_for_digits(sink: SmtpSink) -> str:
    """Return the six digits of the first mail."""
    plain = sink.wait_for(1)[0].message.get_body(("plain",))
    lines: list[str] = plain.get_content().splitlines() if plain else []
    return next(line for line in lines if re.fullmatch(r"\d{6}", line))


def refused(caller: Caller, method: str, path: str, body: Json, status: int) -> None:
    headers = {"Authorization": f"Bearer {caller.token}"} if caller.token else {}
    assert caller.http.request(method, path, json=body, headers=headers).status_code == status
