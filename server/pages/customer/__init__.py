"""The customers' pages: book, my classes, my pass, one reservation."""

from litestar import Controller

from server.pages.customer.book import BookController
from server.pages.customer.classes import ClassesController
from server.pages.customer.passes import PassesController
from server.pages.customer.reservation import ReservationController

CONTROLLERS: tuple[type[Controller], ...] = (
    BookController,
    ClassesController,
    PassesController,
    ReservationController,
)
