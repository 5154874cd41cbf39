"""What a kiosk keeps of today and tomorrow, so that it can show and judge the door by itself (`kiosk.md`)."""

from datetime import datetime, timedelta
from typing import Any

from server.contract.base import DateSpan
from server.contract.roster import RosterReservation, RosterSession, Snapshot, SnapshotSettings
from server.rules.check_in_window import self_window
from server.rules.local_time import local_date
from server.rules.names import display_name
from server.rules.studio_settings import StudioSettings
from server.services.actor import Actor
from server.services.booking.availability import instants_of
from server.services.booking.reservation_row import ReservationRow, rows_of_studio
from server.services.context import Context
from server.services.door.kiosks_studio import studio_of_kiosk
from server.services.studio_facts import settings_from, zone_of
from server.tables.courses import ClassSession
from server.tables.reservations import ReplacedCode


async def snapshot(actor: Actor, context: Context) -> Snapshot:
    """Return the sessions whose self windows touch today or tomorrow in the studio's zone, with their rosters."""
    now = context.now()
    studio = await studio_of_kiosk(actor)
    zone, settings = zone_of(studio["timezone"]), settings_from(studio["settings"])
    today = local_date(now, zone)
    begins, ends = instants_of(DateSpan(today, today + timedelta(days=1)), zone)
    since = begins - timedelta(minutes=settings.self_closes_minutes)
    until = ends + timedelta(minutes=settings.self_opens_minutes)
    return Snapshot(
        server_time=now,
        studio_id=studio["id"],
        studio_name=studio["name"],
        timezone=studio["timezone"],
        locale=studio["locale"],
        settings=_settings(settings),
        sessions=await _sessions(studio["id"], settings, since, until),
    )


def _settings(settings: StudioSettings) -> SnapshotSettings:
    return SnapshotSettings(
        self_opens_minutes=settings.self_opens_minutes,
        self_closes_minutes=settings.self_closes_minutes,
        phone_check_in=settings.phone_check_in,
        offline_max_hours=settings.offline_max_hours,
    )


async def _sessions(studio_id: int, settings: StudioSettings, since: datetime, until: datetime) -> list[RosterSession]:
    table = ClassSession
    sessions = (
        await table.select(*table.all_columns(), table.course.name.as_alias("course_name"))
        .where(table.course.studio == studio_id, table.starts_at >= since, table.starts_at < until)
        .order_by(table.starts_at, table.id)
    )
    people = await rows_of_studio(studio_id, since, until)
    replaced = await _replaced_codes([row.id for row in people if row.code_generation])
    return [
        _session(row, settings, [_person(p, replaced) for p in people if p.session_id == row["id"]]) for row in sessions
    ]


async def _replaced_codes(reservation_ids: list[int]) -> dict[int, list[str]]:
    if not reservation_ids:
        return {}
    rows = await ReplacedCode.select().where(ReplacedCode.reservation.is_in(reservation_ids)).order_by(ReplacedCode.id)
    hashes: dict[int, list[str]] = {}
    for row in rows:
        hashes.setdefault(row["reservation"], []).append(row["code_hash"])
    return hashes


def _session(row: dict[str, Any], settings: StudioSettings, people: list[RosterReservation]) -> RosterSession:
    window = self_window(row["starts_at"], settings)
    return RosterSession(
        session_id=row["id"],
        course_name=row["course_name"],
        room=row["room"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        opens_at=window.opens_at,
        closes_at=window.closes_at,
        cancelled=row["cancelled_at"] is not None,
        reservations=people,
    )


def _person(row: ReservationRow, replaced: dict[int, list[str]]) -> RosterReservation:
    facts = row.scan_facts()
    return RosterReservation(
        reservation_id=row.id,
        code_hash=row.code_hash,
        replaced_code_hashes=replaced.get(row.id, []),
        status=row.status,
        display_name=display_name(row.customer_name),
        customer_key=str(row.customer_id),
        locale=row.customer_locale,
        step_title=row.step_title,
        checked_in_at=row.arrived_at,
        pass_type=row.terms.pass_type,
        pass_usable=row.is_pass_usable,
        sessions_remaining=row.terms.sessions_remaining,
        no_show_took_punch=facts.no_show_took_punch,
        part_booked_again=facts.part_booked_again,
        pass_key=str(row.registration_id),
    )
