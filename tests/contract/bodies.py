"""A good body of each request of the set-up and the desk, from which a test spoils one field."""

from collections.abc import Mapping
from typing import Final

from server.contract.base import Request
from server.contract.closures import ClosureRequest
from server.contract.courses import ClassStepRequest, CourseRequest
from server.contract.customers import CustomerRequest
from server.contract.kiosk_setup import KioskRequest
from server.contract.pass_products import PassProductRequest
from server.contract.sales import SaleRequest
from server.contract.sessions import ClassSessionRequest
from server.contract.staff_members import StaffMemberRequest
from server.contract.studios import StudioRequest

GOOD_BODIES: Final[Mapping[type[Request], Mapping[str, object]]] = {
    StudioRequest: {"name": "Kiln & Co", "timezone": "Europe/Berlin"},
    CourseRequest: {"studioId": 1, "name": "Wheel throwing", "capacity": 8, "durationMinutes": 120},
    ClassStepRequest: {"courseId": 1, "position": 1, "title": "Part 1"},
    ClassSessionRequest: {"courseId": 1, "startsAt": "2026-03-02T15:00:00Z", "endsAt": "2026-03-02T17:00:00Z"},
    ClosureRequest: {"studioId": 1, "date": "2026-03-20", "reason": "Inventory"},
    PassProductRequest: {"studioId": 1, "name": "8 punches", "passType": "PUNCH_PASS", "courseIds": [1]},
    StaffMemberRequest: {"email": "sam@kiln.example", "name": "Sam", "role": "STAFF", "studioIds": [1]},
    KioskRequest: {"name": "Front door", "studioId": 1},
    CustomerRequest: {"studioId": 1, "email": "ana@example.org", "name": "Ana Romero"},
    SaleRequest: {"customerId": 1, "passProductId": 1},
}
