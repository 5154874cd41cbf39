"""Who may call what (R41): one row for each route of the app. `{…}` in paths and bodies are the world's own ids."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from tests.api.world import Caller

C = Caller


class Open(StrEnum):
    """Whom a route lets in."""

    ALL = "everybody"
    CUSTOMERS = "customers"
    CUSTOMERS_OR_STAFF = "customers or staff"
    STAFF = "staff"
    ADMINS = "admins"
    KIOSKS = "kiosks"


LET_IN: Final[Mapping[Open, frozenset[Caller]]] = {
    Open.ALL: frozenset(Caller),
    Open.CUSTOMERS: frozenset({C.CUSTOMER, C.OTHER_CUSTOMER}),
    Open.CUSTOMERS_OR_STAFF: frozenset({C.CUSTOMER, C.OTHER_CUSTOMER, C.STAFF, C.OTHER_STAFF, C.ADMIN}),
    Open.STAFF: frozenset({C.STAFF, C.OTHER_STAFF, C.ADMIN, C.STAFF_AT_KIOSK}),
    Open.ADMINS: frozenset({C.ADMIN}),
    Open.KIOSKS: frozenset({C.KIOSK}),
}

STRANGERS: Final = frozenset({C.OTHER_CUSTOMER, C.OTHER_STAFF})
"""Of the right role, but what the row is about is not theirs."""


@dataclass(frozen=True)
class Row:
    """Whom a route lets in, and a request that its owner may make; `is_owned`: to strangers it is not there (404)."""

    open_to: Open
    is_owned: bool = False
    query: str = ""
    body: Mapping[str, object] | None = None
    form: Mapping[str, object] | None = None
    path: Mapping[str, str] = field(default_factory=dict)

    def lets_in(self, caller: Caller) -> bool:
        """Tell whether a caller's role is let in."""
        return caller in LET_IN[self.open_to]

    def gets_in(self, caller: Caller) -> bool:
        """Tell whether a caller is let in, and the row is not about what is somebody else's."""
        return self.lets_in(caller) and not (self.is_owned and caller in STRANGERS)

    @property
    def owner(self) -> Caller | None:
        """The first who gets in, whose call has to work: one refused for another reason would prove nothing."""
        return None if self.open_to is Open.ALL else next(caller for caller in Caller if self.gets_in(caller))


def theirs(open_to: Open, **rest: object) -> Row:
    """A route about one thing that belongs to a customer or a studio."""
    return Row(open_to, is_owned=True, **rest)  # type: ignore[arg-type]  # the fields above, by name


DAYS: Final = "from=2026-03-02&to=2026-03-09"

AUTH: Final[Mapping[str, Row]] = {
    "POST /api/auth/code": Row(Open.ALL, body={"email": "new@example.com"}),
    "POST /api/auth/session": Row(Open.ALL, body={"email": "new@example.com", "code": "000000"}),
    "POST /api/auth/staff": Row(Open.ALL, body={"email": "new@example.com", "password": "wrong"}),
    "DELETE /api/auth/session": Row(Open.CUSTOMERS_OR_STAFF),
}

CUSTOMERS: Final[Mapping[str, Row]] = {
    "GET /api/registrations": Row(Open.CUSTOMERS),
    "GET /api/registrations/{registration_id}/status": theirs(Open.CUSTOMERS_OR_STAFF),
    "GET /api/registrations/{registration_id}/punches": theirs(Open.CUSTOMERS_OR_STAFF),
    "GET /api/registrations/{registration_id}/calendar": theirs(Open.CUSTOMERS_OR_STAFF, query=DAYS),
    "GET /api/reservations/available": theirs(
        Open.CUSTOMERS_OR_STAFF, query=f"registrationId={{registration_id}}&{DAYS}"
    ),
    "POST /api/reservations": theirs(
        Open.CUSTOMERS_OR_STAFF, body={"registrationId": "{registration_id}", "sessionId": "{free_session_id}"}
    ),
    "GET /api/reservations/{reservation_id}": theirs(Open.CUSTOMERS_OR_STAFF),
    "DELETE /api/reservations/{reservation_id}": theirs(Open.CUSTOMERS_OR_STAFF),
    "POST /api/reservations/{reservation_id}/move": theirs(
        Open.CUSTOMERS_OR_STAFF, body={"sessionId": "{free_session_id}"}
    ),
    "POST /api/reservations/{reservation_id}/code": theirs(Open.CUSTOMERS_OR_STAFF, body={}),
    "POST /api/reservations/{reservation_id}/check-in": theirs(Open.CUSTOMERS_OR_STAFF, body={}),
    "GET /api/reservations/{reservation_id}/qr.png": theirs(Open.CUSTOMERS_OR_STAFF),
    "GET /api/reservations/{reservation_id}/qr.svg": theirs(Open.CUSTOMERS_OR_STAFF),
}

