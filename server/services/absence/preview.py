"""The dry run of a night: whom it would touch and why, decided by what decides the night itself (R38)."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from server.contract.nights import NightPreview, PreviewAction, PreviewedAbsence, ReleasedBooking
from server.rules.absence import latest_night, next_night_at
from server.rules.vocabulary import ReservationStatus
from server.services.absence.act_on_absences import reason_of
from server.services.absence.effects import Effect, absence_of, read_facts
from server.services.absence.preview_expiry import expiring
from server.services.absence.studios import open_studios
from server.services.booking.reservation_row import ReservationRow, rows_where
from server.services.context import Context
from server.services.studio_facts import zone_of

REGISTRATIONS_A_LOOK: Final = 500


@dataclass(frozen=True)
class _When:
    """By which instant a run judges, when the sweep before it comes, and after what a class starts that may fall."""

    judged_at: datetime
    swept_at: datetime
    ahead_of: datetime


async def preview(studio_id: int | None, as_of: datetime | None, context: Context) -> list[NightPreview]:
    """Return what a run by hand as of an instant (UTC) would do, of a studio or of each; without one, its next night.

    Who is PENDING in a class that ends before then counts as absent, for nobody knows better yet: detected by the run
    itself, or before the next night by the sweep as the class ends. Writes nothing. Raises NotFoundError for a studio
    that is none.
    """
    now = context.now()
    previews: list[NightPreview] = []
    for studio in await open_studios(studio_id):
        zone = zone_of(studio.timezone)
        at = as_of or next_night_at(now, zone)
        missing = await _missing(studio.id, at)
        effects = await _effects(studio.id, missing, _When(at, swept_at=as_of or now, ahead_of=max(at, now)))
        missing_ids = {row.id for row in missing}
        previews.append(
            NightPreview(
                studio_id=studio.id,
                studio_name=studio.name,
                timezone=studio.timezone,
                local_date=latest_night(at, zone),
                as_of=at,
                absences=[_absence(effect, missing_ids, now) for effect in effects],
                expiring=await expiring(studio.id, at, _released(effects)),
            )
        )
    return previews


def _released(effects: Sequence[Effect]) -> Counter[int]:
    return Counter(row.registration_id for effect in effects for row in effect.released)


async def _missing(studio_id: int, at: datetime) -> list[ReservationRow]:
    """Return who is still PENDING in a class that will be over by then."""
    return await rows_where(
        "WHERE c.studio = {} AND r.status = 'PENDING' AND s.ends_at <= {} AND s.cancelled_at IS NULL"
        " AND g.absence_grace_period IS NOT NULL",
        studio_id,
        at,
    )


async def _effects(studio_id: int, missing: Sequence[ReservationRow], when: _When) -> list[Effect]:
    absent = await rows_where(
        "WHERE g.studio = {} AND r.status = 'NO_SHOW' AND r.absence_acted_at IS NULL"
        " AND g.absence_grace_period IS NOT NULL",
        studio_id,
    )
    missing_on: defaultdict[int, list[ReservationRow]] = defaultdict(list)
    for row in missing:
        missing_on[row.registration_id].append(row)
    registrations = sorted({row.registration_id for row in (*missing, *absent)})
    effects: list[Effect] = []
    for begin in range(0, len(registrations), REGISTRATIONS_A_LOOK):
        looked_at = registrations[begin : begin + REGISTRATIONS_A_LOOK]
        expected = [_as_absent(row, when.swept_at) for each in looked_at for row in missing_on[each]]
        effects += (await read_facts(looked_at, when.ahead_of, expected)).effects_at(when.judged_at)
        await asyncio.sleep(0)  # who stands at the door comes first
    return sorted(effects, key=lambda effect: (effect.absence.starts_at, effect.absence.id))


def _as_absent(row: ReservationRow, swept_at: datetime) -> ReservationRow:
    """Return the row as the sweep of an instant would leave it, or the one that comes at the class's end."""
    return replace(row, status=ReservationStatus.NO_SHOW, no_show_detected_at=max(row.ends_at, swept_at))


def _absence(effect: Effect, missing_ids: Collection[int], now: datetime) -> PreviewedAbsence:
    row = effect.absence
    status = ReservationStatus.PENDING if row.id in missing_ids else ReservationStatus.NO_SHOW
    return PreviewedAbsence(
        reservation_id=row.id,
        reservation_status=status,
        registration_id=row.registration_id,
        customer_id=row.customer_id,
        customer_name=row.customer_name,
        pass_name=row.pass_name,
        course_name=row.course_name,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        acts_at=absence_of(row).acts_at or row.ends_at,
        reason=reason_of(row),
        released=[
            ReleasedBooking(reservation_id=each.id, course_name=each.course_name, starts_at=each.starts_at)
            for each in effect.released
        ],
        actions=_actions(row, status, now),
    )


def _actions(row: ReservationRow, status: ReservationStatus, now: datetime) -> list[PreviewAction]:
    if status is ReservationStatus.NO_SHOW:
        return [PreviewAction.EXCUSE, PreviewAction.ATTENDED]
    return [PreviewAction.CANCEL] if now < row.ends_at else []
