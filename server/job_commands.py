"""`studio job …`: what the server does by the clock, done now and judged as of an instant."""

from datetime import UTC, datetime
from functools import partial

import click

from server.clock import SystemClock
from server.contract.base import WrongDateError, refuse_far_date
from server.contract.nights import NightPreview, NightRun
from server.database.migration_guard import migrate
from server.rules.local_time import dated_moment
from server.rules.names import display_name
from server.services.absence.nights import run_by_hand
from server.services.absence.preview import preview
from server.services.absence.read_runs import read_runs_by_ids
from server.services.absence.run import sweep_at
from server.services.absence.settle import settle
from server.services.actor import SYSTEM
from server.services.context import Context
from server.services.studio_facts import zone_of
from server.startup import settings_and_keys, with_database

TAKES = "takes a date, a time and a zone, such as 2026-03-03T01:00:00-05:00"


class InstantParameter(click.ParamType[datetime]):
    """An instant with its zone."""

    name = "instant"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the instant in UTC; anything else is a usage error that says what is taken."""
        try:
            instant = datetime.fromisoformat(str(value))
            refuse_far_date(instant if instant.tzinfo else None)
        except (ValueError, TypeError, WrongDateError):
            instant = None
        if instant is None or instant.tzinfo is None:
            self.fail(f"{value!r} is no instant: it {TAKES}", param, ctx)
        return instant.astimezone(UTC)


@click.group()
def job() -> None:
    """Do now what the server does by the clock."""


@job.command()
@click.option("--as-of", type=InstantParameter(), help="Judge as of this instant, and not as of now.")
@click.option("--dry-run", is_flag=True, help="Only say whom it would touch, and why.")
def nightly(as_of: datetime | None, *, dry_run: bool) -> None:
    """Do every studio's night: settle what has ended, release what absences cost. By hand, it claims no night."""
    context = _context()
    act = partial(_say_what_would_be, as_of, context) if dry_run else partial(_do_nights, as_of, context)
    with_database(act)


@job.command("settle")
def settle_command() -> None:
    """Settle the classes that have ended: who came has attended, who did not has missed it."""
    with_database(partial(_settle, _context()))


def _context() -> Context:
    given, keys = settings_and_keys()
    return Context(SystemClock(), keys, given.public_url)


async def _do_nights(as_of: datetime | None, context: Context) -> None:
    await migrate()
    run_ids = await run_by_hand(None, as_of or context.now(), SYSTEM, context)
    for run in await read_runs_by_ids(run_ids, context.now()):
        click.echo(_said_of(run))
    if not run_ids:
        click.echo("There is no studio yet.")


async def _say_what_would_be(as_of: datetime | None, context: Context) -> None:
    await migrate()
    for night in await preview(None, as_of or context.now(), context):
        _say_preview(night)


async def _settle(context: Context) -> None:
    await migrate()
    failed = await settle(sweep_at(context.now()))
    click.echo("Every class that has ended is settled." if not failed else f"Failed for the passes {failed}.")


def _said_of(run: NightRun) -> str:
    failed = f"; failed for the passes {run.failed_registrations}" if run.failed_registrations else ""
    return (
        f"{run.studio_name}, {run.local_date}: {run.attended} attended, {run.no_shows} missed;"
        f" {run.absences} absences acted on, {run.auto_cancelled} bookings released{failed}"
    )


def _say_preview(night: NightPreview) -> None:
    zone = zone_of(night.timezone)
    moment = dated_moment(night.as_of, zone)
    click.echo(f"{night.studio_name}, as of {moment}: {len(night.absences)} absences would act")
    for absence in night.absences:
        released = ", ".join(dated_moment(each.starts_at, zone) for each in absence.released) or "nothing"
        click.echo(
            f"  {display_name(absence.customer_name)} (reservation {absence.reservation_id})"
            f" missed {absence.course_name}, {dated_moment(absence.starts_at, zone)}: releases {released}"
        )