STAFF: Final[Mapping[str, Row]] = {
    "GET /api/staff/sessions": theirs(Open.STAFF, query="studioId={studio_id}"),
    "GET /api/staff/sessions/{session_id}/reservations": theirs(Open.STAFF),
    "POST /api/staff/sessions/{session_id}/capacity": theirs(
        Open.STAFF, body={"capacity": 12, "reason": "Two more wheels"}
    ),
    "POST /api/staff/sessions/{session_id}/walk-ins": theirs(
        Open.STAFF, body={"sale": {"passProductId": "{product_id}"}, "customer": {"name": "New"}}
    ),
    "POST /api/staff/sessions/{session_id}/notes": theirs(Open.STAFF, body={"text": "The kiln is on"}),
    "POST /api/staff/customers/{customer_id}/notes": theirs(Open.STAFF, body={"text": "Left-handed"}),
    "GET /api/staff/inbox": Row(Open.STAFF),
    "POST /api/staff/inbox/{item_id}/resolve": theirs(Open.STAFF, body={"action": "dismiss", "reason": "Phoned her"}),
    "POST /api/staff/reservations/{reservation_id}/check-in": theirs(Open.STAFF, body={}),
    "POST /api/staff/reservations/{reservation_id}/undo": theirs(
        Open.STAFF, body={}, path={"reservation_id": "arrived_id"}
    ),
    "POST /api/staff/sessions/{session_id}/attendance": theirs(Open.STAFF, body={"all": "CHECKED_IN"}),
    "GET /api/staff/sessions/{session_id}/no-shows": theirs(Open.STAFF),
    "GET /api/staff/customers": Row(Open.STAFF, query="q=ana"),
    "POST /api/staff/customers": theirs(
        Open.STAFF, body={"studioId": "{studio_id}", "email": "new@example.com", "name": "New"}
    ),
    "GET /api/staff/customers/{customer_id}": theirs(Open.STAFF),
    "POST /api/staff/registrations": theirs(
        Open.STAFF, body={"customerId": "{customer_id}", "passProductId": "{product_id}"}
    ),
}

COURSE: Final = {"studioId": "{studio_id}", "name": "Glaze", "capacity": 8, "durationMinutes": 120}
SESSION: Final = {
    "courseId": "{course_id}",
    "startsAt": "2026-03-09T20:00:00Z",
    "endsAt": "2026-03-09T22:00:00Z",
    "stepId": "{step_id}",
}
TIMETABLE: Final = {
    "weekdays": [1],
    "localStart": "16:00",
    "durationMinutes": 120,
    "capacity": 8,
    "from": "2026-03-16",
    "until": "2026-03-30",
    "stepId": "{step_id}",
}
PRODUCT: Final = {
    "studioId": "{studio_id}",
    "name": "Four",
    "passType": "PUNCH_PASS",
    "sessionsIncluded": 4,
    "courseIds": ["{course_id}"],
}
PERSON: Final = {"email": "kim@example.com", "name": "Kim", "role": "STAFF", "studioIds": ["{studio_id}"]}
EMPTY: Final = {"session_id": "free_session_id"}
HOLIDAY: Final = {"from": "2026-04-01", "until": "2026-04-07"}
RENAMED: Final = {"name": "Another name"}

ADMINS: Final[Mapping[str, Row]] = {
    f"{method} /api/admin/{call}": Row(Open.ADMINS, body=body, path=EMPTY if method == "DELETE" else {})
    for method, call, body in [
        ("GET", "studios", None),
        ("POST", "studios", {"name": "Second", "timezone": "Europe/Berlin"}),
        ("GET", "studios/{studio_id}", None),
        ("PATCH", "studios/{studio_id}", RENAMED),
        ("DELETE", "studios/{studio_id}", None),
        ("GET", "courses", None),
        ("POST", "courses", COURSE),
        ("GET", "courses/{course_id}", None),
        ("PATCH", "courses/{course_id}", RENAMED),
        ("DELETE", "courses/{course_id}", None),
        ("GET", "courses/{course_id}/timetable", None),
        ("POST", "courses/{course_id}/timetable", TIMETABLE),
        ("GET", "steps", None),
        ("POST", "steps", {"courseId": "{course_id}", "position": 2, "title": "Trimming"}),
        ("GET", "steps/{step_id}", None),
        ("PATCH", "steps/{step_id}", {"title": "Another title"}),
        ("DELETE", "steps/{step_id}", None),
        ("GET", "sessions", None),
        ("POST", "sessions", SESSION),
        ("GET", "sessions/{session_id}", None),
        ("PATCH", "sessions/{session_id}", {"room": "2"}),
        ("POST", "sessions/{session_id}/cancel", {"reason": "Mara has the flu"}),
        ("DELETE", "sessions/{session_id}", None),
        ("GET", "closures", None),
        ("POST", "closures", {"studioId": "{studio_id}", "date": "2026-03-20", "reason": "Inventory"}),
        ("GET", "closures/{closure_id}", None),
        ("PATCH", "closures/{closure_id}", {"reason": "Another reason"}),
        ("DELETE", "closures/{closure_id}", None),
        ("GET", "pass-products", None),
        ("POST", "pass-products", PRODUCT),
        ("GET", "pass-products/{product_id}", None),
        ("PATCH", "pass-products/{product_id}", RENAMED),
        ("DELETE", "pass-products/{product_id}", None),
        ("POST", "registrations/{registration_id}/adjust", {"delta": 1, "reason": "kiln broke"}),
        ("POST", "registrations/{registration_id}/freeze", {**HOLIDAY, "reason": "on holiday", "confirm": True}),
        ("POST", "registrations/{registration_id}/extend", {"validUntil": "2026-12-31", "reason": "was ill"}),
        ("POST", "registrations/{registration_id}/cancel", {"reason": "moves away", "confirm": True}),
        ("GET", "staff", None),
        ("POST", "staff", PERSON),
        ("GET", "staff/{staff_id}", None),
        ("PATCH", "staff/{staff_id}", RENAMED),
        ("DELETE", "staff/{staff_id}", None),
        ("GET", "audit", None),
        ("GET", "kiosks", None),
        ("POST", "kiosks", {"name": "Back door", "studioId": "{studio_id}"}),
        ("GET", "kiosks/{kiosk_id}", None),
        ("PATCH", "kiosks/{kiosk_id}", RENAMED),
        ("POST", "kiosks/{kiosk_id}/pairing-code", None),
        ("DELETE", "kiosks/{kiosk_id}", None),
        ("GET", "jobs", None),
        ("POST", "jobs/nightly/run", {}),
        ("GET", "jobs/nightly/preview", None),
    ]
} | {
    "POST /api/admin/reservations/{reservation_id}/override": Row(
        Open.ADMINS,
        body={"action": "reinstate", "reason": "was ill"},
        path={"reservation_id": "released_id"},
    )
}

