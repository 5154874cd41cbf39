"""Open a studio."""

from server.contract import studios as shapes
from server.database.write_transaction import write_transaction
from server.services.context import Context
from server.services.setup.studios.checked_settings import checked_timezone, settings_text
from server.services.setup.studios.present import present
from server.tables.studios import Studio


async def create_studio(asked: shapes.StudioRequest, context: Context) -> shapes.Studio:
    """Return the new studio. Raises InvalidFieldError for a zone that is none, and for a setting out of range."""
    row = Studio(
        name=asked.name,
        timezone=checked_timezone(asked.timezone),
        locale=asked.locale,
        currency=asked.currency,
        colour=asked.colour,
        contact_email=asked.contact_email,
        settings=settings_text(asked.settings),
        created_at=context.now(),
    )
    async with write_transaction():
        await row.save()
    return present(row)
