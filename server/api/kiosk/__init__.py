"""The kiosk's calls."""

from litestar import Controller

from server.api.kiosk.door import DoorController
from server.api.kiosk.pairing import PairingController
from server.api.kiosk.staff import KioskStaffController

CONTROLLERS: tuple[type[Controller], ...] = (DoorController, PairingController, KioskStaffController)
