"""May this reservation be checked in? One order for the door, the phone and the desk, online and offline (R22-R27)."""

from dataclasses import dataclass
from datetime import datetime

from server.rules.check_in_window import ClassDay, SelfWindow
from server.rules.lifecycle import judge_move
from server.rules.verdict import ALLOWED, Refused, Verdict, first_refusal
from server.rules.vocabulary import ARRIVED, Refusal, ReservationStatus


@dataclass(frozen=True)
class ScanFacts:
    """What is known of a code's reservation; the server's row and the kiosk's roster both give these.

    Instants are UTC. `sessions_remaining` is None on a pass without punches. `pass_usable` speaks of the
    session's date (R7). `no_show_took_punch`: a live NO_SHOW consumption, which an arrival gets back.
    `part_booked_again`: the part that this NO_SHOW missed, where the pass has it open once more by now (R17).
    """

    status: ReservationStatus
    window: SelfWindow
    pass_usable: bool
    sessions_remaining: int | None
    no_show_took_punch: bool = False
    is_session_cancelled: bool = False
    is_code_revoked: bool = False
    checked_in_at: datetime | None = None
    part_booked_again: str | None = None


@dataclass(frozen=True)
class StaffCheckIn:
    """How staff check in: whether they waive the punch, gave a reason, stand at the kiosk, are an admin (R24, R42)."""

    waives_punch: bool = False
    has_reason: bool = False
    at_kiosk: bool = False
    is_admin: bool = False

    @property
    def may_correct(self) -> bool:
        """Tell whether they may do what staff may not, with a reason: admins, but not behind a PIN pad (R23, R42)."""
        return self.is_admin and not self.at_kiosk


def judge_scan(facts: ScanFacts | None, now: datetime) -> Verdict:
    """Answer a scan in R27's order; None is a code that nobody knows here, another studio's included."""
    if facts is None:
        return Refused(Refusal.UNKNOWN_CODE)
    if facts.is_code_revoked:
        return Refused(Refusal.REVOKED_CODE)
    return judge_self_check_in(facts, now)


def judge_self_check_in(facts: ScanFacts, now: datetime) -> Verdict:
    """Answer a customer's check-in once the reservation is known: the rest of R27."""
    return first_refusal(
        _judge_standing(facts), facts.window.judge(now), judge_pass(facts, waives_punch=False), _judge_part(facts)
    )


def judge_staff_check_in(facts: ScanFacts, how: StaffCheckIn, day: ClassDay, now: datetime) -> Verdict:
    """Answer a check-in by staff: the whole class day; a waived punch, and the kiosk outside the window, need a reason.

    R23, R24, R42. Refuses as R27 but for the window. Outside the class day an admin corrects what is still PENDING;
    an absence is put right by ATTENDED then (§6).
    """
    is_absence = facts.status is ReservationStatus.NO_SHOW
    return first_refusal(
        _judge_standing(facts),
        day.judge(now) if is_absence else judge_class_day(day, how, now),
        judge_reason(facts, how, now),
        judge_pass(facts, waives_punch=how.waives_punch),
        _judge_part(facts),
    )


def judge_class_day(day: ClassDay, how: StaffCheckIn, now: datetime) -> Verdict:
    """Refuse `not_class_day` to staff; an admin corrects on any day, with a reason (R23)."""
    on_day = day.judge(now)
    if on_day == ALLOWED or not how.may_correct:
        return on_day
    return ALLOWED if how.has_reason else Refused(Refusal.REASON_REQUIRED)


def judge_reason(facts: ScanFacts, how: StaffCheckIn, now: datetime) -> Verdict:
    """Refuse `reason_required` for a waived punch, and for an arrival at the kiosk outside the window (R24, R42)."""
    is_override = how.waives_punch or (how.at_kiosk and not facts.window.is_open_at(now))
    return Refused(Refusal.REASON_REQUIRED) if is_override and not how.has_reason else ALLOWED


def judge_pass(facts: ScanFacts, *, waives_punch: bool) -> Verdict:
    """Ask the pass for an arrival. A NO_SHOW skips `pass_not_valid`, the punch that it took counts as there (R27)."""
    if not facts.pass_usable and facts.status is not ReservationStatus.NO_SHOW:
        return Refused(Refusal.PASS_NOT_VALID)
    if facts.sessions_remaining is None or waives_punch:
        return ALLOWED
    if facts.sessions_remaining + facts.no_show_took_punch < 1:
        return Refused(Refusal.NO_PUNCHES_LEFT, {"sessions_remaining": facts.sessions_remaining})
    return ALLOWED


def judge_undo(status: ReservationStatus, day: ClassDay, ends_at: datetime, now: datetime) -> Verdict:
    """Answer staff who take a check-in back: on the class day, before the class ends (R29)."""
    if status is not ReservationStatus.CHECKED_IN:
        return Refused(Refusal.ILLEGAL_TRANSITION, {"from_status": status.value})
    if ends_at <= now:
        return Refused(Refusal.SESSION_ENDED, {"ends_at": ends_at})
    return day.judge(now)


def status_after_undo(*, is_walk_in: bool) -> ReservationStatus:
    """Return where an undone check-in goes: back to PENDING; a walk-in is CANCELLED, its seat freed (R29)."""
    return ReservationStatus.CANCELLED if is_walk_in else ReservationStatus.PENDING


def _judge_standing(facts: ScanFacts) -> Verdict:
    if facts.is_session_cancelled:
        return Refused(Refusal.SESSION_CANCELLED)
    if facts.status is ReservationStatus.CANCELLED:
        return Refused(Refusal.CANCELLED)
    if facts.status is ReservationStatus.AUTO_CANCELLED:
        return Refused(Refusal.AUTO_CANCELLED)
    if facts.status in ARRIVED:
        return Refused(Refusal.ALREADY_CHECKED_IN, {"checked_in_at": facts.checked_in_at})
    return judge_move(facts.status, ReservationStatus.CHECKED_IN)


def _judge_part(facts: ScanFacts) -> Verdict:
    """R17: a pass has one open reservation of a part, and who missed it may have booked it again meanwhile."""
    if facts.part_booked_again is None:
        return ALLOWED
    return Refused(Refusal.PART_ALREADY_RESERVED, {"part": facts.part_booked_again})
