"""What leaves the outbox, what is dropped, and that each message goes once (R39)."""

import asyncio
import io
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from server.contract.mail import Envelope, Hindrance, Undelivered
from server.contract.reservations import Reservation
from server.keys import keys_from
from server.logs.strike_out import STRUCK_OUT
from server.rules.vocabulary import ReservationStatus
from server.services.booking.cancel import cancel
from server.services.booking.new_code import issue_new_code
from server.services.context import Context
from server.services.messages.road import Road
from server.services.messages.send_due import send_due
from server.services.outcomes import NotFoundError
from server.tables.courses import ClassSession
from server.tables.outbox import OutboxMessage
from tests.builders import TWO_HOURS
from tests.movable_clock import MovableClock
from tests.readings import messages
from tests.scene import Scene, moved
from tests.services.messages.mailbox import Mailbox
from tests.services.messages.waiting_messages import CODE, add_confirmation, add_sign_in, message
from tests.written_log import WrittenLog

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def qr_of(mail: EmailMessage) -> str:
    [picture] = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    png = picture.get_payload(decode=True)
    assert isinstance(png, bytes)
    return zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))[0].text


async def only_message() -> OutboxMessage:
    [row] = await OutboxMessage.objects()
    return row


async def test_a_booking_sends_its_customer_the_qr(scene: Scene, context: Context, mailbox: Mailbox) -> None:
    reservation = await scene.book(context)
    await send_due(context, mailbox.post)
    [mail] = mailbox.mails()
    assert qr_of(mail) == f"{context.public_url}/C/{reservation.code}".upper()
    assert mail["Subject"] == "Booked: Pottery, Mon 2 Mar, 16:00"
    assert (await only_message()).sent_at == context.now()


async def test_a_sign_in_code_is_sent_and_then_forgotten(database: None, context: Context, mailbox: Mailbox) -> None:
    message_id = await add_sign_in(context.now())
    await send_due(context, mailbox.post)
    [mail] = mailbox.mails()
    assert f"\n{CODE}\n" in mail.as_string().replace("\r\n", "\n")
    assert CODE not in str(await message(message_id))


async def test_what_was_sent_is_not_sent_again(database: None, context: Context, mailbox: Mailbox) -> None:
    await add_sign_in(context.now())
    await send_due(context, mailbox.post)
    [file] = mailbox.folder.glob("*.eml")
    file.unlink()
    await send_due(context, mailbox.post)
    assert mailbox.mails() == []


async def test_all_that_is_due_goes_in_one_run(database: None, context: Context, mailbox: Mailbox) -> None:
    everybody = sorted(f"customer{number}@example.org" for number in range(12))
    for address in everybody:
        await add_sign_in(context.now(), to=address)
    await send_due(context, mailbox.post)
    assert sorted(mailbox.recipients()) == everybody


async def test_a_message_waits_until_it_is_due(
    database: None, context: Context, clock: MovableClock, mailbox: Mailbox
) -> None:
    await add_sign_in(context.now(), due_at=context.now() + MINUTE)
    clock.advance(MINUTE - SECOND)
    await send_due(context, mailbox.post)
    assert mailbox.mails() == []
    clock.advance(SECOND)
    await send_due(context, mailbox.post)
    assert mailbox.recipients() == ["ana@example.org"]


async def test_a_cancelled_place_is_not_confirmed_any_more(scene: Scene, context: Context, mailbox: Mailbox) -> None:
    gone = await scene.book(context)
    await cancel(gone.id, scene.customer, context)
    await send_due(context, mailbox.post)
    assert [mail["Subject"] for mail in mailbox.mails()] == ["Cancelled: Pottery, Mon 2 Mar, 16:00"]
    confirmation, _ = await messages()
    assert (confirmation["dropped_at"], confirmation["sent_at"]) == (context.now(), None)


@pytest.mark.parametrize(
    ("status", "is_confirmed"),
    [
        (ReservationStatus.CHECKED_IN, True),
        (ReservationStatus.AUTO_CANCELLED, False),
        (ReservationStatus.NO_SHOW, False),
        (ReservationStatus.ATTENDED, False),
    ],
)
async def test_only_an_open_reservation_is_confirmed(
    scene: Scene, context: Context, mailbox: Mailbox, status: ReservationStatus, *, is_confirmed: bool
) -> None:
    reservation = await scene.book(context)
    await moved(reservation.id, status, context.now())
    await send_due(context, mailbox.post)
    assert len(mailbox.mails()) == is_confirmed


async def test_a_class_that_the_studio_cancelled_is_not_confirmed(
    scene: Scene, context: Context, mailbox: Mailbox
) -> None:
    await scene.book(context)
    await ClassSession.update({ClassSession.cancelled_at: context.now()}).where(ClassSession.id == scene.session_id)
    await send_due(context, mailbox.post)
    assert mailbox.mails() == []


