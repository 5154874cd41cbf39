"""A session and all later ones of its timetable, held so that they change together or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from server.rules.moving_class import judge_move_class
from server.rules.verdict import Verdict
from server.services.booking.locks import lock_sessions
from server.services.outcomes import InvalidFieldError
from server.services.setup.rows import find
from server.tables.courses import ClassSession, Timetable


@dataclass(frozen=True)
class LaterSessions:
    """A session, its timetable, and every session that was planned for its date or a later one, by their ids."""

    session: ClassSession
    timetable: Timetable
    planned: Sequence[ClassSession]

    @property
    def first_date(self) -> date:
        """Return the date for which the session was planned."""
        first: date = self.session.planned_date
        return first

    def changeable(self, now: datetime) -> list[ClassSession]:
        """Return those that have not started (UTC) and are not cancelled."""
        return [row for row in self.planned if not _is_cancelled(row) and row.starts_at > now]

    def judge(self, now: datetime) -> Verdict:
        """Refuse `session_cancelled` and `session_started` of the session from which the change goes on (R38)."""
        return judge_move_class(self.session.starts_at, now, is_cancelled=_is_cancelled(self.session))


async def hold_later(session_id: int) -> LaterSessions:
    """Hold a session and all that its timetable planned for its date or later, in the order of their ids (R35).

    Belongs in a transaction that holds the studio's schedule, so that no timetable makes another one meanwhile. Raises
    NotFoundError, and InvalidFieldError for a session that no timetable made.
    """
    seen = await find(ClassSession, session_id)
    if seen.timetable is None:
        raise InvalidFieldError("scope", "this_and_later is for a session that a timetable made; this one stands alone")
    later = (ClassSession.timetable == seen.timetable) & (ClassSession.planned_date >= seen.planned_date)
    rows = await ClassSession.select(ClassSession.id).where(later)
    await lock_sessions([row["id"] for row in rows])
    planned = await ClassSession.objects().where(later).order_by(ClassSession.id)
    return LaterSessions(
        session=next(row for row in planned if row.id == session_id),
        timetable=await find(Timetable, seen.timetable),
        planned=planned,
    )


def _is_cancelled(row: ClassSession) -> bool:
    at: datetime | None = row.cancelled_at
    return at is not None
