"""What operators ask the server."""

from litestar import Controller

from server.api.operator.health import HealthController
from server.api.operator.metrics import MetricsController

CONTROLLERS: tuple[type[Controller], ...] = (HealthController, MetricsController)
