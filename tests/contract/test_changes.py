import msgspec
import pytest

from server.contract.base import Request
from server.contract.closures import ClosureChange
from server.contract.courses import ClassStepChange, CourseChange
from server.contract.kiosk_setup import KioskChange
from server.contract.pass_products import PassProductChange
from server.contract.sessions import ClassSessionChange
from server.contract.setup import given_fields
from server.contract.staff_members import StaffMemberChange
from server.contract.studios import StudioChange

CHANGES = (
    StudioChange,
    CourseChange,
    ClassStepChange,
    ClassSessionChange,
    ClosureChange,
    PassProductChange,
    StaffMemberChange,
)

CAN_BE_CLEARED = {
    "StudioChange": {"colour", "contactEmail"},
    "CourseChange": {"description"},
    "ClassStepChange": {"windowStart", "windowEnd"},
    "ClassSessionChange": {"stepId", "room", "instructor"},
    "PassProductChange": {"maxAdvanceReservations", "absenceGracePeriod", "validityDays", "priceCents"},
    "StaffMemberChange": {"password", "pin"},
    "ClosureChange": set[str](),
    "KioskChange": set[str](),
}


def test_an_absent_field_stays_and_null_clears() -> None:
    asked = msgspec.json.decode(b'{"room": null, "capacity": 9}', type=ClassSessionChange)
    assert given_fields(asked) == {"room": None, "capacity": 9}


@pytest.mark.parametrize("shape", CHANGES, ids=lambda shape: shape.__name__)
def test_an_empty_change_names_no_field(shape: type[Request]) -> None:
    assert given_fields(msgspec.json.decode(b"{}", type=shape)) == {}


@pytest.mark.parametrize("shape", [*CHANGES, KioskChange], ids=lambda shape: shape.__name__)
def test_only_what_may_be_empty_takes_null(shape: type[Request]) -> None:
    cleared = set()
    for field in msgspec.structs.fields(shape):
        try:
            msgspec.convert({field.encode_name: None}, shape)
        except msgspec.ValidationError:
            continue
        cleared.add(field.encode_name)
    assert cleared == CAN_BE_CLEARED[shape.__name__]
