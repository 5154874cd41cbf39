"""From an envelope to the wire: composes a mail and hands it to the transport."""

import asyncio
from dataclasses import dataclass
from email.headerregistry import Address

from server.contract.mail import Envelope, Hindrance, Undelivered
from server.delivery.addresses import WrongAddressError, sender_of
from server.delivery.mail import compose
from server.delivery.transports import Transport, transport_for
from server.settings import Settings, WrongSettingError


@dataclass(frozen=True)
class Dispatcher:
    """Sends from one address by one transport."""

    transport: Transport
    sender: Address

    async def deliver(self, envelope: Envelope) -> Undelivered | None:
        """Send a mail; None when it was taken."""
        try:
            message = await asyncio.to_thread(compose, envelope, self.sender)  # scans need not wait for a QR's drawing
        except WrongAddressError:
            return Undelivered(Hindrance.REFUSED, "the address is none that mail can be sent to")
        return await self.transport.send(message)


def dispatcher_for(settings: Settings) -> Dispatcher:
    """Return the dispatcher that the operator has set up. Raises WrongSettingError."""
    try:
        sender = sender_of(settings.mail_from)
    except WrongAddressError as error:
        raise WrongSettingError("STUDIO_MAIL_FROM", "an address such as Kiln & Co <hello@kiln.example>") from error
    return Dispatcher(transport_for(settings.mail_url), sender)
