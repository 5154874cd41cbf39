"""Is the server alive, and can it serve?"""

from litestar import Controller, Response, get

from server.contract.health import Liveness, Readiness
from server.services.context import Context
from server.services.operating.readiness import readiness

UNAVAILABLE = 503


class HealthController(Controller):
    """`/health`."""

    path = "/health"
    opt = {"public": True}  # noqa: RUF012 - Litestar reads it as it is
    tags = ("The operator",)

    @get("/")
    async def alive(self) -> Liveness:
        """Say that the process answers."""
        return Liveness()

    @get("/ready")
    async def ready(self, context: Context) -> Response[Readiness]:
        """Say whether the server can serve; 503 names the part that cannot."""
        answer = await readiness(context)
        return Response(answer, status_code=200 if answer.ready else UNAVAILABLE)