@pytest.mark.parametrize(("before_the_end", "is_confirmed"), [(SECOND, True), (timedelta(0), False)])
async def test_a_class_that_is_over_is_not_confirmed(
    scene: Scene,
    context: Context,
    clock: MovableClock,
    mailbox: Mailbox,
    before_the_end: timedelta,
    *,
    is_confirmed: bool,
) -> None:
    reservation = await scene.book(context)
    clock.set(reservation.starts_at + TWO_HOURS - before_the_end)
    await send_due(context, mailbox.post)
    assert len(mailbox.mails()) == is_confirmed


async def test_a_confirmation_has_the_newest_code(scene: Scene, context: Context, mailbox: Mailbox) -> None:
    old = await scene.book(context)
    new = await issue_new_code(old.id, scene.customer, context)
    assert isinstance(new, Reservation)
    await send_due(context, mailbox.post)
    [mail] = mailbox.mails()
    assert new.code != old.code
    assert qr_of(mail).endswith(f"/C/{new.code}")


async def test_a_code_that_can_no_longer_be_drawn_is_not_sent(
    scene: Scene, context: Context, clock: MovableClock, mailbox: Mailbox
) -> None:
    """R43: with another secret the picture would say a code that the door does not know."""
    await scene.book(context)
    await send_due(Context(clock, keys_from(b"another secret, just as long!!!!"), context.public_url), mailbox.post)
    assert mailbox.mails() == []
    assert (await only_message()).dropped_at == context.now()


@pytest.mark.parametrize(("waited", "is_sent"), [(10 * MINUTE - SECOND, True), (10 * MINUTE, False)])
async def test_a_sign_in_code_that_has_expired_is_not_sent(
    database: None,
    context: Context,
    clock: MovableClock,
    mailbox: Mailbox,
    waited: timedelta,
    *,
    is_sent: bool,
) -> None:
    message_id = await add_sign_in(context.now())
    clock.advance(waited)
    await send_due(context, mailbox.post)
    assert len(mailbox.mails()) == is_sent
    assert CODE not in str(await message(message_id))


async def test_an_address_that_is_none_fails_and_its_neighbour_goes(
    database: None, context: Context, mailbox: Mailbox
) -> None:
    wrong = await add_sign_in(context.now(), to="ana,eve@example.org")
    await add_sign_in(context.now(), to="ben@example.org")
    await send_due(context, mailbox.post)
    assert mailbox.recipients() == ["ben@example.org"]
    assert (await message(wrong))["failed_at"] == context.now()


async def test_a_message_that_cannot_be_composed_is_put_off_and_its_neighbours_go(
    database: None, context: Context, mailbox: Mailbox
) -> None:
    broken = await add_confirmation(99, context.now())
    await add_sign_in(context.now(), to="ben@example.org")
    with pytest.raises(NotFoundError):
        await send_due(context, mailbox.post)
    assert mailbox.recipients() == ["ben@example.org"]
    row = await message(broken)
    assert (row["last_error"], row["claimed_until"]) == ("NotFoundError", context.now() + MINUTE)


async def test_of_two_servers_each_message_is_sent_by_one(database: None, context: Context, tmp_path: Path) -> None:
    everybody = sorted(f"customer{number}@example.org" for number in range(20))
    for address in everybody:
        await add_sign_in(context.now(), to=address)
    servers = [Mailbox(tmp_path / name) for name in ("one", "two", "three")]
    await asyncio.gather(*(send_due(context, server.post) for server in servers))
    assert sorted(address for server in servers for address in server.recipients()) == everybody


async def test_the_log_knows_no_address_and_no_code(
    scene: Scene, context: Context, mailbox: Mailbox, log: WrittenLog
) -> None:
    reservation = await scene.book(context)
    await add_sign_in(context.now(), to="ben@example.org")
    await add_sign_in(context.now(), to="ana,eve@example.org")
    await send_due(context, mailbox.post)
    assert {"message.sent", "message.failed"} <= {line.split()[1] for line in log.lines}
    for secret in ("@", CODE, reservation.code or "", STRUCK_OUT):
        assert secret not in log.text


async def test_a_message_that_no_server_survives_does_not_stand_in_the_others_way(
    database: None, context: Context, clock: MovableClock, mailbox: Mailbox
) -> None:
    """Whatever it is about it: it takes its turn at asking, and so do the others."""
    await add_sign_in(context.now(), to="eve@example.org", due_at=context.now() - MINUTE)
    for name in ("ana", "ben"):
        await add_sign_in(context.now(), to=f"{name}@example.org")
    post, road = KilledBy("eve@example.org", mailbox), Road()
    for _ in range(10):
        await send_due(context, post, road)
        clock.advance(10 * SECOND)
    assert sorted(mailbox.recipients()) == ["ana@example.org", "ben@example.org"]


class KilledBy:
    """A mail server that is away whenever it is to be given the mail for one address."""

    def __init__(self, recipient: str, mailbox: Mailbox) -> None:
        self._recipient = recipient
        self._post = mailbox.post

    async def deliver(self, envelope: Envelope) -> Undelivered | None:
        """Deliver, or be away."""
        if envelope.recipient == self._recipient:
            return Undelivered(Hindrance.AWAY, "gone again")
        return await self._post.deliver(envelope)
