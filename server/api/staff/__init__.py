"""The desk's calls, one file a noun."""

from litestar import Controller

from server.api.staff.attendance import AttendanceController
from server.api.staff.check_in import StaffCheckInController
from server.api.staff.customers import CustomerController
from server.api.staff.day import DayController
from server.api.staff.inbox import InboxController
from server.api.staff.registrations import SaleController
from server.api.staff.sessions import StaffSessionController

CONTROLLERS: tuple[type[Controller], ...] = (
    StaffCheckInController,
    DayController,
    InboxController,
    AttendanceController,
    StaffSessionController,
    CustomerController,
    SaleController,
)
