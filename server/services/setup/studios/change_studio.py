"""Change a studio."""

from server.contract import studios as shapes
from server.contract.setup import given_fields
from server.database.write_transaction import write_transaction
from server.services.setup.rows import change, hold
from server.services.setup.studios.checked_settings import checked_timezone, settings_text
from server.services.setup.studios.present import present
from server.tables.studios import Studio


async def change_studio(studio_id: int, asked: shapes.StudioChange) -> shapes.Studio:
    """Return the studio as it is now; settings that are not named stay.

    Another zone leaves the instants of the sessions as they are (R1). Raises NotFoundError, and InvalidFieldError for
    a zone that is none and for a setting out of range.
    """
    values = given_fields(asked)
    if isinstance(asked.timezone, str):
        checked_timezone(asked.timezone)
    async with write_transaction():
        row = await hold(Studio, studio_id)
        if isinstance(asked.settings, dict):
            values["settings"] = settings_text(asked.settings, row.settings)
        return present(await change(row, values))
