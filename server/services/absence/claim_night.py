"""Whose a night is: a claim is a lease that each batch renews, taken over when its holder died (R33, R35)."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from server.database.write_transaction import write_transaction
from server.rules.vocabulary import AuditAction, AuditSubject, NightKind
from server.services.absence.batches import LeaseLostError
from server.services.absence.run import Tally
from server.services.actor import Actor
from server.services.audit.record_act import Act, Facts, record_act
from server.services.context import Context
from server.tables.nights import JobRun

LEASE: Final = timedelta(minutes=2)

LONGEST_LEASE: Final = 2 * LEASE
"""No lease can have longer to run, though two servers' clocks differ by as much as a lease: one that has was given
before a clock was set back, and nobody is behind it."""


def is_held(lease_until: datetime, now: datetime) -> bool:
    """Tell whether somebody living is behind a lease. Instants are UTC."""
    return now < lease_until <= now + LONGEST_LEASE


@dataclass(frozen=True)
class WantedNight:
    """A studio's night and the instant (UTC) by which it is judged."""

    studio_id: int
    local_date: date
    as_of: datetime


@dataclass(frozen=True)
class Night:
    """A run that this process holds."""

    id: int
    wanted: WantedNight
    context: Context
    holder: str = field(repr=False)

    async def note(self, done: Tally) -> None:
        """Add a batch's counts and renew the lease, in the batch's own transaction.

        Raises LeaseLostError where the run is finished, or another's: the batch rolls back, for the other does it.
        """
        rows = await JobRun.raw(
            "UPDATE job_run SET lease_until = {}, attended = attended + {}, no_shows = no_shows + {},"
            " absences = absences + {}, auto_cancelled = auto_cancelled + {}"
            " WHERE id = {} AND holder = {} AND finished_at IS NULL RETURNING id",
            self.context.now() + LEASE,
            done.attended,
            done.no_shows,
            done.absences,
            done.auto_cancelled,
            self.id,
            self.holder,
        )
        if not rows:
            raise LeaseLostError

    async def finish(self, failed_ids: list[int]) -> None:
        """Close the run, with the registrations on which it failed. Raises LeaseLostError where it is another's."""
        async with write_transaction():
            rows = await JobRun.raw(
                "UPDATE job_run SET finished_at = {}, failed = {}, failed_ids = {}"
                " WHERE id = {} AND holder = {} RETURNING id",
                self.context.now(),
                len(failed_ids),
                msgspec.json.encode(failed_ids).decode(),
                self.id,
                self.holder,
            )
        if not rows:
            raise LeaseLostError


async def claim_night(wanted: WantedNight, actor: Actor, context: Context) -> Night | None:
    """Claim a night by the clock; None where it is done, or where a living server has it."""
    holder = secrets.token_hex(16)
    async with write_transaction():
        run_id = await _insert(NightKind.NIGHTLY, wanted, actor, context, holder)
        if run_id is None:
            run_id = await _take_over(wanted, context.now(), holder)
    return None if run_id is None else Night(run_id, wanted, context, holder)


async def begin_by_hand(wanted: WantedNight, actor: Actor, context: Context) -> Night:
    """Begin a run by hand: a kind of its own, that claims no night and is written down for the audit (R33)."""
    holder = secrets.token_hex(16)
    async with write_transaction():
        run_id = await _insert(NightKind.BY_HAND, wanted, actor, context, holder)
        if run_id is None:
            raise AssertionError("runs by hand have no unique index")
        facts: Facts = {"run": run_id, "asOf": wanted.as_of}
        act = Act(wanted.studio_id, AuditAction.NIGHT_RUN_BY_HAND, AuditSubject.STUDIO, wanted.studio_id, facts=facts)
        await record_act(act, actor, context.now())
    return Night(run_id, wanted, context, holder)


async def _insert(kind: NightKind, wanted: WantedNight, actor: Actor, context: Context, holder: str) -> int | None:
    now = context.now()
    rows = await JobRun.raw(
        "INSERT INTO job_run (studio, kind, local_date, as_of, started_by, started_at, holder, lease_until)"
        " VALUES ({}, {}, {}, {}, {}, {}, {}, {}) ON CONFLICT DO NOTHING RETURNING id",
        wanted.studio_id,
        kind.value,
        wanted.local_date,
        wanted.as_of,
        actor.label,
        now,
        holder,
        now + LEASE,
    )
    return int(rows[0]["id"]) if rows else None


async def _take_over(wanted: WantedNight, now: datetime, holder: str) -> int | None:
    """The same condition as `is_held`, turned round."""
    rows = await JobRun.raw(
        "UPDATE job_run SET holder = {}, lease_until = {}, as_of = {}"
        " WHERE studio = {} AND local_date = {} AND kind = 'NIGHTLY'"
        " AND finished_at IS NULL AND (lease_until <= {} OR lease_until > {}) RETURNING id",
        holder,
        now + LEASE,
        wanted.as_of,
        wanted.studio_id,
        wanted.local_date,
        now,
        now + LONGEST_LEASE,
    )
    return int(rows[0]["id"]) if rows else None
