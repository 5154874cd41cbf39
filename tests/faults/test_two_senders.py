"""Two servers send from one database, and one dies with mails in its hands (R39)."""

from collections import Counter
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from server.delivery.transports import transport_for
from server.rules.vocabulary import ReservationStatus
from server.services.context import Context
from server.services.messages.claim import LEASE
from server.services.messages.road import AT_ONCE
from server.services.messages.send_due import send_due
from server.settings import Settings
from tests.builders import STARTS_AT, add_reservation, add_session
from tests.movable_clock import MovableClock
from tests.parts.other_process import OtherProcess
from tests.parts.smtp_sink import SmtpSink
from tests.readings import messages
from tests.scene import Scene, open_scene
from tests.services.messages.mailbox import post_by

PEOPLE: Final = 60
THE_DAY_BEFORE: Final = STARTS_AT - timedelta(days=1)


@pytest.fixture
async def scene(database: None) -> Scene:
    return await open_scene(capacity=1000)


async def people_booked(scene: Scene) -> None:
    """Sixty customers in ten classes of one afternoon; some have given their place up."""
    sessions = [await add_session(scene.course_id, STARTS_AT, capacity=100) for _ in range(10)]
    for number in range(PEOPLE):
        _, pass_id = await scene.add_neighbour()
        await add_reservation(pass_id, sessions[number % 10])
        await add_reservation(pass_id, scene.session_id, ReservationStatus.CANCELLED)


def sender(sink: SmtpSink, now: datetime, given: Settings, folder: Path) -> OtherProcess:
    program = ["-m", "tests.faults.senders_program", sink.url, now.isoformat()]
    return OtherProcess(program, given.database_url, folder)


def recipients(sink: SmtpSink) -> Counter[str]:
    return Counter(address for kept in sink.mails for address in kept.recipients)


async def test_two_servers_remind_everybody_once(
    scene: Scene, app_settings: Settings, smtp_sink: SmtpSink, tmp_path: Path
) -> None:
    """They find the same classes due, and the same mails waiting."""
    await people_booked(scene)
    with ExitStack() as running:
        both = [running.enter_context(sender(smtp_sink, THE_DAY_BEFORE, app_settings, tmp_path)) for _ in range(2)]
        assert [each.hear() for each in both] == ["ready", "ready"]
        for each in both:
            each.tell("go")
        assert [each.ended()[:2] for each in both] == [(0, "")] * 2
    everybody = recipients(smtp_sink)
    assert (len(everybody), set(everybody.values())) == (PEOPLE, {1})
    assert {row["sent_at"] for row in await messages()} == {THE_DAY_BEFORE}


async def test_a_server_that_is_killed_while_it_sends_loses_no_mail(
    scene: Scene, app_settings: Settings, context: Context, clock: MovableClock, smtp_sink: SmtpSink, tmp_path: Path
) -> None:
    """What it had in its hands goes again when the leases run out, by the same Message-ID."""
    await people_booked(scene)
    with sender(smtp_sink, THE_DAY_BEFORE, app_settings, tmp_path) as killed:
        assert killed.hear() == "ready"
        killed.tell("go")
        smtp_sink.wait_for(PEOPLE // 3)
    assert len(smtp_sink.mails) < PEOPLE
    clock.set(THE_DAY_BEFORE + LEASE)
    await send_due(context, post_by(transport_for(smtp_sink.url)))
    everybody = recipients(smtp_sink)
    assert len(everybody) == PEOPLE
    assert everybody.total() <= PEOPLE + AT_ONCE
    assert len({kept.message["Message-ID"] for kept in smtp_sink.mails}) == PEOPLE
    assert all(row["sent_at"] for row in await messages())
