"""What operators ask the server."""

from litestar import Controller

from server.api.operator.health import HealthController

CONTROLLERS: tuple[type[Controller], ...] = (HealthController,)
