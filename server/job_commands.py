"""`studio job …`: what the server does by the clock, done now and judged as of an instant."""

from datetime import UTC, datetime, timedelta
from functools import partial

import click

from server.clock import SystemClock
from server.contract.base import refuse_far_date
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
from server.startup import settings_and_keys, stop, with_database

NO_STUDIO = "There is no studio yet."
FARTHEST_AHEAD = timedelta(hours=26)
"""The coming night of any studio lies within; a night farther off would settle classes that nobody has held yet."""

FAILED = 1
"""Exit code: it was done but for some passes, which the log tells more about."""


@click.group()
def job() -> None:
    """Do now what the server does by the clock."""


@job.command()
@click.option("--as-of", metavar="INSTANT", help="Judge as of this instant, and not as of now.")
@click.option("--dry-run", is_flag=True, help="Only say whom it would touch, and why.")
def nightly(as_of: str | None, *, dry_run: bool) -> None:
    """Do every studio's night: settle what has ended, release what absences cost. By hand, it claims no night."""
    instant = None if as_of is None else _instant(as_of)
    context = _context()
    if instant is not None and not dry_run and instant > context.now() + FARTHEST_AHEAD:
        stop(f"--as-of {as_of} lies more than a day ahead: that far it works with --dry-run only.")
    act = partial(_say_what_would_be, instant, context) if dry_run else partial(_do_nights, instant, context)
    with_database(act)


@job.command("settle")
def settle_command() -> None:
    """Settle the classes that have ended: who came has attended, who did not has missed it."""
    with_database(partial(_settle, _context()))


def _instant(text: str) -> datetime:
    """Return the instant in UTC; where it is none, or has no zone, say so and stop."""
    instant = _read_instant(text)
    if instant is None:
        stop(f"--as-of takes a date, a time and a zone, such as 2026-03-03T01:00:00-05:00, and not {text!r}.")
    return instant.astimezone(UTC)


def _read_instant(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is not None:
            refuse_far_date(instant)
            return instant
    except ValueError:  # a WrongDateError is one
        return None
    return None


def _context() -> Context:
    given, keys = settings_and_keys()
    return Context(SystemClock(), keys, given.public_url)


async def _do_nights(as_of: datetime | None, context: Context) -> None:
    await migrate()
    run_ids = await run_by_hand(None, as_of or context.now(), SYSTEM, context)
    runs = await read_runs_by_ids(run_ids, context.now())
    for run in runs:
        click.echo(_said_of(run))
    if not runs:
        click.echo(NO_STUDIO)
    if any(run.failed_registrations for run in runs):
        raise SystemExit(FAILED)


async def _say_what_would_be(as_of: datetime | None, context: Context) -> None:
    await migrate()
    nights = await preview(None, as_of or context.now(), context)
    for night in nights:
        _say_preview(night)
    if not nights:
        click.echo(NO_STUDIO)


async def _settle(context: Context) -> None:
    await migrate()
    failed = await settle(sweep_at(context.now()))
    if failed:
        click.echo(f"Failed for the passes {failed}.")
        raise SystemExit(FAILED)
    click.echo("Every class that has ended is settled.")


def _said_of(run: NightRun) -> str:
    failed = f"; failed for the passes {run.failed_registrations}" if run.failed_registrations else ""
    return (
        f"{run.studio_name}, {run.local_date}: attended {run.attended}, missed {run.no_shows};"
        f" absences acted on {run.absences}, bookings released {run.auto_cancelled}{failed}"
    )


def _say_preview(night: NightPreview) -> None:
    zone = zone_of(night.timezone)
    moment = dated_moment(night.as_of, zone)
    click.echo(f"{night.studio_name}, as of {moment}: absences that would act {len(night.absences)}")
    for absence in night.absences:
        released = ", ".join(dated_moment(each.starts_at, zone) for each in absence.released) or "nothing"
        click.echo(
            f"  {display_name(absence.customer_name)} (reservation {absence.reservation_id})"
            f" missed {absence.course_name}, {dated_moment(absence.starts_at, zone)}: releases {released}"
        )
    for each in night.expiring:
        click.echo(
            f"  {display_name(each.customer_name)} (pass {each.registration_id}), ended on {each.valid_until}:"
            f" punches that run out {each.punches}"
        )
