"""The punch ledger of a pass, as its owner and staff read it."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from server.contract.passes import PunchRow
from server.rules.vocabulary import PunchKind
from server.services.actor import Actor
from server.services.actor_names import names_of
from server.services.context import Context
from server.services.passes.read_passes import find_pass_row
from server.tables.passes import PunchEntry

_LEDGER = """
SELECT e.id, e.kind, e.delta, e.reason, e.at, e.actor, e.reservation_id, c.name AS course_name, s.starts_at
 FROM punch_entry e
 LEFT JOIN session_reservation r ON r.id = e.reservation_id
 LEFT JOIN class_session s ON s.id = r.session
 LEFT JOIN course c ON c.id = s.course
 WHERE e.registration = {} ORDER BY e.id
"""


async def punches_of(registration_id: int, actor: Actor, context: Context) -> list[PunchRow]:
    """Return the ledger, newest first, with the balance after each row; empty on a pass without punches (R11).

    Raises NotFoundError for a pass that is not the actor's own and of no studio that they serve.
    """
    await find_pass_row(registration_id, actor, context)
    rows: Sequence[dict[str, Any]] = await PunchEntry.raw(_LEDGER, registration_id)
    names = await names_of(row["actor"] for row in rows)
    balances = accumulate(row["delta"] for row in rows)
    ledger = [
        PunchRow(**{**row, "kind": PunchKind(row["kind"])}, actor_name=names[row["actor"]], balance=balance)
        for row, balance in zip(rows, balances, strict=True)
    ]
    return ledger[::-1]
