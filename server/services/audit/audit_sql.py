"""The one statement that reads the audit: the three ledgers in one order of time, page by page.

Each ledger is read along its own index and stops by itself after a page, so a million rows cost as little as a hundred.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from server.rules.vocabulary import AuditSubject
from server.services.audit.ledgers import LEDGERS, Ledger

HIGHEST_ID: Final = 2**31 - 1


@dataclass(frozen=True)
class Place:
    """Where a row stands among all: the newest first, those of one instant by ledger, then from the highest id."""

    at: datetime
    ledger: int
    id: int


def just_before(instant: datetime) -> Place:
    """Return the place after which the rows before an instant come."""
    return Place(instant, len(LEDGERS) + 1, 0)


NEWEST: Final = just_before(datetime(2101, 1, 1, tzinfo=UTC))
"""Nothing can be written later."""


@dataclass(frozen=True)
class OneStudio:
    """A studio; where it has few passes, its rows are found from them on, for along the time they may lie far apart."""

    id: int
    has_few_passes: bool


@dataclass(frozen=True)
class WantedActs:
    """Which acts: after a place, since an instant (UTC), of a studio, by an actor, about one thing; None is any."""

    after: Place = NEWEST
    since: datetime | None = None
    studio: OneStudio | None = None
    actor: str | None = None
    about: tuple[AuditSubject, int] | None = None


@dataclass
class _Statement:
    """A raw statement in the making, and its values in their order."""

    text: str = ""
    values: list[object] = field(default_factory=list)

    def add(self, text: str, *values: object) -> None:
        self.text += text
        self.values += values


def audit_statement(wanted: WantedActs, limit: int) -> tuple[str, list[object]]:
    """Return the statement that reads the newest `limit` of the wanted acts, and its values."""
    statement = _Statement("SELECT n.*, u.name AS customer_name FROM (")
    ledgers = [ledger for ledger in LEDGERS if wanted.about is None or wanted.about[0] in ledger.about]
    for place, ledger in enumerate(ledgers):
        statement.add(" UNION ALL " if place else "")
        _add(statement, ledger, wanted, limit)
    statement.add(
        ") AS n LEFT JOIN customer u ON u.id = n.customer ORDER BY n.at DESC, n.ledger, n.id DESC LIMIT {}", limit
    )
    return statement.text, statement.values


def _add(statement: _Statement, ledger: Ledger, wanted: WantedActs, limit: int) -> None:
    """A LIMIT of its own needs a SELECT round it: a part of a UNION takes none."""
    name = ledger.name
    statement.add(f"SELECT * FROM (SELECT {ledger.columns}")
    _add_source(statement, ledger, wanted)
    statement.add(f" AND ({name}.at, {name}.id) < ({{}}, {{}})", wanted.after.at, _last_id(ledger, wanted.after))
    if wanted.since is not None:
        statement.add(f" AND {name}.at >= {{}}", wanted.since)
    if wanted.studio is not None:
        statement.add(f" AND {ledger.studio} = {{}}", wanted.studio.id)
    if wanted.actor is not None:  # the same person at the desk and at a kiosk
        statement.add(f" AND ({name}.actor = {{}} OR {name}.actor LIKE {{}})", wanted.actor, f"{wanted.actor}@%")
    statement.add(f" ORDER BY {name}.at DESC, {name}.id DESC LIMIT {{}}) AS {name}_rows", limit)


def _add_source(statement: _Statement, ledger: Ledger, wanted: WantedActs) -> None:
    if wanted.about is not None:
        statement.add(ledger.about[wanted.about[0]], wanted.about[1])
    elif wanted.studio is not None and wanted.studio.has_few_passes:
        statement.add(ledger.of_few_passes)
    else:
        statement.add(ledger.all_rows)


def _last_id(ledger: Ledger, after: Place) -> int:
    """At the place's own instant the ledgers before it are through, and those after it have not begun."""
    if ledger.number == after.ledger:
        return after.id
    return 0 if ledger.number < after.ledger else HIGHEST_ID
