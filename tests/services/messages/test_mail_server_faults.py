"""A real mail server in trouble: no mail is lost, none is told twice that was taken, and nobody is hammered (R39)."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from server.database.write_transaction import write_transaction
from server.delivery.transports import transport_for
from server.services.booking.cancel import cancel
from server.services.context import Context
from server.services.messages.about import Addressee, confirmation_of
from server.services.messages.outbox import enqueue_all
from server.services.messages.road import DEFERRED_IN_A_ROW, Road
from server.services.messages.send_due import send_due
from server.services.messages.settle_claim import KEPT_TRYING
from server.tables.desk import InboxItem
from tests.builders import STARTS_AT, add_reservation, add_session
from tests.delivery.mail_server import MailServer, open_mail_server
from tests.movable_clock import MovableClock
from tests.readings import messages
from tests.scene import Scene
from tests.services.messages.mailbox import post_by
from tests.services.messages.waiting_messages import add_sign_in

SECOND: Final = timedelta(seconds=1)
MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)


class Sender:
    """A server of ours that sends every second or so, as its timetable does, and its clock."""

    def __init__(self, context: Context, clock: MovableClock, server: MailServer, user: str = "") -> None:
        self._context = context
        self._clock = clock
        self._post = post_by(transport_for(f"smtp://{user}127.0.0.1:{server.port}"))
        self._road = Road()

    async def live(self, span: timedelta, step: timedelta = 10 * SECOND) -> None:
        """Let time pass, and send what is due in each step."""
        end = self._clock.now() + span
        while self._clock.now() < end:
            await send_due(self._context, self._post, self._road)
            self._clock.advance(step)


async def confirm_many(scene: Scene, context: Context, count: int) -> list[str]:
    """As many confirmations of a class next week, each to somebody else; return to whom."""
    session_id = await add_session(scene.course_id, STARTS_AT + 7 * DAY)
    reservation = await add_reservation(scene.pass_id, session_id)
    everybody = [f"customer{number:03d}@example.org" for number in range(count)]
    confirmation = confirmation_of(reservation.id, Addressee("", scene.studio_id))
    async with write_transaction():
        await enqueue_all(
            [replace(confirmation, recipient=one, dedupe_key=f"{one}:{context.now()}") for one in everybody],
            context.now(),
        )
    return everybody


async def unsettled() -> int:
    return sum(row["sent_at"] is row["dropped_at"] is row["failed_at"] is None for row in await messages())


@pytest.fixture
def server() -> MailServer:
    """A mail server that does not listen yet."""
    return MailServer()


async def test_a_mail_server_that_is_down_for_a_day_costs_no_mail(
    scene: Scene, context: Context, clock: MovableClock, server: MailServer
) -> None:
    """Everything arrives exactly once, within minutes of its return."""
    everybody = await confirm_many(scene, context, 60)
    sender = Sender(context, clock, server)
    await sender.live(DAY, step=5 * MINUTE)
    assert await unsettled() == 60
    with open_mail_server(server):
        await sender.live(4 * MINUTE)
    assert sorted(server.recipients) == everybody
    assert await unsettled() == 0
    assert await InboxItem.count() == 0


async def test_a_mail_server_that_is_down_for_a_weekend_costs_no_mail(
    scene: Scene, context: Context, clock: MovableClock, server: MailServer
) -> None:
    everybody = await confirm_many(scene, context, 20)
    sender = Sender(context, clock, server)
    await sender.live(3 * DAY, step=20 * MINUTE)
    with open_mail_server(server):
        await sender.live(4 * MINUTE)
    assert sorted(server.recipients) == everybody


async def test_a_thousand_waiting_messages_ask_one_at_a_time_whether_it_is_back(
    scene: Scene, context: Context, clock: MovableClock, server: MailServer
) -> None:
    """An hour of trouble: some thirty tries and not sixty thousand."""
    await confirm_many(scene, context, 1000)
    await Sender(context, clock, server).live(HOUR)
    tries = sum(row["attempts"] for row in await messages())
    assert 30 <= tries <= 40


async def test_what_has_lost_its_reason_meanwhile_is_not_sent(
    scene: Scene, context: Context, clock: MovableClock, server: MailServer
) -> None:
    """Booked and cancelled while the mail server was away: one mail, and a code that is long over is none."""
    next_week = await add_session(scene.course_id, STARTS_AT + 7 * DAY)
    reservation = await scene.book(context, next_week)
    await add_sign_in(context.now(), to="ben@example.org")
    sender = Sender(context, clock, server)
    await sender.live(HOUR, step=5 * MINUTE)
    await cancel(reservation.id, scene.customer, context)
    with open_mail_server(server):
        await sender.live(4 * MINUTE)
    assert [mail["Subject"] for mail in server.mails] == ["Cancelled: Pottery, Mon 9 Mar, 17:00"]
    assert await unsettled() == 0


async def test_a_recipient_that_is_refused_is_a_dead_letter_and_the_others_get_theirs(
    scene: Scene, context: Context, clock: MovableClock, server: MailServer
) -> None:
    everybody = await confirm_many(scene, context, 12)
    server.refused["customer004@example.org"] = "550 5.1.1 <customer004@example.org> unknown"
    with open_mail_server(server):
        await Sender(context, clock, server).live(DAY, step=HOUR)
    assert sorted(server.recipients) == [one for one in everybody if one != "customer004@example.org"]
    [item] = await InboxItem.select()
    assert item["reason"] == "Mail not delivered: confirmation. The mail server refused it (550 5.1.1)."
    assert server.asked_for.count("customer004@example.org") == 1


async def test_a_recipient_that_is_put_off_delays_nobody_else(
    scene: Scene, context: Context, clock: MovableClock, server: MailServer
) -> None:
    everybody = await confirm_many(scene, context, 12)
    slow = everybody[0]
    server.refused[slow] = "452 4.2.2 Mailbox full"
    sender = Sender(context, clock, server)
    with open_mail_server(server):
        await sender.live(SECOND, step=SECOND)
        assert sorted(server.recipients) == everybody[1:]
        await sender.live(6 * HOUR, step=MINUTE)
        del server.refused[slow]
        await sender.live(HOUR + MINUTE, step=MINUTE)
    assert server.recipients[-1] == slow
    assert Counter(server.recipients) == Counter(everybody)


async def test_who_is_put_off_for_five_days_is_a_dead_letter(
    scene: Scene, context: Context, clock: MovableClock, server: MailServer
) -> None:
    [slow, other] = await confirm_many(scene, context, 2)
    server.refused[slow] = "452 4.2.2 Mailbox full"
    with open_mail_server(server):
        await Sender(context, clock, server).live(KEPT_TRYING + 2 * HOUR, step=10 * MINUTE)
    assert server.recipients == [other]
    [item] = await InboxItem.select()
    assert "put off for days (452 4.2.2)" in item["reason"]
    assert 100 < server.asked_for.count(slow) < 140  # hourly


async def test_a_mail_server_that_greylists_gets_each_mail_on_its_second_try(
    scene: Scene, context: Context, clock: MovableClock, server: MailServer
) -> None:
    everybody = await confirm_many(scene, context, 8)
    server.is_greylisting = True
    with open_mail_server(server):
        await Sender(context, clock, server).live(3 * MINUTE)
    assert sorted(server.recipients) == everybody
    assert set(Counter(server.asked_for).values()) == {2}


@pytest.mark.parametrize("deaths", [1, 3])
async def test_a_mail_server_that_dies_before_its_answer_gets_the_mail_again_by_the_same_name(
    scene: Scene, context: Context, clock: MovableClock, server: MailServer, deaths: int
) -> None:
    """At least once: who had it all the time recognises it by its Message-ID."""
    [only] = await confirm_many(scene, context, 1)
    server.hangs_up_after_data = deaths
    with open_mail_server(server):
        await Sender(context, clock, server).live(30 * MINUTE)
    assert server.recipients == [only] * (deaths + 1)
    assert len({mail["Message-ID"] for mail in server.mails}) == 1
    assert await unsettled() == 0


async def test_a_mail_server_that_dies_and_stays_away_for_hours_loses_nothing(
    scene: Scene, context: Context, clock: MovableClock, server: MailServer
) -> None:
    everybody = await confirm_many(scene, context, 10)
    server.hangs_up_after_data = 5
    sender = Sender(context, clock, server)
    with open_mail_server(server):
        await sender.live(SECOND, step=SECOND)
    await sender.live(5 * HOUR, step=5 * MINUTE)
    with open_mail_server(server):
        await sender.live(2 * HOUR, step=MINUTE)
    assert set(server.recipients) == set(everybody)
    twice = {one for one, times in Counter(server.recipients).items() if times > 1}
    assert len(twice) <= 5
    assert len({mail["Message-ID"] for mail in server.mails}) == len(everybody)


async def test_a_wrong_password_costs_no_mail_and_is_not_tried_all_day(
    scene: Scene, context: Context, clock: MovableClock, server: MailServer
) -> None:
    """Who is asked with a wrong password too often locks the account."""
    everybody = await confirm_many(scene, context, 15)
    server.lets_in = False
    sender = Sender(context, clock, server, user="studio:wrong@")
    with open_mail_server(server):
        await sender.live(6 * HOUR, step=MINUTE)
        assert server.recipients == []
        assert len(server.logins) <= 2 * (2 + 6 * 4)  # each try asks by two methods
        server.lets_in = True
        await sender.live(31 * MINUTE, step=MINUTE)
    assert sorted(server.recipients) == everybody


async def test_relaying_that_is_denied_to_everybody_is_no_end_of_every_mail(
    scene: Scene, context: Context, clock: MovableClock, server: MailServer
) -> None:
    """A forgotten password again, as some mail servers say it."""
    everybody = await confirm_many(scene, context, 6)
    server.recipient_answer = "554 5.7.1 Relay access denied"
    sender = Sender(context, clock, server)
    with open_mail_server(server):
        await sender.live(DAY, step=10 * MINUTE)
        server.recipient_answer = "250 OK"
        await sender.live(HOUR + 10 * MINUTE, step=10 * MINUTE)
    assert sorted(server.recipients) == everybody
    assert await InboxItem.count() == 0


async def test_a_busy_mail_server_is_asked_by_twenty_and_then_left_alone_for_a_minute(
    scene: Scene, context: Context, clock: MovableClock, server: MailServer
) -> None:
    everybody = await confirm_many(scene, context, 100)
    server.data_answer = "451 4.7.0 Too many, slow down"
    sender = Sender(context, clock, server)
    with open_mail_server(server):
        await sender.live(MINUTE)
        assert DEFERRED_IN_A_ROW <= len(server.asked_for) <= DEFERRED_IN_A_ROW + 5
        server.data_answer = "250 OK"
        await sender.live(10 * MINUTE)
    assert sorted(server.recipients) == everybody


async def test_a_sign_in_code_goes_before_all_that_waits(
    scene: Scene, context: Context, clock: MovableClock, server: MailServer
) -> None:
    """Somebody stands there with the phone in the hand; ten thousand reminders can wait."""
    await confirm_many(scene, context, 30)
    clock.advance(SECOND)
    await add_sign_in(context.now(), to="ben@example.org")
    with open_mail_server(server):
        await Sender(context, clock, server).live(SECOND, step=SECOND)
    assert "ben@example.org" in server.recipients[:5]
