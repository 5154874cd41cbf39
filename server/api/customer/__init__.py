"""The customers' calls, one file a noun."""

from litestar import Controller

from server.api.customer.calendar import CalendarController
from server.api.customer.registrations import RegistrationController
from server.api.customer.reservations import ReservationController

CONTROLLERS: tuple[type[Controller], ...] = (
    CalendarController,
    RegistrationController,
    ReservationController,
)
