"""A studio as the wire shows it."""

from dataclasses import asdict

from server.contract import studios as shapes
from server.services.studio_facts import settings_from
from server.tables.studios import Studio


def present(row: Studio) -> shapes.Studio:
    """Return a studio with all its settings, the defaults filled in."""
    return shapes.Studio(
        id=row.id,
        name=row.name,
        timezone=row.timezone,
        locale=shapes.Locale(row.locale),
        currency=row.currency,
        colour=row.colour,
        contact_email=row.contact_email,
        settings=shapes.StudioSettings(**asdict(settings_from(row.settings))),
        created_at=row.created_at,
        archived_at=row.archived_at,
    )
