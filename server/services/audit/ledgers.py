"""The three ledgers that the audit is read from, each as raw SQL with the same text on both engines.

`CROSS JOIN` tells SQLite in which order to join, which it would otherwise guess wrong by seconds; PostgreSQL plans an
inner join and finds the order by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from server.contract.audit import AuditedAction
from server.rules.vocabulary import AuditSubject

S = AuditSubject


@dataclass(frozen=True)
class Ledger:
    """One of the three: its number, what it selects, the name of its table in there, and where its studio stands.

    `all_rows` reads along the index on (at, id), `of_few_passes` from a studio's passes on, where they are few. `about`
    has for each subject what reads the rows about it, whose id is the one `{}` in it; a subject that is not there has
    no rows in this ledger.
    """

    number: int
    columns: str
    name: str
    studio: str
    all_rows: str
    of_few_passes: str
    about: Mapping[AuditSubject, str]


_EVENT = "e.reservation = r.id AND g.id = r.registration"
_FROM_PASSES = f"""
FROM class_registration g CROSS JOIN session_reservation r CROSS JOIN reservation_event e WHERE {_EVENT}
"""
_FROM_RESERVATIONS = f"""
FROM session_reservation r CROSS JOIN reservation_event e CROSS JOIN class_registration g WHERE {_EVENT}
"""

EVENTS: Final = Ledger(
    number=1,
    columns=f"""
1 AS ledger, e.id, e.at, g.studio, e.actor, e.channel, '{AuditedAction.RESERVATION_MOVED}' AS action,
 '{S.SESSION_RESERVATION}' AS subject, r.id AS subject_id, r.id AS reservation, r.registration, r.session, r.customer,
 e.reason, e.from_status AS was, e.to_status AS becomes, 0 AS delta, '' AS facts
""",
    name="e",
    studio="g.studio",
    all_rows=f"""
FROM reservation_event e CROSS JOIN session_reservation r CROSS JOIN class_registration g WHERE {_EVENT}
""",
    of_few_passes=_FROM_PASSES,
    about={
        S.CLASS_SESSION: f"{_FROM_RESERVATIONS} AND r.session = {{}}",
        S.SESSION_RESERVATION: f"{_FROM_RESERVATIONS} AND r.id = {{}}",
        S.CLASS_REGISTRATION: f"{_FROM_RESERVATIONS} AND r.registration = {{}}",
        S.CUSTOMER: f"{_FROM_PASSES} AND g.customer = {{}}",
    },
)

# A punch that a move took or gave back is told by the move; the rest are acts of their own (R9).
_PUNCH = """
g.id = p.registration AND (p.kind IN ('GRANT', 'ADJUST', 'WAIVE', 'EXPIRE', 'IMPORT') OR p.reservation_id IS NULL)
"""
_OF_RESERVATION = f"""
FROM session_reservation r CROSS JOIN punch_entry p CROSS JOIN class_registration g
 WHERE p.registration = r.registration AND p.reservation_id = r.id AND {_PUNCH}
"""
_OF_PASS = f"""
FROM class_registration g CROSS JOIN punch_entry p LEFT JOIN session_reservation r ON r.id = p.reservation_id
 WHERE {_PUNCH}
"""

PUNCHES: Final = Ledger(
    number=2,
    columns=f"""
2 AS ledger, p.id, p.at, g.studio, p.actor, '' AS channel, '{AuditedAction.PUNCHES_CHANGED}' AS action,
 '{S.CLASS_REGISTRATION}' AS subject, g.id AS subject_id, p.reservation_id AS reservation, g.id AS registration,
 r.session, g.customer, p.reason, '' AS was, p.kind AS becomes, p.delta, '' AS facts
""",
    name="p",
    studio="g.studio",
    all_rows=f"""
FROM punch_entry p CROSS JOIN class_registration g LEFT JOIN session_reservation r ON r.id = p.reservation_id
 WHERE {_PUNCH}
""",
    of_few_passes=_OF_PASS,
    about={
        S.CLASS_SESSION: f"{_OF_RESERVATION} AND r.session = {{}}",
        S.SESSION_RESERVATION: f"{_OF_RESERVATION} AND r.id = {{}}",
        S.CLASS_REGISTRATION: f"{_OF_PASS} AND g.id = {{}}",
        S.CUSTOMER: f"{_OF_PASS} AND g.customer = {{}}",
    },
)

ACTS: Final = Ledger(
    number=3,
    columns=f"""
3 AS ledger, a.id, a.at, a.studio, a.actor, a.channel, a.action, a.subject, a.subject_id,
 CASE WHEN a.subject = '{S.SESSION_RESERVATION}' THEN a.subject_id END AS reservation,
 CASE WHEN a.subject = '{S.CLASS_REGISTRATION}' THEN a.subject_id END AS registration,
 CASE WHEN a.subject = '{S.CLASS_SESSION}' THEN a.subject_id END AS session,
 CASE WHEN a.subject = '{S.CUSTOMER}' THEN a.subject_id END AS customer,
 a.reason, '' AS was, '' AS becomes, 0 AS delta, a.facts
""",
    name="a",
    studio="a.studio",
    all_rows="FROM audit_entry a WHERE TRUE",
    of_few_passes="FROM audit_entry a WHERE TRUE",
    about={
        subject: f"FROM audit_entry a WHERE a.subject = '{subject}' AND a.subject_id = {{}}" for subject in AuditSubject
    },
)

LEDGERS: Final = (EVENTS, PUNCHES, ACTS)
