"""The studios that this server serves."""

from piccolo.columns import ForeignKey, OnDelete, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from server.tables.columns import Day, Instant


class Studio(Table, tablename="studio"):
    """One place, one IANA time zone, one set of settings (JSON, checked by `rules.studio_settings`)."""

    id: Serial
    name = Varchar(length=200)
    timezone = Varchar(length=64)
    locale = Varchar(length=8, default="en")
    currency = Varchar(length=3, default="EUR")
    colour = Varchar(length=7, null=True, default=None)
    contact_email = Varchar(length=254, null=True, default=None)
    settings = Text(default="{}")
    created_at = Instant()
    archived_at = Timestamptz(default=None, null=True)


class Closure(Table, tablename="closure"):
    """A local date on which a studio is closed: no timetable makes a session on it. Unique for studio and date."""

    id: Serial
    studio = ForeignKey(Studio, on_delete=OnDelete.restrict, null=False)
    date = Day()
    reason = Varchar(length=500)
    created_at = Instant()
