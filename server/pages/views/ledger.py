"""The punch ledger in words: "27 Feb · Wheel Throwing · attended · 5 left"."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from server.contract.passes import PunchRow
from server.pages.views.spoken import counted, joined, spoken_date
from server.rules.local_time import local_date
from server.rules.vocabulary import PunchKind

MINUS: Final = "\N{MINUS SIGN}"

HAPPENED: Final[Mapping[PunchKind, str]] = {
    PunchKind.CHECK_IN: "attended",
    PunchKind.NO_SHOW: "missed",
    PunchKind.REVERSAL: "punch returned",
    PunchKind.WAIVE: "attended, no punch taken",
    PunchKind.ADJUST: "changed by the studio",
    PunchKind.EXPIRE: "ran out with the pass",
    PunchKind.IMPORT: "brought over from before",
}


@dataclass(frozen=True)
class LedgerLine:
    """One row of the ledger: the class's day where a class caused it, else the day it was written."""

    day: str
    subject: str
    happened: str
    change: str
    left: str


def ledger_line(row: PunchRow, zone: ZoneInfo, now: datetime) -> LedgerLine:
    """Return a row as its owner reads it; days in the studio's zone (R4)."""
    day = local_date(row.starts_at or row.at, zone)
    return LedgerLine(
        day=spoken_date(day, local_date(now, zone)),
        subject=row.course_name or "Your pass",
        happened=_happened(row),
        change=f"{row.delta:+d}".replace("-", MINUS) if row.delta else "",
        left=f"{row.balance} left",
    )


def _happened(row: PunchRow) -> str:
    if row.kind is PunchKind.GRANT:
        return f"{counted(row.delta, 'punch', 'punches')} with the pass"
    if row.kind is PunchKind.REVERSAL and row.reservation_id is None:
        return joined("back with the longer pass", row.reason)  # what had run out (R9)
    if row.kind is PunchKind.REVERSAL and row.delta == 0:
        return "put right"  # a waived punch was nothing to return
    return joined(HAPPENED[row.kind], row.reason if row.kind is PunchKind.ADJUST else None)
