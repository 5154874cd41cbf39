"""What happens on the server, in figures, for the operator's Prometheus."""

from typing import Final

from litestar import Controller, MediaType, Response, get

from server.services.context import Context
from server.services.operating.standing import standing

TEXT_FORMAT: Final = "text/plain; version=0.0.4"


class MetricsController(Controller):
    """`/metrics`."""

    path = "/metrics"
    opt = {"public": True}  # noqa: RUF012 - Litestar reads it as it is
    tags = ("The operator",)

    @get("/", media_type=MediaType.TEXT)
    async def metrics(self, context: Context) -> Response[str]:
        """Return the counts of this server process and how things stand, in Prometheus's text format."""
        return Response(context.metrics.page(await standing(context)), media_type=TEXT_FORMAT)
