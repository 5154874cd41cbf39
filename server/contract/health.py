"""How the server is, for those who watch it."""

from server.contract.base import Shape


class Liveness(Shape):
    """The process answers."""

    status: str = "ok"


class Readiness(Shape):
    """Whether the server can serve, and which part cannot: `database`, `migrations`.

    `oldestUnsentSeconds`: for how long the oldest message has been due without having left; null where none waits.
    """

    ready: bool
    failing: list[str]
    oldest_unsent_seconds: int | None
