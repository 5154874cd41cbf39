"""The pages for phones: server-rendered, and whole without a script."""

from litestar import Controller

from server.pages import customer, visitor
from server.pages.static_files import StaticController

CONTROLLERS: tuple[type[Controller], ...] = (StaticController, *visitor.CONTROLLERS, *customer.CONTROLLERS)
