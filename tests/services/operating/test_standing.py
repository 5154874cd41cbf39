"""How things stand is asked of the database at each look, by the words of its small indexes."""

from datetime import date, datetime, timedelta

import pytest

from server.metrics import Standing
from server.rules.vocabulary import NightKind
from server.services.context import Context
from server.services.operating.standing import standing
from server.tables.nights import JobRun
from server.tables.outbox import OutboxMessage
from server.tables.studios import Studio
from tests.builders import add_studio
from tests.services.messages.waiting_messages import add_sign_in

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 3, day) for day in (2, 3, 4))


async def test_a_quiet_server_has_nothing_to_tell(database: None, context: Context) -> None:
    assert await standing(context) == Standing(0, 0, 0, {})


async def test_what_waits_is_what_is_due_and_has_not_left(database: None, context: Context) -> None:
    now = context.now()
    await add_sign_in(now, to="ana@example.org", due_at=now - timedelta(seconds=90))
    await add_sign_in(now, to="ben@example.org")
    await add_sign_in(now, to="cem@example.org", due_at=now + timedelta(seconds=1))
    ends = (OutboxMessage.sent_at, OutboxMessage.dropped_at, OutboxMessage.failed_at)
    for number, end in enumerate(ends):
        message_id = await add_sign_in(now, to=f"eve{number}@example.org", due_at=now - timedelta(days=1))
        await OutboxMessage.update({end: now}).where(OutboxMessage.id == message_id)
    told = await standing(context)
    assert told == Standing(messages_waiting=2, oldest_unsent_seconds=90, messages_given_up=1, nights_finished_at={})


@pytest.mark.parametrize(
    ("kind", "is_finished"), [(NightKind.NIGHTLY, False), (NightKind.BY_HAND, True)], ids=["under way", "by hand"]
)
async def test_a_studios_last_night_is_the_last_that_went_through(
    database: None, context: Context, kind: NightKind, *, is_finished: bool
) -> None:
    kiln, elsewhere, _without_any = [await add_studio(name) for name in ("Kiln & Co", "Elsewhere", "New")]
    now = context.now()
    await add_run(kiln, TUESDAY, now - timedelta(hours=1))
    await add_run(kiln, MONDAY, now)  # it was missed, and made up for later
    await add_run(kiln, WEDNESDAY, now if is_finished else None, kind)
    await add_run(elsewhere, MONDAY, now - timedelta(days=1))
    told = await standing(context)
    assert told is not None
    assert told.nights_finished_at == {kiln: now - timedelta(hours=1), elsewhere: now - timedelta(days=1)}


async def test_an_archived_studio_has_no_nights_to_watch(database: None, context: Context) -> None:
    studio_id = await add_studio()
    await add_run(studio_id, MONDAY, context.now())
    await Studio.update({Studio.archived_at: context.now()}).where(Studio.id == studio_id)
    told = await standing(context)
    assert told is not None
    assert told.nights_finished_at == {}


async def add_run(
    studio_id: int, night: date, finished_at: datetime | None, kind: NightKind = NightKind.NIGHTLY
) -> None:
    a_while_ago = datetime.fromisoformat("2026-03-01T06:00:00Z")
    await JobRun.insert(
        JobRun(
            studio=studio_id,
            kind=kind,
            local_date=night,
            as_of=a_while_ago,
            started_by="system",
            started_at=a_while_ago,
            holder="somebody",
            lease_until=a_while_ago,
            finished_at=finished_at,
        )
    )
