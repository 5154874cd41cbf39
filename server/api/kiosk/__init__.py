"""The kiosk's calls."""

from litestar import Controller

from server.api.kiosk.door import DoorController

CONTROLLERS: tuple[type[Controller], ...] = (DoorController,)
