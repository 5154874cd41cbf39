"""Read who did what, when and why: one list of all that was written down, the newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec

from server.contract.audit import AuditedAction, AuditItem
from server.contract.base import Id, Instant, refuse_far_date
from server.contract.paging import Page, Paging
from server.rules.vocabulary import AuditSubject, Channel
from server.services.actor_names import names_of
from server.services.audit.audit_sql import NEWEST, OneStudio, Place, WantedActs, audit_statement, just_before
from server.services.outcomes import InvalidFieldError
from server.services.paging import cursor_at, place_at
from server.services.studio_dates import instants_between
from server.tables.desk import AuditEntry
from server.tables.passes import ClassRegistration

FEW_PASSES: Final = 2000

_PLACE: Final = msgspec.json.Decoder(tuple[Instant, Id, Id])


@dataclass(frozen=True)
class AskedActs:
    """Which acts are asked for; None is any: of a studio, by an actor's label, about one subject with its id.

    `first` and `last` are local dates, both inclusive.

    Raises WrongDateError for dates outside the years 2000 to 2100, and InvalidFieldError for half a subject.
    """

    studio_id: int | None = None
    first: date | None = None
    last: date | None = None
    actor: str | None = None
    subject: AuditSubject | None = None
    subject_id: int | None = None

    def __post_init__(self) -> None:
        """Check what is asked."""
        refuse_far_date(self.first)
        refuse_far_date(self.last)
        if (self.subject is None) != (self.subject_id is None):
            raise InvalidFieldError("subject", "goes together with subjectId")

    @property
    def about(self) -> tuple[AuditSubject, int] | None:
        """Return the subject with its id, where one is asked for."""
        return None if self.subject is None or self.subject_id is None else (self.subject, self.subject_id)


async def read_audit(asked: AskedActs, paging: Paging) -> Page[AuditItem]:
    """Return a page of the acts that are asked for.

    Raises InvalidFieldError for a cursor that no list gave, and where dates are asked for and it is not clear which
    studio's they are.
    """
    statement, values = audit_statement(await _wanted(asked, paging.cursor), paging.limit + 1)
    rows: list[dict[str, Any]] = await AuditEntry.raw(statement, *values)
    page = rows[: paging.limit]
    names = await names_of(row["actor"] for row in page)
    next_cursor = _cursor(page[-1]) if len(rows) > len(page) else None
    return Page(items=[_item(row, names) for row in page], next_cursor=next_cursor)


async def _wanted(asked: AskedActs, cursor: str | None) -> WantedActs:
    since, until = await instants_between(asked.studio_id, asked.first, asked.last)
    after = NEWEST if cursor is None else Place(*place_at(cursor, _PLACE))
    if until is not None and until <= after.at:
        after = just_before(until)
    studio = None if asked.studio_id is None else OneStudio(asked.studio_id, await _has_few_passes(asked.studio_id))
    return WantedActs(after=after, since=since, studio=studio, actor=asked.actor, about=asked.about)


async def _has_few_passes(studio_id: int) -> bool:
    rows = await ClassRegistration.raw(
        "SELECT COUNT(*) AS n FROM (SELECT id FROM class_registration WHERE studio = {} LIMIT {}) AS few",
        studio_id,
        FEW_PASSES + 1,
    )
    return int(rows[0]["n"]) <= FEW_PASSES


def _cursor(row: Mapping[str, Any]) -> str:
    return cursor_at([row["at"], row["ledger"], row["id"]])


def _item(row: Mapping[str, Any], names: Mapping[str, str]) -> AuditItem:
    return AuditItem(
        at=row["at"],
        studio_id=row["studio"],
        actor=row["actor"],
        actor_name=names[row["actor"]],
        channel=Channel(row["channel"]) if row["channel"] else None,
        action=AuditedAction(row["action"]),
        subject=AuditSubject(row["subject"]),
        subject_id=row["subject_id"],
        reservation_id=row["reservation"],
        registration_id=row["registration"],
        session_id=row["session"],
        customer_id=row["customer"],
        customer_name=row["customer_name"],
        reason=row["reason"],
        facts=_facts(row),
    )


def _facts(row: Mapping[str, Any]) -> dict[str, str | int | None]:
    match AuditedAction(row["action"]):
        case AuditedAction.RESERVATION_MOVED:
            return {"fromStatus": row["was"], "toStatus": row["becomes"]}
        case AuditedAction.PUNCHES_CHANGED:
            return {"kind": row["becomes"], "delta": row["delta"]}
        case _:
            return msgspec.json.decode(row["facts"], type=dict[str, str | int | None])
