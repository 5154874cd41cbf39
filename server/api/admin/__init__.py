"""The admin calls, one file a noun."""

from litestar import Controller

CONTROLLERS: tuple[type[Controller], ...] = ()
