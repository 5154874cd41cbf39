"""A mail's links lead where the mail says, and opening one changes nothing: mail scanners open them too (R39)."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from server.database.write_transaction import write_transaction
from server.rules.vocabulary import ReservationStatus
from server.services.booking.cancel import cancel
from server.services.context import Context
from server.services.messages.about import (
    Addressee,
    auto_cancellation_of,
    class_moved_of,
    reinstatement_of,
    reminder_of,
)
from server.services.messages.outbox import enqueue_all
from server.services.messages.send_due import send_due
from server.tables.access import AccessToken
from server.tables.reservations import SessionReservation
from tests.app_fixtures import PUBLIC_URL
from tests.builders import STARTS_AT, add_reservation, add_session
from tests.pages.visitor import Visitor
from tests.readings import everything
from tests.scene import Scene
from tests.services.messages.mailbox import Mailbox, body_of

DAY = timedelta(days=1)


@pytest.fixture
async def links(scene: Scene, context: Context, tmp_path: Path) -> set[str]:
    """The paths that all the mails to Ana lead to: about tonight's class, one given up, and one released."""
    given_up = await scene.book(context, await add_session(scene.course_id, STARTS_AT + DAY))
    await cancel(given_up.id, scene.customer, context)
    missed = await add_reservation(scene.pass_id, await add_session(scene.course_id, STARTS_AT - DAY))
    next_week = await add_session(scene.course_id, STARTS_AT + 7 * DAY)
    released = await add_reservation(scene.pass_id, next_week, ReservationStatus.AUTO_CANCELLED)
    table = SessionReservation
    await table.update({table.auto_cancelled_by: missed.id}).where(table.id == released.id)
    tonight = await add_reservation(scene.pass_id, scene.session_id)
    now, to = context.now(), Addressee("ana@example.org", scene.studio_id)
    async with write_transaction():
        await enqueue_all(
            [
                reminder_of(tonight.id, STARTS_AT, to),
                class_moved_of(tonight.id, STARTS_AT - DAY, STARTS_AT, now, to),
                reinstatement_of([tonight.id], now, to),
                auto_cancellation_of(missed.id, now, [released.id], to),
            ],
            now,
        )
    mailbox = Mailbox(tmp_path / "mail")
    await send_due(context, mailbox.post)
    assert len(mailbox.mails()) == 5
    return {link for mail in mailbox.mails() for link in re.findall(PUBLIC_URL + r"(\S+)", body_of(mail))}


async def test_opening_every_link_changes_nothing(links: set[str], ana: Visitor) -> None:
    assert len(links) == 3
    before = await everything()
    for link in sorted(links):
        assert (await ana.open(link)).status == 200
    after = await everything()
    for seen in (before, after):
        seen.pop(AccessToken._meta.tablename)  # when a token was last used is noted
    assert after == before


async def test_a_link_leads_there_also_by_way_of_signing_in(links: set[str], nobody: Visitor) -> None:
    for link in sorted(links):
        seen = await nobody.open(link)
        assert seen.status == 200
        assert seen.path == "/sign-in" or link.startswith("/c/")


async def test_the_way_back_opens_the_pass_that_the_class_was_booked_on(
    links: set[str], ana: Visitor, scene: Scene
) -> None:
    assert f"/book?pass={scene.pass_id}" in links
    seen = await ana.open(f"/book?pass={scene.pass_id}")
    assert seen.path == f"/book?pass={scene.pass_id}"
