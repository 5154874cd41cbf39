"""The nights of each studio, and who has worked on them."""

from piccolo.columns import Date, ForeignKey, Integer, OnDelete, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from server.rules.vocabulary import NightKind
from server.tables.columns import Instant, OneOf, listed
from server.tables.studios import Studio


class JobRun(Table, tablename="job_run"):
    """One run of a studio's night with its counts (R35); a NIGHTLY one is unique for its studio and local date.

    `as_of` is the instant by which it judged (UTC). While it runs, `holder` has it until `lease_until`, and whoever
    comes after that takes it over. `failed_ids` is JSON: the registrations on which it broke.
    """

    id: Serial
    studio = ForeignKey(Studio, on_delete=OnDelete.restrict, null=False)
    kind = OneOf(values=listed(NightKind), default=NightKind.NIGHTLY.value)
    local_date = Date(default=None, null=True)
    as_of = Instant()
    started_by = Varchar(length=60)
    started_at = Instant()
    holder = Varchar(length=36)
    lease_until = Instant()
    finished_at = Timestamptz(default=None, null=True)
    attended = Integer(default=0)
    no_shows = Integer(default=0)
    absences = Integer(default=0)
    auto_cancelled = Integer(default=0)
    failed = Integer(default=0)
    failed_ids = Text(default="[]")
