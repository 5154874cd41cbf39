"""The desk's calls, one file a noun."""

from litestar import Controller

from server.api.staff.check_in import StaffCheckInController
from server.api.staff.day import DayController

CONTROLLERS: tuple[type[Controller], ...] = (
    StaffCheckInController,
    DayController,
)
