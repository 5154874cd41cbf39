"""Each try to send a message counts once, by its kind and its end."""

from datetime import timedelta

from server.delivery.transports import transport_for
from server.services.booking.cancel import cancel
from server.services.context import Context
from server.services.messages.send_due import send_due
from tests.movable_clock import MovableClock
from tests.parts.smtp_sink import SmtpSink
from tests.scene import Scene
from tests.scraped import Scraped
from tests.services.messages.mailbox import post_by
from tests.services.messages.waiting_messages import add_confirmation, add_sign_in


async def test_each_try_is_counted_by_its_kind_and_its_end(
    scene: Scene, context: Context, clock: MovableClock, smtp_sink: SmtpSink
) -> None:
    post = post_by(transport_for(smtp_sink.url))
    gone = await scene.book(context)
    await cancel(gone.id, scene.customer, context)
    await add_confirmation(gone.id, context.now())
    await add_sign_in(context.now())
    smtp_sink.refuse("451 4.3.0 Try again later")
    await send_due(context, post)
    smtp_sink.accept()
    clock.advance(timedelta(minutes=1))
    await send_due(context, post)
    smtp_sink.refuse("550 5.1.1 Nobody here")
    await add_sign_in(context.now(), to="eve@example.org")
    await send_due(context, post)
    page = Scraped.of(context.metrics.page(None))
    ends = ("sent", "dropped", "put_off", "failed")
    sign_in = {end: page.count("studio_messages_total", kind="SIGN_IN_CODE", end=end) for end in ends}
    assert sign_in == {"sent": 1, "dropped": 0, "put_off": 1, "failed": 1}
    assert page.count("studio_messages_total", kind="CONFIRMATION", end="dropped") >= 1
    assert page.count("studio_messages_total", kind="CONFIRMATION", end="sent") == 0
