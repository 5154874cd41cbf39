import msgspec
import pytest

from server.contract.base import Request
from server.contract.courses import ClassStepRequest, CourseRequest
from server.contract.customers import CustomerRequest
from server.contract.kiosk_setup import KioskRequest
from server.contract.pass_products import PassProductRequest
from server.contract.sales import SaleRequest
from server.contract.sessions import ClassSessionRequest
from server.contract.staff_members import StaffMemberRequest
from server.contract.studios import StudioRequest
from tests.contract.bodies import GOOD_BODIES

EACH_REQUEST = pytest.mark.parametrize("shape", GOOD_BODIES, ids=lambda shape: shape.__name__)


def read(shape: type[Request], **changed: object) -> Request:
    """Return what the wire makes of the shape's good body with some fields changed."""
    return msgspec.json.decode(msgspec.json.encode({**GOOD_BODIES[shape], **changed}), type=shape)


@EACH_REQUEST
def test_a_good_body_is_read(shape: type[Request]) -> None:
    assert isinstance(read(shape), shape)


@EACH_REQUEST
def test_an_unknown_field_is_refused(shape: type[Request]) -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field `surprise`"):
        read(shape, surprise=1)


@EACH_REQUEST
def test_each_field_refuses_a_value_of_another_type(shape: type[Request]) -> None:
    for field in GOOD_BODIES[shape]:
        with pytest.raises(msgspec.ValidationError, match=field):
            read(shape, **{field: {"another": "type"}})


@EACH_REQUEST
def test_each_id_takes_only_what_a_database_can_hold(shape: type[Request]) -> None:
    ids = [field for field in GOOD_BODIES[shape] if field.endswith("Id")]
    for field in ids:
        for value in (0, -1, 2**31, 2**70):
            with pytest.raises(msgspec.ValidationError, match=field):
                read(shape, **{field: value})
        read(shape, **{field: 2**31 - 1})


@EACH_REQUEST
def test_no_text_takes_nul(shape: type[Request]) -> None:
    texts = [field for field, value in GOOD_BODIES[shape].items() if isinstance(value, str)]
    for field in texts:
        with pytest.raises(msgspec.ValidationError, match=field):
            read(shape, **{field: f"{GOOD_BODIES[shape][field]}\x00"})


@pytest.mark.parametrize(
    ("shape", "field", "value"),
    [
        (StudioRequest, "name", ""),
        (StudioRequest, "name", " \t\n"),
        (StudioRequest, "name", "x" * 201),
        (StudioRequest, "timezone", "x" * 65),
        (StudioRequest, "locale", "fr"),
        (StudioRequest, "currency", "eur"),
        (StudioRequest, "currency", "EURO"),
        (StudioRequest, "currency", "EUR\n"),
        (StudioRequest, "colour", "#12345"),
        (StudioRequest, "colour", "red"),
        (StudioRequest, "contactEmail", "nobody"),
        (StudioRequest, "settings", {"selfOpensMinutes": 1.5}),
        (StudioRequest, "settings", {"x" * 41: 1}),
        (CourseRequest, "capacity", -1),
        (CourseRequest, "capacity", 1001),
        (CourseRequest, "capacity", True),
        (CourseRequest, "durationMinutes", 0),
        (CourseRequest, "durationMinutes", 1441),
        (CourseRequest, "description", "x" * 4001),
        (ClassStepRequest, "position", 0),
        (ClassStepRequest, "position", 1001),
        (ClassStepRequest, "windowStart", "0001-01-01"),
        (ClassStepRequest, "windowEnd", "9999-12-31"),
        (ClassStepRequest, "requiredSequence", None),
        (ClassSessionRequest, "startsAt", "2026-03-02T15:00:00"),
        (ClassSessionRequest, "startsAt", "0001-01-01T00:00:00Z"),
        (ClassSessionRequest, "endsAt", "9999-12-31T23:59:59Z"),
        (ClassSessionRequest, "capacity", 2**31),
        (ClassSessionRequest, "room", "x" * 101),
        (ClassSessionRequest, "instructor", "\x00"),
        (PassProductRequest, "passType", "DAY_PASS"),
        (PassProductRequest, "sessionsIncluded", 0),
        (PassProductRequest, "maxAdvanceReservations", 0),
        (PassProductRequest, "absenceGracePeriod", -1),
        (PassProductRequest, "absenceGracePeriod", 8761),
        (PassProductRequest, "validityDays", 3661),
        (PassProductRequest, "priceCents", 2**31),
        (PassProductRequest, "courseIds", list(range(1, 202))),
        (PassProductRequest, "courseIds", [0]),
        (StaffMemberRequest, "role", "CUSTOMER"),
        (StaffMemberRequest, "password", "x" * 7),
        (StaffMemberRequest, "password", "x" * 201),
        (StaffMemberRequest, "pin", "12345"),
        (StaffMemberRequest, "pin", "123456\n"),
        (StaffMemberRequest, "pin", "١٢٣٤٥٦"),
        (StaffMemberRequest, "email", "sam at kiln"),
        (KioskRequest, "name", "\n"),
        (CustomerRequest, "phone", " "),
        (CustomerRequest, "phone", "1" * 41),
        (SaleRequest, "validFrom", "1999-12-31"),
        (SaleRequest, "validFrom", "2101-01-01"),
        (SaleRequest, "validFrom", "2026-02-30"),
        (SaleRequest, "paymentNote", "x" * 501),
        (SaleRequest, "courseId", "1"),
    ],
)
def test_a_value_out_of_bounds_is_refused(shape: type[Request], field: str, value: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        read(shape, **{field: value})


@pytest.mark.parametrize(
    ("shape", "field", "value"),
    [
        (StudioRequest, "colour", "#B4532A"),
        (StudioRequest, "settings", {"bookingOpensDays": None, "noShowDeducts": False, "phoneCheckIn": "door_code"}),
        (CourseRequest, "capacity", 0),
        (CourseRequest, "capacity", 1000),
        (CourseRequest, "durationMinutes", 1440),
        (ClassStepRequest, "windowStart", "2000-01-01"),
        (ClassStepRequest, "windowEnd", "2100-12-31"),
        (PassProductRequest, "maxAdvanceReservations", None),
        (PassProductRequest, "absenceGracePeriod", None),
        (PassProductRequest, "priceCents", 2**31 - 1),
        (StaffMemberRequest, "pin", "000000"),
        (StaffMemberRequest, "password", "x" * 8),
        (SaleRequest, "validFrom", None),
    ],
)
def test_a_value_on_its_bound_is_taken(shape: type[Request], field: str, value: object) -> None:
    read(shape, **{field: value})


def test_a_product_without_terms_has_the_defaults_of_r6() -> None:
    asked = read(PassProductRequest)
    assert isinstance(asked, PassProductRequest)
    assert (asked.max_advance_reservations, asked.absence_grace_period) == (3, 0)