SCAN: Final = {"code": "{code}", "nonce": "12345678", "scannedAt": "2026-03-02T20:00:00Z"}

UPLOAD: Final = {**SCAN, "source": "reader", "verdict": "ok", "clockOffsetMs": 0, "bootId": "boot"}

KIOSKS: Final[Mapping[str, Row]] = {
    "POST /api/kiosk/pair": Row(Open.ALL, body={"pairingCode": "WRONG234"}),
    "POST /api/kiosk/scan": Row(Open.KIOSKS, body=SCAN),
    "POST /api/kiosk/uploads": Row(Open.KIOSKS, body={"items": [UPLOAD]}),
    "GET /api/kiosk/snapshot": Row(Open.KIOSKS),
    "POST /api/kiosk/heartbeat": Row(Open.KIOSKS, body={"version": "1", "queueLength": 0, "clockOffsetMs": 0}),
    "GET /api/kiosk/staff": Row(Open.KIOSKS),
    "POST /api/kiosk/staff": Row(Open.KIOSKS, body={"staffId": "{staff_id}", "pin": "481516"}),
}

REPORTS: Final[Mapping[str, Row]] = {
    "GET /api/admin/reservations/no-shows": Row(Open.ADMINS, query=f"studioId={{studio_id}}&{DAYS}"),
    "GET /api/admin/reports/utilization": Row(Open.ADMINS, query=f"{DAYS}&format=csv"),
}

OPERATOR: Final[Mapping[str, Row]] = {
    "GET /health": Row(Open.ALL),
    "GET /health/ready": Row(Open.ALL),
    "GET /metrics": Row(Open.ALL),
    "GET /schema": Row(Open.ALL),
    "GET /schema/openapi.json": Row(Open.ALL),
    "GET /schema/{path}": Row(Open.ALL),
}

PAGES: Final[Mapping[str, Row]] = {
    "GET /": Row(Open.ALL),
    "GET /static/{name}": Row(Open.ALL),
    "GET /c/{code}": Row(Open.ALL),
    "GET /C/{code}": Row(Open.ALL),
    "GET /sign-in": Row(Open.ALL),
    "POST /sign-in": Row(Open.ALL, form={"email": "new@example.com"}),
    "GET /sign-in/code": Row(Open.ALL),
    "POST /sign-in/code": Row(Open.ALL, form={"code": "000000"}),
    "POST /sign-out": Row(Open.ALL, form={}),
    "GET /book": Row(Open.CUSTOMERS),
    "POST /book": theirs(
        Open.CUSTOMERS, form={"pass": "{registration_id}", "session": "{free_session_id}", "day": "2026-03-09"}
    ),
    "GET /classes": Row(Open.CUSTOMERS),
    "GET /passes": Row(Open.CUSTOMERS),
    "GET /passes/{registration_id}": theirs(Open.CUSTOMERS),
    "GET /reservations/{reservation_id}": theirs(Open.CUSTOMERS),
    "GET /reservations/{reservation_id}/cancel": theirs(Open.CUSTOMERS),
    "POST /reservations/{reservation_id}/cancel": theirs(Open.CUSTOMERS, form={}),
    "POST /reservations/{reservation_id}/check-in": theirs(Open.CUSTOMERS, form={}),
    "POST /reservations/{reservation_id}/code": theirs(Open.CUSTOMERS, form={}),
}

ROWS: Final[Mapping[str, Row]] = {**AUTH, **CUSTOMERS, **STAFF, **ADMINS, **REPORTS, **KIOSKS, **OPERATOR, **PAGES}
