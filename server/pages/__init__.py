"""The pages for people, by audience."""

from litestar import Controller

CONTROLLERS: tuple[type[Controller], ...] = ()
